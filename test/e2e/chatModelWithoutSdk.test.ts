import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { localCache, PACKAGE } from '../../scripts/lib/paths';
import { freshN8n, SETUP_TIMEOUT_MS, type RunningN8n } from '../support/e2e';
import { STOCK } from '../support/chatWorkflow';
import { startChatWorld, type ChatWorld } from '../support/chatWorld';

/** What an n8n does that is older than the SDK: our files find none. */
const HOOK = `
const Module = require('node:module');
const load = Module._load;
Module._load = function (request, parent, ...rest) {
	if (request.startsWith('@n8n/ai-node-sdk') && String(parent?.filename).includes('${PACKAGE}/dist'))
		throw Object.assign(new Error("Cannot find module '" + request + "'"), { code: 'MODULE_NOT_FOUND' });
	return load.call(this, request, parent, ...rest);
};
`;

describe('an n8n without the SDK of Chat Models', () => {
	let world: ChatWorld | null = null;
	let n8n: RunningN8n;

	beforeAll(async () => {
		const hook = path.join(localCache, 'without-sdk.cjs');
		writeFileSync(hook, HOOK);
		n8n = await freshN8n('without-sdk', { NODE_OPTIONS: `--require ${hook}` });
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world?.stop();
		await n8n.server.stop();
	});

	it('loads all nodes of the package', async () => {
		const response = await fetch(`${n8n.server.url}/types/nodes.json`, { headers: { cookie: n8n.rest.cookie } });
		const names = z.array(z.object({ name: z.string() })).parse(await response.json());
		const ours = names.map(({ name }) => name).filter((name) => name.startsWith(`${PACKAGE}.`));
		expect(ours).toEqual(expect.arrayContaining([`${PACKAGE}.llmRouterFeedback`, `${PACKAGE}.routeLlmRequest`]));
		if (!STOCK) expect(ours).toContain(`${PACKAGE}.lmChatLlmRouter`);
	});

	(STOCK ? it.skip : it)('has the Chat Model say so, and asks nobody', async () => {
		world = await startChatWorld({ url: n8n.server.url, ...n8n });
		const execution = await world.run('Without the SDK', [world.piece('agent', 'connected', 'without-sdk')]);
		expect(execution.errors('agent')).toHaveLength(1);
		expect(execution.raw).toContain('This version of n8n has no AI Node SDK');
		expect(world.provider.calls()).toEqual([]);
	});
});
