import { type INode, type INodeListSearchResult, NodeOperationError } from 'n8n-workflow';

import { createRedactor } from '../../router/calls/redact';
import { DOCUMENTS } from '../../router/ledger/documents';
import type { DocumentHead } from '../../router/ledger/feedbackPort';

import type { StorageContext } from './storage';
import { readStoreSettings, secretsOf, storeFor } from './store';
import type { StoreSettings } from './storeCredential';

/** What the list needs of n8n's `ILoadOptionsFunctions`. */
export interface DocumentsContext extends StorageContext {
	getNode(): INode;
	getCredentials(type: string): Promise<unknown>;
}

/** Thresholds that LLM Router Feedback has stored, by name. */
export async function searchThresholds(this: DocumentsContext, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, DOCUMENTS.threshold, filter);
}

/** Trained weights, by name. */
export async function searchWeights(this: DocumentsContext, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, DOCUMENTS.weights, filter);
}

async function search(ctx: DocumentsContext, kind: string, filter = ''): Promise<INodeListSearchResult> {
	let secrets: readonly string[] = [];
	try {
		const settings = await readStoreSettings(ctx, ctx.getNode());
		secrets = secretsOf(settings);
		const words = filter.trim().toLowerCase();
		const heads = (await listed(ctx, settings, kind)).filter(({ name }) => name.toLowerCase().includes(words));
		return { results: heads.map(({ name, version, atMs }) => ({ name, value: name, description: `Version ${String(version)}, ${new Date(atMs).toISOString().slice(0, 10)}` })) };
	} catch (error) {
		const { message } = createRedactor(secrets);
		throw new NodeOperationError(ctx.getNode(), message(`The log of decisions cannot be read: ${error instanceof Error ? error.message : String(error)}`));
	}
}

async function listed(ctx: DocumentsContext, settings: StoreSettings | null, kind: string): Promise<readonly DocumentHead[]> {
	const store = await storeFor(ctx, settings);
	try {
		return (await store.feedback?.listDocuments(kind)) ?? [];
	} finally {
		store.release();
	}
}
