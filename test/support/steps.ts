import type { ModelSpec } from '../../router/registry/model';
import type { Step } from '../../router/selection/plan';

type CallStep = Extract<Step, { kind: 'call' }>;

/** A first call at once, but for what is said. */
export function callStep(model: ModelSpec, over: Partial<CallStep> = {}): CallStep {
	return { kind: 'call', modelId: model.id, why: 'first', waitMs: 0, forLimit: false, queueMs: 0, degraded: false, omit: [], ...over };
}

export function gaveUp(reason: string, draft: number | null = null) {
	return { kind: 'give_up', reason, draft };
}
