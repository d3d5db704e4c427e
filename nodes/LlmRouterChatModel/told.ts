import { isConnected } from '../shared/connectedModels';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import type { RouteResult } from '../../router/routeTypes';
import { methodOf } from '../../adapters/langchain/methods';

import type { Said } from './call';
import type { RouterRun } from './run';

/** What the node's panel shows of a call, plain JSON without keys: who answered, why, what failed before, and its cost. */
export type Told = Readonly<Record<string, unknown>>;

/** Also adds it to what the execution has come to so far, which the consumer's own run shows. */
export function toldOf(run: RouterRun, { answer, result }: Said): Told {
	if (result === null) return { llmRoute: { reason: 'paid for in an earlier try of this step, so nobody was asked' }, tracing: {} };
	const { message: clean } = run.prepared.redactor;
	const { outcome, record, costNanoUsd } = result;
	if (outcome.kind !== 'answered') return { tracing: {} };
	const { model } = outcome;
	const costUsd = costNanoUsd === null ? null : costNanoUsd / NANO_USD_PER_USD;
	const tokens = answer.usage === null ? null : { in: answer.usage.inputTokens, out: answer.usage.outputTokens };
	const tracing = {
		...(tokens !== null && { 'llm.tokens.in': tokens.in, 'llm.tokens.out': tokens.out, 'llm.tokens.total': tokens.in + tokens.out }),
		...(costUsd !== null && { 'llm.cost.total': costUsd }),
		'llm_router.model': model.id,
		'llm_router.strategy': record.strategy,
	};
	addTotals(run, result);
	return {
		llmRoute: {
			id: record.id,
			model: model.id,
			branch: model.branch,
			reason: clean(result.reason),
			costUsd,
			...(tokens !== null && { tokens: { input: tokens.in, output: tokens.out, cached: answer.usage?.cachedInputTokens ?? 0 } }),
			...(outcome.degraded && { degraded: true }),
			failedBefore: failedBefore(result).map(clean),
		},
		// n8n's Logs add up this key over all nodes: a connected model has its own row, with its own.
		...(tokens !== null &&
			!isConnected(model) && {
				tokenUsage: { promptTokens: tokens.in, completionTokens: tokens.out, totalTokens: tokens.in + tokens.out },
			}),
		tracing,
	};
}

function failedBefore({ attempts, answer }: RouteResult): string[] {
	return attempts.slice(0, answer ?? 0).map(({ modelId, result }) => {
		if (result.kind === 'failed') return `${modelId}: ${result.failure.message}`;
		if (result.kind === 'answered') return `${modelId}: rejected, ${result.gate.quoted.join('; ')}`;
		return `${modelId}: ${result.kind === 'full' ? 'at its rate limit' : 'too large for its rate limit'}`;
	});
}

/** The consumer's run keeps what was set last, so it gets the sums. n8n has the method and its types do not. */
function addTotals({ ctx, memory }: RouterRun, { record, costNanoUsd }: RouteResult): void {
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
