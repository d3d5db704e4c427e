import type { INodeListSearchResult } from 'n8n-workflow';

import { DOCUMENTS } from '../../router/ledger/documents';

import { readLogForPanel, type PanelContext } from './panelLog';

/** Thresholds that LLM Router Feedback has stored, by name. */
export async function searchThresholds(this: PanelContext, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, DOCUMENTS.threshold, filter);
}

/** Trained weights, by name. */
export async function searchWeights(this: PanelContext, filter?: string): Promise<INodeListSearchResult> {
	return await search(this, DOCUMENTS.weights, filter);
}

async function search(ctx: PanelContext, kind: string, filter = ''): Promise<INodeListSearchResult> {
	const words = filter.trim().toLowerCase();
	const heads = (await readLogForPanel(ctx, [], async (log) => await log.listDocuments(kind))).filter(({ name }) =>
		name.toLowerCase().includes(words),
	);
	return {
		results: heads.map(({ name, version, atMs }) => ({
			name,
			value: name,
			description: `Version ${String(version)}, ${new Date(atMs).toISOString().slice(0, 10)}`,
		})),
	};
}
