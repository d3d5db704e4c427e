import { type INode, NodeOperationError } from 'n8n-workflow';

import { createRedactor } from '../../router/calls/redact';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';

import type { StorageContext } from './storage';
import { readStoreSettings, storeFor } from './store';
import { secretsOf } from './storeSecrets';
import type { StoreSettings } from './storeCredential';

/** What a list needs of n8n's `ILoadOptionsFunctions`. */
export interface PanelContext extends StorageContext {
	getNode(): INode;
	getCredentials(type: string): Promise<unknown>;
}

/**
 * Asks the log that executions of the node write, for a list of its panel; `none` where there can be no log.
 * @throws NodeOperationError that says why it cannot be read.
 */
export async function readLogForPanel<T>(ctx: PanelContext, none: T, read: (log: FeedbackLedger) => Promise<T>): Promise<T> {
	let secrets: readonly string[] = [];
	try {
		const settings = await readStoreSettings(ctx, ctx.getNode());
		secrets = secretsOf(settings);
		return await readStore(ctx, settings, none, read);
	} catch (error) {
		const { message } = createRedactor(secrets);
		throw new NodeOperationError(
			ctx.getNode(),
			message(`The log of decisions cannot be read: ${error instanceof Error ? error.message : String(error)}`),
		);
	}
}

async function readStore<T>(
	ctx: PanelContext,
	settings: StoreSettings | null,
	none: T,
	read: (log: FeedbackLedger) => Promise<T>,
): Promise<T> {
	const store = await storeFor(ctx, settings);
	try {
		return store.feedback === null ? none : await read(store.feedback);
	} finally {
		store.release();
	}
}
