import * as crypto from 'node:crypto';
import * as workflow from 'n8n-workflow';
import type { supplyConnected } from '../../nodes/LlmRouterChatModel/connectedOnly';
import { bundleConnectedOnly } from '../../scripts/build/connectedOnly.mjs';

/** What n8n's rule `no-restricted-globals` forbids to packages on its Cloud. */
export const FORBIDDEN_GLOBALS = [
	...['clearInterval', 'clearTimeout', 'setInterval', 'setTimeout', 'setImmediate', 'clearImmediate'],
	...['global', 'globalThis', 'process', '__dirname', '__filename'],
];

/** The built entry as n8n Cloud would let it run: without those globals, and with no module but those it may have. */
export async function loadConnectedBundle(sdk: object): Promise<{ readonly supplyConnected: typeof supplyConnected }> {
	const { code } = await bundleConnectedOnly();
	const modules = new Map<string, unknown>([
		['n8n-workflow', workflow],
		['node:crypto', crypto],
		['@n8n/ai-node-sdk', sdk],
	]);
	const load = (name: string): unknown => {
		if (!modules.has(name)) throw new Error(`${name} is not there`);
		return modules.get(name);
	};
	const module = { exports: {} as { supplyConnected: typeof supplyConnected } };
	const run = new Function('require', 'module', 'exports', ...FORBIDDEN_GLOBALS, code);
	run(load, module, module.exports);
	return module.exports;
}
