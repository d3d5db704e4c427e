import { costNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

import type { SessionState } from './sessionState';

export interface Descent {
	readonly state: SessionState;
	readonly from: ModelSpec;
	readonly to: ModelSpec;
	readonly request: AnalyzedRequest;
	/** Turns in a row, this one included, whose work is lighter than what the conversation needed its model for. */
	readonly calm: number;
	/** Epoch ms. */
	readonly nowMs: number;
}

/**
 * Whether a conversation comes down to a weaker model: once, where the sort of work has changed for more than one turn,
 * and where it pays though the cache of the model it leaves may be missed.
 */
export function mayComeDown({ calm, ...descent }: Descent): boolean {
	if (descent.state.downs > 0 || calm < CALM_TURNS) return false;
	const worth = worthNanoUsd(descent);
	return worth !== null && worth > 0;
}

/** One light turn in the midst of hard ones is common, and coming back is paid for. */
const CALM_TURNS = 2;

/**
 * What is weighed: what is saved on so many turns, and how likely the conversation needs the stronger model again.
 * Found by `npm run bench:sessions`: with the saving on one turn and the whole cache nothing ever came down in any
 * conversation, and more turns or a lower chance saved no more.
 */
const LIGHT_TURNS = 4;
const RETURNS = 0.5;

/** What coming down saves, less the cache that may be missed, in nano-USD; `null`: a price is unknown. */
function worthNanoUsd({ state, from, to, request, nowMs }: Omit<Descent, 'calm'>): number | null {
	if (!knowsCachePrice(from)) return null;
	const inputTokens = request.needs.inputTokens;
	const isCold = nowMs - state.atMs > CACHE_MS;
	const cached = isCold ? 0 : Math.min(state.prefixTokens, inputTokens);
	const outputTokens = state.calls === 0 ? USUAL_OUTPUT : Math.round(state.outputTokens / state.calls);
	const calls = LIGHT_TURNS * Math.max(1, state.calls / Math.max(1, state.turns));
	const cost = ({ price }: ModelSpec, cachedInputTokens: number) => costNanoUsd(price, { inputTokens, outputTokens, cachedInputTokens });
	const [stayed, moved] = [from, to].map((model) => {
		const [first, later] = [cost(model, model === from ? cached : 0), cost(model, inputTokens)];
		return first === null || later === null ? null : first + (calls - 1) * later;
	});
	const [uncached, warm] = [cost(from, 0), cost(from, cached)];
	if (stayed == null || moved == null || uncached === null || warm === null) return null;
	return stayed - moved - RETURNS * (uncached - warm);
}

/** Providers keep a prompt for minutes, some for up to an hour. */
const CACHE_MS = 3_600_000;
/** Tokens of an answer where none has been counted yet. */
const USUAL_OUTPUT = 300;

/** Unknown is not free: what is lost could then not be said. */
function knowsCachePrice({ price }: ModelSpec): boolean {
	return price !== null && price.tiers.every(({ cachedInputUsdPerMTok }) => cachedInputUsdPerMTok !== null);
}
