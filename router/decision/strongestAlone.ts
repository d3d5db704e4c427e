import { costNanoUsd } from '../registry/cost';
import { strongestOf } from '../registry/rank';
import type { RouteOptions, RequestTrace } from '../routeTypes';

/**
 * What this answer would have cost had the strongest model given it at once, in nano-USD: the same tokens at its
 * price. An estimate, because models differ in how they count and how long they answer; `null` where there
 * is no answer, or the price or the tokens are unknown.
 */
export function strongestAloneNanoUsd({ models }: RouteOptions, trace: RequestTrace): number | null {
	if (trace.kind !== 'routed' || trace.execution.end.kind !== 'answer') return null;
	const { attempt } = trace.execution.end;
	const answered = trace.meter.charges().find((charge) => charge.attempt === attempt);
	const strongest = strongestOf(models);
	if (answered === undefined || answered.usage === null) return null;
	if (answered.modelId === strongest.id) return answered.costNanoUsd;
	// What was read from or written to one model's cache is not in another's.
	const { inputTokens, outputTokens } = answered.usage;
	return costNanoUsd(strongest.price, { inputTokens, outputTokens, cachedInputTokens: 0 });
}
