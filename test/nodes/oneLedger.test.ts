import { DatabaseSync } from 'node:sqlite';

import { closeLedgers } from '../../nodes/shared/ledger';
import { ledgerFile } from '../../scripts/lib/ledgerFile';
import { loadPackage } from '../../scripts/lib/engine/package';
import { connect, runWorkflow, type EngineRunOptions } from '../support/engine';
import { registryOf } from '../support/ladder';
import { FEEDBACK_TYPE, LADDER, provider, says, sources, TYPE } from '../support/routeNode';
import type { TestServer } from '../support/httpServer';

let server: TestServer;
beforeAll(async () => {
	server = await provider((prompt) => says(`Answer to ${prompt}`));
});
afterAll(async () => {
	await closeLedgers();
	await server.close();
});

type Node = EngineRunOptions['workflow']['nodes'][number];
const credentials = { llmModelRegistryApi: { id: 'registry', name: 'registry' } };
const custom = (type: string) => type.replace(/^.*\./, 'CUSTOM.');
const router = (name: string, type: string): Node => ({
	name,
	id: name,
	type,
	typeVersion: 1,
	credentials,
	parameters: { models: { values: LADDER }, prompt: '={{ $json.chatInput }}' },
});
const feedback = (name: string, type: string, parameters: Node['parameters']): Node => ({
	name,
	id: name,
	type,
	typeVersion: 1,
	parameters,
});

it('three of our nodes write and read one ledger, loaded twice: from the build as a package and from the sources as CUSTOM', async () => {
	const built = await loadPackage();
	const [first, second] = ['Installed Router', 'Custom Router'];
	const result = await runWorkflow({
		package: {
			nodes: { ...built.nodes, [custom(TYPE)]: sources.nodes[TYPE], [custom(FEEDBACK_TYPE)]: sources.nodes[FEEDBACK_TYPE] },
			credentials: built.credentials,
		},
		items: [{ json: { chatInput: 'Hi', rating: 'up' } }],
		credentials: { registry: registryOf([server.url, server.url]) },
		workflow: {
			id: 'wf',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				router(first, TYPE),
				router(second, custom(TYPE)),
				feedback('Rate the First', custom(FEEDBACK_TYPE), { decisionId: `={{ $('${first}').item.json.llmRoute.id }}` }),
				feedback('Rate the Second', FEEDBACK_TYPE, { decisionId: `={{ $('${second}').item.json.llmRoute.id }}`, rating: 'down' }),
				feedback('Find All', FEEDBACK_TYPE, { resource: 'decision', operation: 'getAll', options: { order: 'oldest' } }),
			],
			connections: {
				...connect('Start', [first]),
				...connect(first, [null, second, second]),
				...connect(second, [null, 'Rate the First', 'Rate the First']),
				...connect('Rate the First', ['Rate the Second']),
				...connect('Rate the Second', ['Find All']),
			},
		},
	});
	expect(result.error).toBeUndefined();
	expect(result.items('Find All').map(({ json }) => [json['routerId'], json['outcomeMean']])).toEqual([
		[`wf:${first}`, 1],
		[`wf:${second}`, 0],
	]);
	const database = new DatabaseSync(ledgerFile, { readOnly: true });
	expect(database.prepare('SELECT count(*) AS n FROM outcomes').get()).toEqual({ n: 2 });
	database.close();
});
