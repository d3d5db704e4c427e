import type { CallResult, EmbedResult, StatedBill, Usage } from '../calls/client';
import { costNanoUsd, estimateNanoUsd, NANO_USD_PER_USD } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import { ANSWER_OPENING_TOKENS, MESSAGE_TOKENS } from '../request/tokens';

import type { Bill, Doubt } from './meterTypes';

/** A bill, and what was not believed on the way. `bill` is `null` where nothing is billed. */
export interface Settled {
	readonly bill: Bill | null;
	readonly doubts: readonly Doubt[];
}

/** What we know of a call ourselves. */
export interface OwnCount {
	readonly model: ModelSpec;
	/** Estimated tokens of all that was sent. */
	readonly inputTokens: number;
	/** Estimated tokens of its words alone: images are counted too differently to hold a provider to. */
	readonly wordTokens: number;
	/** Estimated tokens of the text that came, worked out only where they are needed. */
	readonly outputTokens: () => number;
	readonly outputChars: number;
	/** Whether anything was written: a text, tool calls, or thoughts that are not shown. */
	readonly wrote: boolean;
}

/**
 * A provider is believed what can be. Its bill counts before its tokens, its tokens before our estimate: a server that
 * counts nothing must not empty a budget unseen, nor one that counts wildly fill it.
 */
export function billOf(result: CallResult | EmbedResult, own: OwnCount): Settled {
	const { model } = own;
	const { usage: reported, stated } = reportedBy(result);
	const usage = reported !== null && isPossible(reported, own) ? reported : null;
	const doubts: Doubt[] = usage === null && (reported !== null || stated?.impossible === true) ? [{ model, what: 'tokens' }] : [];
	if (!result.ok && !result.failure.billed) return { bill: null, doubts: [] };
	// Of an answer that broke off there is a text to count.
	const counted = usage ?? (result.ok || own.outputChars > 0 ? estimated(own) : null);
	const list = counted === null ? null : costNanoUsd(model.price, counted);
	const costs = stated?.costNanoUsd ?? null;
	if (costs !== null && canCost(costs, list, own)) {
		return { bill: { usage: counted, costNanoUsd: costs, ...(list !== null && { listCostNanoUsd: list }), basis: 'billed' }, doubts };
	}
	if (costs !== null) doubts.push({ model, what: 'cost' });
	if (counted === null) return { bill: { usage: null, costNanoUsd: null, basis: 'unknown' }, doubts };
	return { bill: { usage: counted, costNanoUsd: list, basis: usage === null ? 'estimated' : 'reported' }, doubts };
}

function reportedBy(result: CallResult | EmbedResult): { readonly usage: Usage | null; readonly stated?: StatedBill | undefined } {
	if ('answer' in result) return result.answer;
	return 'usage' in result ? result : { usage: null };
}

function estimated({ inputTokens, outputTokens }: OwnCount): Usage {
	return { inputTokens, outputTokens: outputTokens(), cachedInputTokens: 0 };
}

/** Tokenizers differ by a factor of two or three, and windows in our lists may be old: only what is this far off is a lie. */
const FAR = 10;

/** Gateways leave most of a prompt out of the count where it was cached. */
const FAR_BELOW = 100;

/** No window is larger. */
const LARGEST_WINDOW = 2_000_000;

function isPossible({ inputTokens, outputTokens }: Usage, own: OwnCount): boolean {
	const { window, output } = limitsOf(own.model);
	if (inputTokens === 0 || inputTokens > window * FAR || isTooFew(inputTokens, own.wordTokens)) return false;
	if (outputTokens > output * FAR) return false;
	if (!own.wrote) return true;
	// A token is a character at least, so nearly every answer is seen to be possible without counting it.
	return outputTokens > 0 && (outputTokens * FAR >= own.outputChars || outputTokens * FAR >= own.outputTokens());
}

/** A chat takes a few tokens for itself, so fewer than these are nobody's count of a longer prompt. */
const CHAT_TOKENS = MESSAGE_TOKENS + ANSWER_OPENING_TOKENS;

function isTooFew(inputTokens: number, wordTokens: number): boolean {
	return inputTokens * (inputTokens < CHAT_TOKENS ? FAR : FAR_BELOW) < wordTokens;
}

function limitsOf({ contextTokens, maxOutputTokens }: ModelSpec): { readonly window: number; readonly output: number } {
	const window = contextTokens ?? LARGEST_WINDOW;
	return { window, output: maxOutputTokens ?? window };
}

/** Beyond any call there is: somebody's bug, not a bill. */
const MOST_NANO_USD = 1_000 * NANO_USD_PER_USD;

/** A cheaper server behind a gateway, and a cached prompt, take a tenth each. */
const LEAST_SHARE = 1 / FAR_BELOW;

/** @param list by the price list, in nano-USD; `null`: unknown. */
function canCost(costs: number, list: number | null, { model, wrote }: OwnCount): boolean {
	if (costs > MOST_NANO_USD) return false;
	if (list === null || list === 0) return true;
	const { window, output } = limitsOf(model);
	const most = (estimateNanoUsd(model, window, output) ?? 0) * FAR;
	// Nothing that was written may be billed as nothing.
	return costs <= most && (!wrote || costs >= list * LEAST_SHARE);
}
