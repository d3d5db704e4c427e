import type { IExecuteFunctions } from 'n8n-workflow';

import { totalOf } from '../../router/registry/cost';

import type { Finished } from './finished';

/**
 * Puts what the run's items came to onto n8n's trace of the node: saved with the execution, and with a license for
 * custom span attributes in its OpenTelemetry export, as text under `n8n.node.custom.<key>`. The `llm.*` keys are
 * those n8n's own AI nodes use; tokens are summed over all calls that tell them, money (USD) only where every item's
 * is known.
 */
export function addTraces(ctx: Pick<IExecuteFunctions, 'setMetadata'>, strategy: string, finished: readonly Finished[]): void {
	ctx.setMetadata({ tracing: { ...tokensOf(finished), ...costOf(finished), ...routeOf(strategy, finished) } });
}

type Traces = Record<string, string | number>;

function tokensOf(finished: readonly Finished[]): Traces {
	let [told, input, output] = [0, 0, 0];
	for (const { llmRoute } of finished) {
		const { tokens } = llmRoute;
		if (!isCounted(tokens)) continue;
		told++;
		input += tokens.input;
		output += tokens.output;
	}
	return told === 0 ? {} : { 'llm.tokens.in': input, 'llm.tokens.out': output, 'llm.tokens.total': input + output };
}

function isCounted(tokens: unknown): tokens is { readonly input: number; readonly output: number } {
	if (typeof tokens !== 'object' || tokens === null || !('input' in tokens) || !('output' in tokens)) return false;
	return typeof tokens.input === 'number' && typeof tokens.output === 'number';
}

function costOf(finished: readonly Finished[]): Traces {
	const total = totalOf(finished.map(({ llmRoute: { costUsd } }) => (typeof costUsd === 'number' ? costUsd : null)));
	return total === null ? {} : { 'llm.cost.total': total };
}

function routeOf(strategy: string, finished: readonly Finished[]): Traces {
	const models = [...new Set(finished.map(({ llmRoute }) => llmRoute['model']).filter((model) => typeof model === 'string'))];
	return {
		'llm_router.strategy': strategy,
		...(models.length > 0 && { 'llm_router.model': models.join(', ') }),
		'llm_router.fallback': finished.filter(({ slot }) => slot === 0).length,
	};
}
