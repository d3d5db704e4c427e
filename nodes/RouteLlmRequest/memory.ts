import type { IExecuteFunctions, INode } from 'n8n-workflow';

import type { Allowed } from '../../router/registry/allowed';
import { attemptSchema, chargeSchema } from '../../router/ledger/record';
import type { EarlierTries } from '../../router/routeTypes';
import type { VerdictCache } from '../../router/strategies/judgeVerdicts';
import { z } from '../../vendor/zod';
import { executionIdOf, VERDICTS_KEPT, verdictsIn, within, type Json } from '../shared/nodeContext';

import { finishedSchema, type Finished } from './finished';

/**
 * What this node keeps between its runs and tries within one execution. It lives in n8n's node context,
 * which is saved with the execution, so it is plain JSON without secrets.
 */
export interface Memory {
	/** Stands in for an execution id where n8n gives none. */
	readonly executionId: string;
	/** All runs and tries so far, in nano-USD. */
	spent(): number;
	keepSpent(nanoUsd: number): void;
	/** Route Only: what an item with this id was issued with; `null`: not issued here. */
	issued(id: string): Issued | null;
	issue(id: string, issued: Issued): void;
	/** What a judge has said of requests in this execution: the same one is paid for once. */
	readonly verdicts: VerdictCache;
	/** What an earlier try of this run made of an item; `null`: it is to be routed. */
	replay(item: number): Finished | null;
	/** What earlier tries of this run asked and paid for an item that is to be routed anew; `null`: nothing. */
	earlierTries(item: number): EarlierTries | null;
	remember(item: number, finished: Finished): void;
	/** n8n will not try this run again: nothing of it need be kept. */
	forget(): void;
	/** Whether n8n would run the node again after a failure of this try. */
	readonly isLastTry: boolean;
}

/** What Route Only remembers of an item that may come back. */
export interface Issued {
	/** The models that have failed if it does. */
	readonly tried: readonly string[];
	/** The models it may be shown to. */
	readonly allowed: Allowed;
}

/** Call once at the start of each try. */
export function openMemory(ctx: IExecuteFunctions, node: INode, runIndex: number): Memory {
	const store: Json = ctx.getContext('node');
	const issued = within(store, 'issued');
	const runs = within(store, 'runs');
	const run = node.retryOnFail === true ? within(runs, String(runIndex)) : {};
	const items = within(run, 'items');
	const tries = count.parse(run['tries']) + 1;
	run['tries'] = tries;
	return {
		executionId: executionIdOf(ctx, store),
		spent: () => count.parse(store['spentNanoUsd']),
		keepSpent: (nanoUsd) => void (store['spentNanoUsd'] = nanoUsd),
		issued: (id) => (Object.hasOwn(issued, id) ? (issuedSchema.safeParse(issued[id]).data ?? null) : null),
		issue: (id, { tried, allowed }) => void (issued[id] = { tried: [...tried], allowed: allowed === null ? null : [...allowed] }),
		verdicts: {
			...verdictsIn(within(store, 'verdicts')),
			...(node.retryOnFail === true && { paidInVain: ofEarlierTries(within(run, 'paidInVain')) }),
		},
		replay: (item) => replayed(items[item]),
		earlierTries: (item) =>
			items[item] === undefined ? null : earlierTries(finishedSchema.safeParse(items[item]).data?.toTryAgain ?? null),
		remember(item, finished) {
			if (node.retryOnFail === true) items[item] = finished;
		},
		forget: () => void delete runs[String(runIndex)],
		isLastTry: tries >= triesOf(node),
	};
}

/** Only of earlier tries: in the same one, another item with the same prompt may have better luck. */
function ofEarlierTries(kept: Json): NonNullable<VerdictCache['paidInVain']> {
	const before = new Map(Object.entries(kept));
	return {
		get: (key) => z.string().safeParse(before.get(key)).data ?? null,
		set(key, why) {
			if (Object.keys(kept).length < VERDICTS_KEPT) kept[key] = why;
		},
	};
}

const count = z.number().catch(0);
const issuedSchema = z.object({
	tried: z.array(z.string()).min(1),
	allowed: z
		.array(z.string())
		.nullable()
		.transform((ids) => (ids === null ? null : new Set(ids))),
});

function replayed(kept: unknown): Finished | null {
	if (kept === undefined) return null;
	const finished = finishedSchema.safeParse(kept).data ?? null;
	return finished === null || finished.toTryAgain !== null ? null : finished;
}

function earlierTries(kept: Finished['toTryAgain']): EarlierTries | null {
	if (kept === null) return null;
	return {
		attempts: kept.attempts.flatMap((one) => attemptSchema.safeParse(one).data ?? []),
		charges: kept.charges.flatMap((one) => chargeSchema.safeParse(one).data ?? []),
	};
}

/** As n8n counts them. */
function triesOf(node: INode): number {
	return node.retryOnFail === true ? Math.min(5, Math.max(2, node.maxTries || 3)) : 1;
}
