import type { IExecuteFunctions } from 'n8n-workflow';

import { totalOf } from '../../router/registry/cost';
import { z } from '../../vendor/zod';

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

const counted = z.object({ tokens: z.object({ input: z.number(), output: z.number() }) });

function tokensOf(finished: readonly Finished[]): Traces {
	const told = finished.flatMap(({ llmRoute }) =>
		llmRoute['tokens'] === undefined ? [] : (counted.safeParse(llmRoute).data?.tokens ?? []),
	);
	if (told.length === 0) return {};
	const input = told.reduce((sum, tokens) => sum + tokens.input, 0);
	const output = told.reduce((sum, tokens) => sum + tokens.output, 0);
	return { 'llm.tokens.in': input, 'llm.tokens.out': output, 'llm.tokens.total': input + output };
}

const paid = z.object({ costUsd: z.number() });

function costOf(finished: readonly Finished[]): Traces {
	const total = totalOf(finished.map(({ llmRoute }) => paid.safeParse(llmRoute).data?.costUsd ?? null));
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
