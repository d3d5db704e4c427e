import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { readChoice } from '../../shared/values';
import { DEFAULTS } from '../description/defaults';
import { STRATEGIES, STRATEGY_NAMES, type StrategyInfo } from '../description/strategies';
import type { RunSettings, StrategyReader, StrategyRun } from '../settings';

/** The strategy that was chosen; the same for all items of a run. @throws ConfigError where there is no such strategy. */
export function readStrategy(ctx: RouterContext): StrategyInfo {
	return STRATEGIES[readChoice('Strategy', STRATEGY_NAMES, ctx.getNodeParameter('strategy', 0, DEFAULTS.strategy))];
}

/** Rejects with a ConfigError for a strategy that the operation or the models cannot serve, and as the strategies' own readers. */
export async function openStrategyReader(
	ctx: RouterContext,
	{ label, needsAnswers, load }: StrategyInfo,
	run: Pick<RunSettings, 'operation'> & StrategyRun,
): Promise<StrategyReader> {
	const { createReader } = await load();
	if (needsAnswers === undefined || run.operation === 'routeAndAnswer') return createReader(ctx, run);
	throw new ConfigError(
		'Strategy',
		`is ${label}, which ${needsAnswers}, but Route Only has none`,
		'Set Operation to Route and Answer, or choose another strategy.',
	);
}
