import type { ModelId } from '../registry/model';
import type { RequestTrace } from '../routeTypes';

/** The model that was called, or chosen, before any other; `null`: none could be. */
export function firstChoiceOf({ execution }: Extract<RequestTrace, { kind: 'routed' }>): ModelId | null {
	const { attempts, end } = execution;
	return attempts[0]?.modelId ?? (end.kind === 'routed' ? end.modelId : null);
}
