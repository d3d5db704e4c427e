import type { DecisionRecord } from '../../router/ledger/record';
import { NANO_USD_PER_USD, totalOf } from '../../router/registry/cost';
import type { ModelHealth } from '../../router/health/health';
import type { RouteOutcome, RouteResult } from '../../router/routeTypes';
import { z } from '../../vendor/zod';

import type { WrittenText } from './answerText';
import { loggedStrategy } from './description/strategies';

const FALLBACK_BRANCH = 'Fallback';

/** What is left of an item once it is through: all that its way out needs, as plain JSON without secrets. */
export type Finished = z.infer<typeof finishedSchema>;

export const finishedSchema = z.object({
	/** The output it leaves by; 0 is Fallback. */
	slot: z.number().int().min(0),
	/** For the output field: text, or the object that was asked for; `null`: the field is left alone. */
	answer: z.union([z.string(), z.custom<object>((value) => typeof value === 'object' && value !== null)]).nullable(),
	/** Why it is on Fallback; `null`: it is not. */
	failure: z.string().nullable(),
	/** What happened, for the hint or error that tells of all items on Fallback. */
	message: z.string(),
	/** An attempt at it was or may have been paid. */
	billed: z.boolean(),
	/** What a judge cost for it; `null`: none was paid. */
	judged: z.object({ nanoUsd: z.number().nullable() }).nullable(),
	/** How long it waited for a place within rate limits, in ms. */
	queuedMs: z.number(),
	/** Run-level messages. */
	hints: z.array(z.string()),
	/** Why the ledger refused its record; `null`: it did not. */
	unrecorded: z.string().nullable(),
	/** Why its record waits on the local disk; `null`: it is where it belongs. */
	recordWaits: z.string().nullable(),
	/** The item's `llmRoute`. */
	llmRoute: z.record(z.unknown()),
	/** Route Only: every model that has failed if this item comes back, the chosen one last. */
	tried: z.array(z.string()),
	/** What was asked and paid for it, if it may be tried anew; `null`: it may not. */
	toTryAgain: z.object({ attempts: z.array(z.unknown()), charges: z.array(z.unknown()) }).nullable(),
});

interface FinishOptions {
	readonly result: RouteResult;
	/** Models that had failed before this turn. */
	readonly failedBefore: readonly string[];
	readonly includeDetails: boolean;
	/** The text of an answer as the item is to have it. */
	readonly textOf: (answer: WrittenText) => string;
	/** What the output field is to hold of it. */
	readonly outputOf: (answer: WrittenText) => string | object;
	/** Takes keys out of what servers said. */
	readonly clean: (text: string) => string;
}

export function finish(options: FinishOptions): Finished {
	const { result, failedBefore, clean } = options;
	const { outcome, recorded } = result;
	const end = endOf(outcome, options.textOf);
	return {
		slot: end.slot,
		answer: outcome.kind === 'answered' ? options.outputOf(outcome.answer) : null,
		failure: end.failure,
		message: outcome.kind === 'fallback' ? clean(outcome.message) : '',
		billed: result.billed,
		judged: judgedOf(result.record),
		queuedMs: result.queuedMs,
		hints: result.hints.map(clean),
		unrecorded: recorded.kind === 'refused' ? clean(recorded.reason) : null,
		recordWaits: recorded.kind === 'waiting' ? clean(recorded.reason) : null,
		llmRoute: llmRouteOf(options, end),
		tried: outcome.kind === 'routed' ? [...failedBefore, outcome.model.id] : [],
		// A paid answer is not paid twice. Else another try costs nothing twice, and may go better.
		toTryAgain: end.slot === 0 && !result.billed ? { attempts: [...result.record.attempts], charges: [...result.record.charges] } : null,
	};
}

/** An item that was never begun because the execution was stopped before its turn. */
export function notBegun(): Finished {
	const reason = 'the execution was stopped before its turn';
	return {
		slot: 0,
		answer: null,
		failure: 'cancelled',
		message: reason,
		billed: false,
		judged: null,
		queuedMs: 0,
		hints: [],
		unrecorded: null,
		recordWaits: null,
		llmRoute: { id: null, model: null, branch: FALLBACK_BRANCH, reason, costUsd: 0, failure: 'cancelled' },
		tried: [],
		toTryAgain: { attempts: [], charges: [] },
	};
}

function judgedOf({ charges }: DecisionRecord): Finished['judged'] {
	const costs = charges.filter(({ purpose }) => purpose === 'judge').map(({ costNanoUsd }) => costNanoUsd);
	if (costs.length === 0) return null;
	return { nanoUsd: totalOf(costs) };
}

interface Tokens {
	readonly input: number;
	/** Reasoning included. */
	readonly output: number;
	readonly reasoning: number;
	/** Of the input, read from the provider's cache. */
	readonly cached: number;
}

/**
 * Of all calls of an item together; `null`: it made none, or one did not say. Calls that cost nothing and said nothing,
 * such as refused ones, count as none.
 */
function tokensOf({ charges }: DecisionRecord): Tokens | null {
	const paid = charges.filter(({ usage, costNanoUsd }) => usage !== null || costNanoUsd !== 0);
	if (paid.length === 0) return null;
	return paid.reduce<Tokens | null>(
		(sum, { usage }) =>
			sum === null || usage === null
				? null
				: {
						input: sum.input + usage.inputTokens,
						output: sum.output + usage.outputTokens,
						reasoning: sum.reasoning + (usage.reasoningTokens ?? 0),
						cached: sum.cached + usage.cachedInputTokens,
					},
		{ input: 0, output: 0, reasoning: 0, cached: 0 },
	);
}

interface End {
	readonly slot: number;
	readonly model: string | null;
	readonly branch: string;
	readonly failure: string | null;
	readonly degraded: boolean;
	readonly draft: string | null;
}

function endOf(outcome: RouteOutcome, textOf: FinishOptions['textOf']): End {
	const fallback = { slot: 0, model: null, branch: FALLBACK_BRANCH, degraded: false };
	switch (outcome.kind) {
		case 'answered':
		case 'routed': {
			const { id, slot, branch } = outcome.model;
			return { slot, model: id, branch, failure: null, degraded: outcome.degraded, draft: null };
		}
		case 'fallback':
			return { ...fallback, failure: outcome.failure, draft: outcome.draft === null ? null : textOf(outcome.draft) };
		case 'cancelled':
			return { ...fallback, failure: 'cancelled', draft: null };
	}
}

function llmRouteOf({ result, includeDetails, clean }: FinishOptions, end: End): Finished['llmRoute'] {
	const { record, reason, costNanoUsd, strongestNanoUsd } = result;
	const tokens = tokensOf(record);
	// A cascade pays for drafts: whether that is worth it shows only beside the strongest.
	const besideStrongest = (loggedStrategy(record.strategy)?.paysForDrafts === true || includeDetails) && record.result.kind === 'answered';
	return {
		id: record.id,
		model: end.model,
		branch: end.branch,
		// Only what a server or the item said can hold a key; most items of Route Only have neither.
		reason: record.attempts.length + record.charges.length > 0 || end.failure !== null ? clean(reason) : reason,
		costUsd: usdOf(costNanoUsd),
		...(tokens !== null && { tokens }),
		...(besideStrongest && { strongestCostUsd: usdOf(strongestNanoUsd) }),
		...(end.failure !== null && { failure: end.failure }),
		...(end.degraded && { degraded: true }),
		...(end.draft !== null && { draft: end.draft }),
		...(includeDetails && { details: detailsOf(result, clean) }),
	};
}

function usdOf(nanoUsd: number | null): number | null {
	return nanoUsd === null ? null : nanoUsd / NANO_USD_PER_USD;
}

/** What Include Details adds. @param clean takes keys out of what servers said. */
export function detailsOf({ record, states, queuedMs, reasoning }: RouteResult, clean: (text: string) => string): object {
	return {
		strategy: record.strategy,
		threshold: record.threshold,
		candidates: record.candidates.map(({ modelId, rank, quality, excludedBy }) => ({
			model: modelId,
			rank,
			quality,
			excludedBy,
			...stateOf(states.get(modelId)),
		})),
		waitedMs: queuedMs,
		signals: record.signals,
		...(record.taskSignals !== null && { taskSignals: record.taskSignals }),
		...(record.itemSignals !== null && { itemSignals: record.itemSignals }),
		attempts: record.attempts.map(({ modelId, why, startedMs, endedMs, omitted, result }, index) => ({
			model: modelId,
			why,
			startedMs,
			tookMs: endedMs - startedMs,
			...(omitted.length > 0 && { omitted }),
			...(result.kind === 'failed' ? { ...result, message: clean(result.message) } : result),
			...(reasoning[index] != null && { reasoning: reasoning[index] }),
		})),
		charges: record.charges.map(({ modelId, purpose, costNanoUsd, listCostNanoUsd, basis }) => ({
			model: modelId,
			purpose,
			costUsd: usdOf(costNanoUsd),
			...(listCostNanoUsd !== undefined && { listCostUsd: usdOf(listCostNanoUsd) }),
			basis,
		})),
	};
}

/** Why people may find a model left out: what is free of its limits, what it is cooling down for, how slow it is. */
function stateOf(state: ModelHealth | undefined): object {
	if (state === undefined) return {};
	const { free, freeAtMs, coolingUntilMs, coolingFor, breaker, p50Ms, p95Ms } = state;
	return {
		freeRequests: free.requests,
		freeTokens: free.tokens,
		freeParallel: free.parallel,
		freeAt: timeOf(freeAtMs),
		coolingUntil: timeOf(coolingUntilMs),
		coolingFor,
		breaker: breaker.kind,
		p50Ms,
		p95Ms,
	};
}

function timeOf(atMs: number | null): string | null {
	return atMs === null ? null : new Date(atMs).toISOString();
}
