import type { IDataObject } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { auditable, type DecisionLog } from '../../../router/learning/log/decisionLog';
import { simulateCounterfactuals, type Counterfactuals } from '../../../router/learning/simulation/counterfactual';
import { simulationRow } from '../../../router/report/simulation';
import type { Predicts } from '../../../router/strategies/strategy';
import { predicts } from '../../RouteLlmRequest/description/strategies';
import { inTurns } from '../../shared/inTurns';
import { shown } from '../../shared/values';
import { itemOf, madeOfEach } from '../items';
import { readRouter } from '../loggedRouter';
import type { Operation, OperationOptions } from '../operation';
import { leftOutRows, readLog } from '../readLog';

import { readSimulation, type SimulationParameters, weightsFor } from './parameters';

/** One item for each simulated policy, for each item of the input. */
export const runSimulation: Operation = async ({ ctx, ledger, signal, nowMs }) => {
	const found = new Map<string, IDataObject[]>();
	const items = await madeOfEach({
		ctx,
		read: async (index) => ({ ask: readSimulation(ctx, index, nowMs), routerId: await readRouter(ctx, index, ledger) }),
		async make(asked, index) {
			const key = JSON.stringify(asked);
			const rows = found.get(key) ?? (await simulated({ ledger, signal }, asked.routerId, asked.ask));
			found.set(key, rows);
			return rows.map((row) => itemOf(row, index));
		},
	});
	return [items];
};

async function simulated(
	{ ledger, signal }: Pick<OperationOptions, 'ledger' | 'signal'>,
	routerId: string,
	{ weights: asked, ...ask }: SimulationParameters,
): Promise<IDataObject[]> {
	const found = await weightsFor(ledger, asked);
	const all = await readLog(ledger, { ...ask, routerId, weights: found?.weights ?? null });
	const audited = auditable(all);
	// Costs and shares need no audit: where there can be none, they are told all the same.
	const log = audited.requests.length > 0 ? audited : all;
	checkPrices(ask.prices, log);
	if (log.requests.length === 0)
		throw new ConfigError(
			'Last Days',
			`holds no request that could be simulated (${because(log)})`,
			'Look further back, or wait for more.',
		);
	const able = predicts(log.policy?.strategy);
	const result = await inTurns(simulateCounterfactuals({ log, able, ...ask }), signal);
	const note = noteOf(result, { able, log, trainedAtMs: found?.trainedAtMs ?? null });
	const about = { router: routerId, judge: result.judge, leftOut: leftOutRows(log), ...(note !== '' && { note }) };
	return result.simulations.map((one) => ({ ...simulationRow(one), ...about }));
}

function checkPrices(prices: SimulationParameters['prices'], { policy }: DecisionLog): void {
	const unknown = Object.keys(prices).find((model) => policy?.models.includes(model) === false);
	if (unknown !== undefined)
		throw new ConfigError(
			'Other Prices, Model',
			`is "${shown(unknown)}", which is not among the models of the log`,
			`Use one of: ${policy?.models.join(', ') ?? ''}.`,
		);
}

function because(log: DecisionLog): string {
	const rows = leftOutRows(log);
	return rows.length === 0 ? 'nothing was decided' : rows.map(({ why, decisions }) => `${String(decisions)}: ${why}`).join('; ');
}

/** What whoever reads the rows must know of them. */
function noteOf(
	{ missing }: Counterfactuals,
	{ able, log: { requests }, trainedAtMs }: { readonly able: Predicts; readonly log: DecisionLog; readonly trainedAtMs: number | null },
): string {
	if (missing !== null)
		return `Thresholds cannot be simulated on this log: ${missing}. Where features are kept, Predictions can be made by the classifier.`;
	const rescored = requests.filter((one) => one.rescored !== null);
	if (rescored.length > 0) {
		const seen = trainedAtMs === null ? 0 : rescored.filter(({ atMs, audit }) => audit !== null && atMs <= trainedAtMs).length;
		const told = `Predictions were made anew for the ${String(rescored.length)} requests whose features were kept.`;
		return seen === 0
			? told
			: `${told} ${String(seen)} of the audits are of requests decided before these weights were trained, which may have learned of them: what they show of thresholds is better than what comes next. A Last Days after the training leaves them out.`;
	}
	return able.kind === 'moves' ? 'Adaptive corrects its predictions with every outcome: these are the ones it made then.' : '';
}
