import type { ModelId, ModelSpec } from './registry/model';
import { strongestOf } from './registry/rank';
import { choiceOf } from './strategies/choice';
import type { Ranking } from './strategies/strategy';

/**
 * Whether a request must not be routed, as its settings resolve for this item. A bypassed request asks no
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
		case 'strongest': {
			const { id, branch } = strongestOf(models);
			return choiceOf(id, { reason: `${bypass.because === 'unclear' ? UNCLEAR : ALWAYS}, so ${branch}` });
		}
		case 'fixed':
			return fixed(bypass.modelId, models);
	}
}

function fixed(modelId: ModelId, models: readonly ModelSpec[]): Ranking {
	const model = models.find(({ id }) => id === modelId);
	if (model !== undefined) return choiceOf(modelId, { reason: `Bypass Routing is on, so ${model.branch}` });
	const { id, branch } = strongestOf(models);
	return choiceOf(id, { reason: `Bypass Routing is on, but ${modelId} is not enabled, so the strongest model, ${branch}` });
}

/** The weakest model that may answer: the strongest itself where only that may. */
export function bypassFloor(bypass: Bypass, models: readonly ModelSpec[], floor: ModelId | null): ModelId | null {
	return bypass.kind === 'strongest' ? strongestOf(models).id : floor;
}

const ALWAYS = 'Always the Strongest When is true';
const UNCLEAR = 'Always the Strongest When gave neither true nor false';
