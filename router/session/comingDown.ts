import { costNanoUsd } from '../registry/cost';
import type { ModelSpec } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

import type { SessionState, Work } from './sessionState';
import { isLighter } from './work';

export interface Descent {
	readonly state: SessionState;
	readonly from: ModelSpec;
	readonly to: ModelSpec;
	readonly request: AnalyzedRequest;
	readonly work: Work | null;
	/** Turns in a row, this one included, for which a weaker model would do. */
	readonly calm: number;
	readonly nowMs: number;
}

/**
 * Whether a conversation comes down to a weaker model: once, where the sort of work has changed for more than one turn,
 * and where it pays though the cache of the model it leaves is lost.
 */
export function mayComeDown({ calm, ...descent }: Descent): boolean {
	const { state, work } = descent;
	if (state.downs > 0 || calm < CALM_TURNS) return false;
	if (work === null || state.work === null || !isLighter(work, state.work)) return false;
	const saving = savingNanoUsd(descent);
	return saving !== null && saving > 0;
}

/** One light turn in the midst of hard ones is common, and it would be paid for twice. */
export const CALM_TURNS = 2;

/** What moving saves on the rest of this turn, less the cache that is lost, in nano-USD; `null`: a price is unknown. */
function savingNanoUsd({ state, from, to, request, nowMs }: Omit<Descent, 'calm'>): number | null {
	const inputTokens = request.needs.inputTokens;
	const isCold = nowMs - state.atMs > CACHE_MS;
	const cached = isCold ? 0 : Math.min(state.prefixTokens, inputTokens);
	const outputTokens = state.calls === 0 ? USUAL_OUTPUT : state.outputTokens / state.calls;
	const steps = Math.max(1, state.calls / Math.max(1, state.turns));
	if (!knowsCachePrice(from)) return null;
	const cost = (model: ModelSpec, cachedInputTokens: number) => costNanoUsd(model.price, { inputTokens, outputTokens, cachedInputTokens });
	const [stay, staySteps, move, moveSteps, uncached] = [
		cost(from, cached),
		cost(from, inputTokens),
		cost(to, 0),
		cost(to, inputTokens),
		cost(from, 0),
	];
	if (stay === null || staySteps === null || move === null || moveSteps === null || uncached === null) return null;
	const saved = stay - move + (steps - 1) * (staySteps - moveSteps);
	return saved - (uncached - stay);
}

/** Providers keep a prompt for minutes, some for up to an hour. */
const CACHE_MS = 3_600_000;
/** Tokens of an answer where none has been counted yet. */
const USUAL_OUTPUT = 300;

/** Unknown is not free: what is lost could then not be said. */
function knowsCachePrice({ price }: ModelSpec): boolean {
	return price !== null && price.tiers.every(({ cachedInputUsdPerMTok }) => cachedInputUsdPerMTok !== null);
}
