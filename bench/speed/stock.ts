import { existsSync } from 'node:fs';
import path from 'node:path';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';

import type { NodeTypesByName } from '../../scripts/lib/engine';
import { N8N_VERSION } from '../../scripts/lib/n8n/install';
import { sharedCache } from '../../scripts/lib/paths';

/** n8n's own nodes that are measured: n8n-core brings none, the n8n that `npm run test:e2e` installs does. */
const FILES = {
	switch: ['n8n-nodes-base.switch', 'n8n-nodes-base/dist/nodes/Switch/Switch.node.js'],
	if: ['n8n-nodes-base.if', 'n8n-nodes-base/dist/nodes/If/If.node.js'],
	httpRequest: ['n8n-nodes-base.httpRequest', 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js'],
	chain: ['@n8n/n8n-nodes-langchain.chainLlm', '@n8n/n8n-nodes-langchain/dist/nodes/chains/ChainLLM/ChainLlm.node.js'],
	chatModel: ['@n8n/n8n-nodes-langchain.lmChatOpenAi', '@n8n/n8n-nodes-langchain/dist/nodes/llms/LMChatOpenAi/LmChatOpenAi.node.js'],
	modelSelector: ['@n8n/n8n-nodes-langchain.modelSelector', '@n8n/n8n-nodes-langchain/dist/nodes/ModelSelector/ModelSelector.node.js'],
} as const;
export type StockName = keyof typeof FILES;

export const NO_N8N = `n8n ${N8N_VERSION} is not installed here ("npm run test:e2e" installs it)`;

/** node_modules of the n8n that the end-to-end tests install; `null` where it is not there. */
export function stockModules(): string | null {
	const folder = path.join(sharedCache(), `n8n-${N8N_VERSION}`);
	return existsSync(path.join(folder, 'complete')) ? path.join(folder, 'node_modules') : null;
}

export function stockFile(name: StockName): string | null {
	const modules = stockModules();
	return modules === null ? null : path.join(modules, FILES[name][1]);
}

export function stockType(name: StockName): string {
	return FILES[name][0];
}

/** By their types; `null` where there is no n8n to take them from. */
export async function stockNodes(names: readonly StockName[]): Promise<NodeTypesByName | null> {
	const modules = stockModules();
	if (modules === null) return null;
	const nodes: Record<string, INodeType | IVersionedNodeType> = {};
	for (const name of names) {
		const [type, file] = FILES[name];
		const loaded = (await import(path.join(modules, file))) as Record<string, new () => INodeType | IVersionedNodeType>;
		const Class = loaded[path.basename(file).split('.')[0] ?? ''];
		if (Class === undefined) throw new Error(`${file} has no node.`);
		nodes[type] = new Class();
	}
	return nodes;
}
