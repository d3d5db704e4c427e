import { PIECE, type Sliced } from '../../router/learning/slices';
import { totalOf } from '../../router/registry/cost';

import type { Finished } from './finished';

/** What came of the items of a run together: all that hints, errors and traces tell of it. */
export interface Summary {
	readonly items: number;
	/** Those on Fallback. */
	readonly fallen: readonly Finished[];
	/** Of the other outputs, how many items each has. */
	readonly landed: ReadonlyMap<number, { readonly branch: string; readonly count: number }>;
	/** Places of the items that found no model in time. */
	readonly lost: readonly number[];
	/** Items without a prompt. */
	readonly promptless: number;
	/** Items a judge was paid for; `nanoUsd` is `null` where the cost of one is not known. */
	readonly judged: Sum;
	/** Items that waited so long for rate limits that people should know, and the longest such wait in ms. */
	readonly waited: { readonly count: number; readonly longestMs: number };
	/** Run-level messages of items, each once. */
	readonly hints: ReadonlySet<string>;
	/** Items the ledger refused, and why. */
	readonly unrecorded: Told;
	/** Items whose records wait on the local disk, and why. */
	readonly recordWaits: Told;
	/** Items whose tokens are known. */
	readonly tokens: { readonly count: number; readonly input: number; readonly output: number };
	/** `null` where the cost of one item is not known. */
	readonly costUsd: number | null;
	/** The models that were chosen, each once. */
	readonly models: ReadonlySet<string>;
}

interface Sum {
	readonly count: number;
	readonly nanoUsd: number | null;
}

interface Told {
	readonly count: number;
	readonly reasons: ReadonlySet<string>;
}

/** Waiting that nobody would notice is not told. */
const WORTH_TELLING_MS = 1_000;

/** In pieces: a run may have very many items. */
export function* summaryOf(finished: readonly Finished[]): Sliced<Summary> {
	const sum = nothing(finished.length);
	for (const [index, one] of finished.entries()) {
		addWay(sum, one, index);
		addCost(sum, one);
		if (one.queuedMs >= WORTH_TELLING_MS) {
			sum.waited = { count: sum.waited.count + 1, longestMs: Math.max(sum.waited.longestMs, one.queuedMs) };
		}
		for (const hint of one.hints) sum.hints.add(hint);
		tell(sum.unrecorded, one.unrecorded);
		tell(sum.recordWaits, one.recordWaits);
		if ((index + 1) % PIECE === 0) yield;
	}
	return sum;
}

/** The same while it is added up. */
interface Adding extends Changing<Pick<Summary, 'items' | 'promptless' | 'judged' | 'waited' | 'tokens' | 'costUsd'>> {
	readonly fallen: Finished[];
	readonly landed: Map<number, { branch: string; count: number }>;
	readonly lost: number[];
	readonly hints: Set<string>;
	readonly unrecorded: Telling;
	readonly recordWaits: Telling;
	readonly models: Set<string>;
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

interface Telling {
	count: number;
	readonly reasons: Set<string>;
}

function nothing(items: number): Adding {
	return {
		items,
		fallen: [],
		landed: new Map(),
		lost: [],
		promptless: 0,
		judged: { count: 0, nanoUsd: 0 },
		waited: { count: 0, longestMs: 0 },
		hints: new Set(),
		unrecorded: { count: 0, reasons: new Set() },
		recordWaits: { count: 0, reasons: new Set() },
		tokens: { count: 0, input: 0, output: 0 },
		costUsd: 0,
		models: new Set(),
	};
}

function addWay(sum: Adding, one: Finished, index: number): void {
	const { slot, failure } = one;
	const { branch, model } = one.llmRoute;
	if (slot === 0) sum.fallen.push(one);
	else sum.landed.set(slot, { branch: String(branch), count: (sum.landed.get(slot)?.count ?? 0) + 1 });
	if (failure === 'capacity') sum.lost.push(index);
	if (failure === 'no_prompt') sum.promptless++;
	if (typeof model === 'string') sum.models.add(model);
}

function addCost(sum: Adding, { judged, llmRoute }: Finished): void {
	const { tokens, costUsd } = llmRoute;
	if (judged !== null) sum.judged = { count: sum.judged.count + 1, nanoUsd: plus(sum.judged.nanoUsd, judged.nanoUsd) };
	sum.costUsd = plus(sum.costUsd, costUsd);
	if (!isCounted(tokens)) return;
	const { count, input, output } = sum.tokens;
	sum.tokens = { count: count + 1, input: input + tokens.input, output: output + tokens.output };
}

function plus(sum: number | null, amount: unknown): number | null {
	return totalOf([sum, typeof amount === 'number' ? amount : null]);
}

function isCounted(tokens: unknown): tokens is { readonly input: number; readonly output: number } {
	if (typeof tokens !== 'object' || tokens === null || !('input' in tokens) || !('output' in tokens)) return false;
	return typeof tokens.input === 'number' && typeof tokens.output === 'number';
}

function tell(told: Telling, reason: string | null): void {
	if (reason === null) return;
	told.count++;
	told.reasons.add(reason);
}
