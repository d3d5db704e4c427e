import { isConnected } from '../shared/connectedModels';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import type { RouteResult } from '../../router/routeTypes';

import { detailsOf } from '../RouteLlmRequest/finished';

import type { Said } from './call';
import type { RouterRun } from './run';
import { tokensOf } from './totals';

/** What the node's panel shows of a call, plain JSON without keys: who answered, why, what failed before, and its cost. */
export type Told = Readonly<Record<string, unknown>>;

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
			...(run.prepared.settings.includeDetails && { details: detailsOf(result, clean) }),
		},
		...usageShown(result),
		tracing,
	};
}

/** n8n's Logs add up this key over all nodes: a connected model has its own row, with its own. */
function usageShown({ record: { charges } }: RouteResult): Told {
	const own = charges.filter(({ modelId, purpose }) => !isConnected({ id: modelId }) && purpose !== 'embedding');
	const used = tokensOf(own);
	if (used === null) return {};
	const usage = { promptTokens: used.input, completionTokens: used.output, totalTokens: used.input + used.output };
	return used.estimated ? { tokenUsageEstimate: usage } : { tokenUsage: usage };
}

function failedBefore({ attempts, answer }: RouteResult): string[] {
	return attempts.slice(0, answer ?? 0).map(({ modelId, result }) => {
		if (result.kind === 'failed') return `${modelId}: ${result.failure.message}`;
		if (result.kind === 'answered') return `${modelId}: rejected, ${result.gate.quoted.join('; ')}`;
		return `${modelId}: ${result.kind === 'full' ? 'at its rate limit' : 'too large for its rate limit'}`;
	});
}
