import { methodOf } from '../../adapters/langchain/methods';
import type { Charge } from '../../router/ledger/record';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import type { RouteResult } from '../../router/routeTypes';

import type { RouterRun } from './run';

interface Tokens {
	readonly input: number;
	readonly output: number;
	/** Some of them were counted by us. */
	readonly estimated: boolean;
}

/** Of all these; `null`: nobody knows of any. */
export function tokensOf(charges: readonly Pick<Charge, 'usage' | 'basis'>[]): Tokens | null {
	const known = charges.flatMap(({ usage, basis }) => (usage === null ? [] : [{ ...usage, basis }]));
	if (known.length === 0) return null;
	return {
		input: known.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
		output: known.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
		estimated: known.some(({ basis }) => basis === 'estimated'),
	};
}

/**
 * Adds a call, answered or not, to what the run of the node that asks has come to. That run keeps what was set last, be
 * it by a connected model for itself, so it gets the sums. n8n has the method and its types do not.
 */
export function addTotals({ ctx, memory }: Pick<RouterRun, 'ctx' | 'memory'>, { record: { charges } }: RouteResult): void {
	const { input = 0, output = 0, estimated = false } = tokensOf(charges) ?? {};
	const costs = charges.map(({ costNanoUsd }) => costNanoUsd).filter((cost) => cost !== null);
	const sums = memory.add({
		calls: 1,
		input,
		output,
		estimated: estimated ? 1 : 0,
		costNanoUsd: costs.reduce((sum, cost) => sum + cost, 0),
		priced: costs.length,
		unpriced: charges.length - costs.length,
	});
	methodOf(ctx, 'setMetadata')?.({ tracing: tracingOf(sums) });
}

function tracingOf(sums: Readonly<Record<string, number>>): Readonly<Record<string, number | boolean>> {
	const { calls = 0, input = 0, output = 0, estimated = 0, costNanoUsd = 0, priced = 0, unpriced = 0 } = sums;
	const costUsd = costNanoUsd / NANO_USD_PER_USD;
	return {
		'llm.tokens.in': input,
		'llm.tokens.out': output,
		'llm.tokens.total': input + output,
		'llm.tokens.estimated': estimated > 0,
		// n8n keeps what was set before where a key is left out, so the known sum is always said, and how many calls it lacks.
		...(priced > 0 && { 'llm.cost.total': costUsd, 'llm_router.cost.total': costUsd }),
		...(unpriced > 0 && { 'llm_router.cost.unknown': unpriced }),
		'llm_router.calls': calls,
		'llm_router.tokens.in': input,
		'llm_router.tokens.out': output,
	};
}
