import { NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';

import { ConfigError, isConfigError } from '../../router/configError';
import { createRedactor } from '../../router/calls/redact';
import { systemClock } from '../shared/clock';
import { isPartial, readStoreSettings, storeFor } from '../shared/store';
import { secretsOf } from '../shared/storeSecrets';
import type { StoreSettings } from '../shared/storeCredential';

import { failedItem } from './items';
import type { Operation } from './operation';
import { stoppable } from './stoppable';

/** By resource and operation; each is loaded when it is used. */
const OPERATIONS: Readonly<Record<string, () => Promise<Operation>>> = {
	'classifier.train': async () => (await import('./classifier/train')).trainClassifier,
	'classifier.rollBack': async () => (await import('./classifier/rollBack')).rollBackClassifier,
	'classifier.getVersions': async () => (await import('./classifier/getVersions')).getClassifierVersions,
	'outcome.record': async () => (await import('./outcome/record')).recordOutcomes,
	'decision.getAll': async () => (await import('./decision/getMany')).getDecisions,
	'decision.export': async () => (await import('./decision/export')).exportDecisions,
	'audit.run': async () => (await import('./audit/run')).runAudits,
	'threshold.calibrate': async () => (await import('./threshold/calibrate')).calibrateThreshold,
	'threshold.set': async () => (await import('./threshold/set')).setThreshold,
	'threshold.get': async () => (await import('./threshold/get')).getThreshold,
	'threshold.getAll': async () => (await import('./threshold/getMany')).getThresholds,
	'threshold.delete': async () => (await import('./threshold/delete')).deleteThreshold,
	'threshold.getAutoTune': async () => (await import('./threshold/getAutoTune')).getAutoTune,
	'threshold.changeAutoTune': async () => (await import('./threshold/changeAutoTune')).changeAutoTune,
	'simulation.run': async () => (await import('./simulation/run')).runSimulation,
	'decision.delete': async () => (await import('./decision/delete')).deleteDecisions,
	'report.create': async () => (await import('./report/create')).createReports,
	'alert.check': async () => (await import('./alert/check')).checkAlerts,
};

/** What these say stands on the whole log, or does something that only one may do. */
const DECIDING: readonly string[] = [
	'audit.run',
	'threshold.calibrate',
	'threshold.set',
	'threshold.get',
	'threshold.getAll',
	'threshold.delete',
	'threshold.getAutoTune',
	'threshold.changeAutoTune',
	'simulation.run',
	'classifier.train',
	'classifier.rollBack',
];

/**
 * One run of the node.
 * @throws NodeOperationError naming the field and the fix; an operation reports what is wrong with one item itself.
 */
export async function executeFeedback(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const node = this.getNode();
	const settings = await readStoreSettings(this, node).catch((error: unknown) => explained(node, error, (text) => text));
	if (settings instanceof Error) return allFailed(this, settings);
	const redactor = createRedactor(secretsOf(settings));
	const store = await storeFor(this, settings);
	try {
		const operation = await operationOf(this, settings);
		if (store.feedback === null || store.reports === null)
			throw new ConfigError('This n8n', 'has no SQLite (node:sqlite)', 'Run n8n on Node 24, or add an LLM Router Store with Postgres.');
		const signal = this.getExecutionCancelSignal() ?? new AbortController().signal;
		return await operation({
			ctx: this,
			input: this.getInputData(),
			store,
			ledger: stoppable(store.feedback, signal),
			reports: store.reports,
			partial: isPartial(settings),
			signal,
			nowMs: systemClock.wall(),
		});
	} catch (error) {
		return allFailed(this, explained(node, error, redactor.message));
	} finally {
		store.release();
	}
}

/**
 * What leaves a run that failed. With On Error other than Stop, n8n would send the items on by the first output as if
 * nothing had been wrong; and a stopped execution that throws is shown as failed, not as stopped.
 * @throws Error where the run is to stop.
 */
function allFailed(ctx: IExecuteFunctions, failure: Error): INodeExecutionData[][] {
	if (ctx.getExecutionCancelSignal()?.aborted === true) return [[]];
	if (!ctx.continueOnFail()) throw failure;
	return [ctx.getInputData().map((_, index) => failedItem(ctx, index, failure.message))];
}

/** @throws ConfigError where a worker in queue mode knows its own part of the log alone. */
async function operationOf(ctx: IExecuteFunctions, settings: StoreSettings | null): Promise<Operation> {
	const name = `${String(ctx.getNodeParameter('resource', 0))}.${String(ctx.getNodeParameter('operation', 0))}`;
	const load = OPERATIONS[name];
	if (DECIDING.includes(name) && isPartial(settings)) {
		throw new ConfigError(
			'LLM Router Store',
			'is missing, and n8n runs in queue mode, where each worker has its own part of the log',
			'Add a credential with Postgres to this node and to the routers, so that all write one log.',
		);
	}
	if (load === undefined) throw new ConfigError('Operation', `is "${name}", which this version does not have`, 'Choose one from the list.');
	return await load();
}

/** n8n's own errors name their field already. */
function explained(node: INode, error: unknown, clean: (text: string) => string): Error {
	if (error instanceof NodeOperationError) return error;
	const message = clean(error instanceof Error ? error.message : String(error));
	return isConfigError(error)
		? new NodeOperationError(node, message)
		: new NodeOperationError(node, `The log of decisions cannot be used: ${message}`);
}
