import type { ModelId, ModelSpec } from './registry/model';
import { strongestOf } from './registry/rank';
import { choiceOf } from './strategies/choice';
import type { Ranking } from './strategies/strategy';

/**
 * Whether a request must not be routed, as its settings came out for this item. A bypassed request asks no
 * strategy, so it costs no judge; what it is charged and how it went is recorded like any other.
 */
export type Bypass = (
	| { readonly kind: 'none' }
	/**
	 * Safety-critical: the strongest model or Fallback, never a weaker one. `unclear`: the condition gave
	 * neither yes nor no for this item, which is no reason to take a risk.
	 */
	| { readonly kind: 'strongest'; readonly because: 'condition' | 'unclear' }
	/** One model for everything; another serves only where this one cannot, fails or is rejected. */
	| { readonly kind: 'fixed'; readonly modelId: ModelId }
) & {
	/** The settings as the user wrote them, as plain JSON; `null`: none is set. Part of the policy hash. */
	readonly definition: unknown;
};

/** The choice of a bypassed request; `null`: the strategy is to be asked. */
export function bypassRanking(bypass: Bypass, models: readonly ModelSpec[]): Ranking | null {
	switch (bypass.kind) {
		case 'none':
			return null;
		case 'strongest':
			return choice(strongestOf(models).id, `always the strongest${bypass.because === 'unclear' ? UNCLEAR : ''}`);
		case 'fixed':
			return models.some(({ id }) => id === bypass.modelId)
				? choice(bypass.modelId, 'nothing is routed')
				: choice(strongestOf(models).id, `nothing is routed, but ${bypass.modelId} is not in play, so the strongest model`);
	}
}

/** The weakest model that may answer: the strongest itself where only that may. */
export function bypassFloor(bypass: Bypass, models: readonly ModelSpec[], floor: ModelId | null): ModelId | null {
	return bypass.kind === 'strongest' ? strongestOf(models).id : floor;
}

const UNCLEAR = ', because its condition gave neither true nor false';

function choice(modelId: ModelId, why: string): Ranking {
	return choiceOf(modelId, { reason: `bypass: ${why}` });
}
