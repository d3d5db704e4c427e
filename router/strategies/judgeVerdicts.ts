import { createHash } from 'node:crypto';

import type { MeteredCall } from '../calls/client';
import type { JudgeFailure, ReasonOptions } from '../judging/askJudge';
import { requestAsData } from '../judging/dataFence';
import type { FitVerdict } from '../judging/judgeFit';
import type { TierVerdict } from '../judging/judgeTier';
import type { ModelSpec } from '../registry/model';

import type { RankOptions } from './strategy';

/** What is remembered of a verdict: plain JSON. */
export type RememberedVerdict = Omit<TierVerdict, 'kind'> | Omit<FitVerdict, 'kind'>;

/** Verdicts of requests judged before, by hash. How long they live is its own affair. */
export interface VerdictCache {
	get(key: string): RememberedVerdict | null;
	set(key: string, verdict: RememberedVerdict): void;
	/** Why a judge that was paid gave no verdict, by the same key, for who tries the item again. Default: not remembered. */
	readonly paidInVain?: {
		get(key: string): string | null;
		set(key: string, why: string): void;
	};
}

export interface VerdictOptions {
	readonly judge: ModelSpec;
	/** The workflow owner's words for the judge; may be empty. */
	readonly criteria: string;
	/** Milliseconds one call of the judge may take. */
	readonly timeoutMs: number;
	readonly cache: VerdictCache;
	/** Takes keys out of what the judge said, before it is remembered. */
	readonly clean: (text: string) => string;
}

/** What a judge is asked of a request. */
export interface Question<V> {
	/** What a verdict hangs on beside judge, criteria and request. */
	readonly parts: (models: readonly ModelSpec[]) => readonly string[];
	readonly put: (options: ReasonOptions, models: readonly ModelSpec[]) => Promise<V | JudgeFailure>;
	readonly keep: (verdict: V) => RememberedVerdict;
	/** `null`: it was the answer to another question. */
	readonly recall: (kept: RememberedVerdict) => V | null;
}

/** The same request is judged once: remembered, or shared with whoever is asking right now. A failure is for the same item only. */
export function createVerdicts<V extends { readonly kind: 'verdict' }>(
	{ judge, criteria, timeoutMs, cache, clean }: VerdictOptions,
	{ parts, put, keep, recall }: Question<V>,
): (ask: RankOptions) => Promise<V | JudgeFailure> {
	const asking = new Map<string, Promise<V | JudgeFailure>>();
	return async ({ request, call, models }) => {
		const key = keyOf([...parts(models), judge.id, criteria, requestAsData(request)]);
		const kept = cache.get(key);
		const known = kept === null ? null : recall(kept);
		if (known !== null) return known;
		const why = cache.paidInVain?.get(key) ?? null;
		if (why !== null) return { kind: 'failed', why };
		if (call.allows?.(judge) === false) return { kind: 'failed', why: 'it is not in Allowed Models' };
		const running = asking.get(key);
		if (running !== undefined) return await running;
		const watched = watchPaid(call);
		const verdict = put({ call: watched.call, purpose: 'judge', model: judge, request, criteria, timeoutMs, clean }, models);
		asking.set(key, verdict);
		try {
			const had = await verdict;
			if (had.kind === 'verdict') cache.set(key, keep(had));
			else if (watched.paid()) cache.paidInVain?.set(key, had.why);
			return had;
		} finally {
			asking.delete(key);
		}
	};
}

/** The same calls, and whether any of them was or may have been paid. */
function watchPaid(call: MeteredCall): { readonly call: MeteredCall; readonly paid: () => boolean } {
	let paid = false;
	const complete: MeteredCall['complete'] = async (purpose, request) => {
		const had = await call.complete(purpose, request);
		paid ||= had.ok || had.failure.billed;
		return had;
	};
	return { call: { ...call, complete }, paid: () => paid };
}

function keyOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
