import { type INode, type INodeListSearchResult, NodeOperationError } from 'n8n-workflow';

import { createRedactor } from '../../router/calls/redact';
import { DOCUMENTS } from '../../router/ledger/documents';

import type { StorageContext } from './storage';
import { readStoreSettings, secretsOf, storeFor } from './store';

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
	const settings = await readStoreSettings(ctx, ctx.getNode());
	const store = await storeFor(ctx, settings);
	try {
		const heads = (await store.feedback?.listDocuments(kind)) ?? [];
		const found = heads.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
		return { results: found.map(({ name, version, atMs }) => ({ name, value: name, description: `Version ${String(version)}, ${new Date(atMs).toISOString().slice(0, 10)}` })) };
	} catch (error) {
		const { message } = createRedactor(secretsOf(settings));
		throw new NodeOperationError(ctx.getNode(), message(`The log of decisions cannot be read: ${error instanceof Error ? error.message : String(error)}`));
	} finally {
		store.release();
	}
}
