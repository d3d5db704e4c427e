import * as crypto from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as workflow from 'n8n-workflow';
import type { supplyConnected } from '../../nodes/LlmRouterChatModel/connectedOnly';
import { bundleConnectedOnly } from '../../scripts/build/connectedOnly.mjs';
import { tempFolder } from './ledger';

/** What n8n's rule `no-restricted-globals` forbids to packages on its Cloud. */
export const FORBIDDEN_GLOBALS = [
	...['clearInterval', 'clearTimeout', 'setInterval', 'setTimeout', 'setImmediate', 'clearImmediate'],
	...['global', 'globalThis', 'process', '__dirname', '__filename'],
];

interface Entry {
	readonly supplyConnected: typeof supplyConnected;
}

/** The globals it is not to have are parameters that nobody gives. */
type Wrapped = (require: (name: string) => unknown, module: { exports: Partial<Entry> }) => void;

/** The built entry as n8n Cloud would let it run: without those globals, and with no module but those it may have. */
export async function loadConnectedBundle(sdk: object): Promise<Entry> {
	const { code } = await bundleConnectedOnly();
	const folder = tempFolder();
	const file = path.join(folder.path, 'connectedOnly.cjs');
	writeFileSync(file, `module.exports = function (require, module, ${FORBIDDEN_GLOBALS.join(', ')}) {\n${code}\n};`);
	const { default: run } = (await import(file)) as { readonly default: Wrapped };
	folder.remove();
	const modules = new Map<string, unknown>([
		['n8n-workflow', workflow],
		['node:crypto', crypto],
		['@n8n/ai-node-sdk', sdk],
	]);
	const module: { exports: Partial<Entry> } = { exports: {} };
	run((name) => {
		if (!modules.has(name)) throw new Error(`${name} is not there`);
		return modules.get(name);
	}, module);
	const { supplyConnected: supply } = module.exports;
	if (supply === undefined) throw new Error('The bundle has no entry');
	return { supplyConnected: supply };
}
