import { methodOf } from '../../adapters/langchain/methods';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import type { RouteResult } from '../../router/routeTypes';

import type { RouterRun } from './run';

/**
 * Adds a call to what the execution has come to so far, which the consumer's own run shows: that keeps what was set last,
 * so it gets the sums. n8n has the method and its types do not.
 */
export function tellTotals({ ctx, memory }: RouterRun, { record, costNanoUsd }: RouteResult): void {
	const setMetadata = methodOf(ctx, 'setMetadata');
	const used = record.charges.flatMap(({ usage }) => (usage === null ? [] : [usage]));
	const input = used.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
	const output = used.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
	const sums = memory.add({ calls: 1, input, output, costNanoUsd: costNanoUsd ?? 0, unpriced: costNanoUsd === null ? 1 : 0 });
	const { input: totalIn = 0, output: totalOut = 0, costNanoUsd: total = 0, unpriced = 0, calls = 0 } = sums;
	setMetadata?.({
		tracing: {
			'llm.tokens.in': totalIn,
			'llm.tokens.out': totalOut,
			'llm.tokens.total': totalIn + totalOut,
			...(unpriced === 0 && { 'llm.cost.total': total / NANO_USD_PER_USD, 'llm_router.cost.total': total / NANO_USD_PER_USD }),
			'llm_router.calls': calls,
			'llm_router.tokens.in': totalIn,
			'llm_router.tokens.out': totalOut,
		},
	});
}
