import { costNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import { ANSWER_OPENING_TOKENS, countTokens, MAX_COUNTED_CHARS, MESSAGE_TOKENS } from '../request/tokens';

import { fence } from './dataFence';
import { tierSystemPrompt } from './judgeTier';

/** Tokens of a request nobody has measured: a few paragraphs. */
const TYPICAL_REQUEST_TOKENS = 400;
/** A reason of one sentence and two numbers. */
const VERDICT_OUTPUT_TOKENS = 60;
const ITEMS = 1000;

/**
 * What judging 1,000 requests of this many tokens costs, in nano-USD; `null` where the judge's price is unknown.
 * An estimate: requests asked twice are judged once, and none is shown beyond 12,000 characters.
 */
export function judgeCostPerThousand(
	{ price }: Pick<ModelSpec, 'price'>,
	requestTokens: number = TYPICAL_REQUEST_TOKENS,
	criteria = '',
): number | null {
	const cost = costNanoUsd(price, {
		inputTokens: promptTokens(criteria) + requestTokens,
		outputTokens: VERDICT_OUTPUT_TOKENS,
		cachedInputTokens: 0,
	});
	return cost === null ? null : cost * ITEMS;
}

/** Everything a judge reads besides the request. */
function promptTokens(criteria: string): number {
	const texts = [tierSystemPrompt(criteria), fence('{"userTurns":[""],"images":0}', '')];
	return texts.reduce((sum, text) => sum + countTokens(text, MAX_COUNTED_CHARS) + MESSAGE_TOKENS, ANSWER_OPENING_TOKENS);
}
