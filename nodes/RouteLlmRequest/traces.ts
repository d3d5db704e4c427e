import type { IExecuteFunctions } from 'n8n-workflow';

import type { Summary } from './summary';

/**
 * Puts what the run's items came to onto n8n's trace of the node: saved with the execution, and with a license for
 * custom span attributes in its OpenTelemetry export, as text under `n8n.node.custom.<key>`. The `llm.*` keys are
 * those n8n's own AI nodes use; tokens are summed over all calls that tell them, money (USD) only where every item's
 * is known.
 */
export function addTraces(ctx: Pick<IExecuteFunctions, 'setMetadata'>, strategy: string, summary: Summary): void {
	ctx.setMetadata({ tracing: { ...tokensOf(summary), ...costOf(summary), ...routeOf(strategy, summary) } });
}

type Traces = Record<string, string | number>;

function tokensOf({ tokens: { count, input, output } }: Summary): Traces {
	return count === 0 ? {} : { 'llm.tokens.in': input, 'llm.tokens.out': output, 'llm.tokens.total': input + output };
}

function costOf({ costUsd }: Summary): Traces {
	return costUsd === null ? {} : { 'llm.cost.total': costUsd };
}

function routeOf(strategy: string, { fallen, models }: Summary): Traces {
	return {
		'llm_router.strategy': strategy,
		...(models.size > 0 && { 'llm_router.model': [...models].join(', ') }),
		'llm_router.fallback': fallen.length,
	};
}
