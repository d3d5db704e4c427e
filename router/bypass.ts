import { type Allowed, allowedOf } from './registry/allowed';
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

/** The choice of a bypassed request; `null`: the strategy is to be asked. Call only where a model is allowed. */
export function bypassRanking(bypass: Bypass, models: readonly ModelSpec[], allowed: Allowed = null): Ranking | null {
	switch (bypass.kind) {
		case 'none':
			return null;
		case 'strongest': {
			const { id, branch } = strongestOf(models);
			return choiceOf(id, { reason: `${bypass.because === 'unclear' ? UNCLEAR : ALWAYS}, so ${branch}` });
		}
		case 'fixed':
			return fixed(bypass.modelId, models, allowedOf(models, allowed));
	}
}

function fixed(modelId: ModelId, models: readonly ModelSpec[], mayServe: readonly ModelSpec[]): Ranking {
	const model = models.find(({ id }) => id === modelId);
	if (model !== undefined && mayServe.includes(model)) return choiceOf(modelId, { reason: `Bypass Routing is on, so ${model.branch}` });
	const { id, branch } = strongestOf(mayServe);
	const instead =
		model === undefined
			? `${modelId} is not enabled, so the strongest model, ${branch}`
			: `${model.branch} is not in Allowed Models, so the strongest allowed model, ${branch}`;
	return choiceOf(id, { reason: `Bypass Routing is on, but ${instead}` });
}

interface Contradicting {
	readonly bypass: Bypass;
	/** The enabled models. */
	readonly models: readonly ModelSpec[];
	/** Of Never Below. */
	readonly floor: ModelId | null;
	readonly allowed: Allowed;
}

/**
 * Why no model may serve an item, where its own settings contradict each other; `null`: they do not. It names settings
 * and models alone, so it may be kept.
 */
export function contradiction({ bypass, models, floor, allowed }: Contradicting): string | null {
	if (allowed === null) return null;
	const mayServe = allowedOf(models, allowed);
	if (mayServe.length === 0) return 'Allowed Models allows no enabled model for this item';
	const least = models.find(({ id }) => id === bypassFloor(bypass, models, floor));
	if (least === undefined || mayServe.some(({ rank }) => rank >= least.rank)) return null;
	const names = mayServe.map(({ branch }) => branch).join(', ');
	const asks =
		bypass.kind === 'strongest'
			? `Always the Strongest When requires ${least.branch}`
			: `Never Below requires ${least.branch} or a stronger model`;
	return `${asks}, but Allowed Models allows only ${names}`;
}

/** The weakest model that may answer: the strongest itself where only that may. */
export function bypassFloor(bypass: Bypass, models: readonly ModelSpec[], floor: ModelId | null): ModelId | null {
	return bypass.kind === 'strongest' ? strongestOf(models).id : floor;
}

const ALWAYS = 'Always the Strongest When is true';
const UNCLEAR = 'Always the Strongest When gave neither true nor false';
