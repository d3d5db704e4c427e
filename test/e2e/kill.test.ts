import path from 'node:path';

import { z } from 'zod';

import { killedFile, storageOf, type KilledFile } from '../support/killedFile';
import { differences, emittedSchema, halves, repeated, type Emitted } from '../support/emitted';
import { freshN8n, sameN8n, SETUP_TIMEOUT_MS, type RunningN8n } from '../support/e2e';
import { until } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { LADDER, registryOf } from '../support/ladder';
import { ROUTER, routerWorkflow, wireTo } from '../support/routerWorkflow';
import { postItems, webhookItems } from '../support/webhookItems';

const NAME = 'kill';
const PATH = 'kill';
const ITEMS = 120;
const BATCH = 3;
const PATIENCE_MS = 5 * 60_000;

describe('a whole n8n, killed while items leave the router', () => {
	let n8n: RunningN8n;
	let ledger: KilledFile;
	let models: TestServer[];
	let sink: TestServer;
	const emitted: Emitted[] = [];

	beforeAll(async () => {
		models = await Promise.all([answering('small'), answering('large')]);
		sink = await serve((response, { body }) => {
			emitted.push(emittedSchema.parse(JSON.parse(body)));
			json(response, 200, {});
		});
		n8n = await freshN8n(NAME);
		ledger = killedFile(() => path.join(storageOf(n8n.folder), 'ledger.sqlite'));
		const name = 'Registry';
		const id = await n8n.rest.createCredential('llmModelRegistryApi', name, registryOf([models[0]?.url ?? '', models[1]?.url ?? '']));
		await n8n.rest.activate(await n8n.rest.createWorkflow(workflowWith({ id, name })));
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await n8n.server.stop();
		await Promise.all([...models, sink].map((server) => server.close()));
	});

	/** Webhook → Loop Over Items → the router → the sink, and round again. */
	function workflowWith(credential: { id: string; name: string }) {
		return routerWorkflow({
			name: NAME,
			credential,
			from: webhookItems(PATH, 'Loop Over Items'),
			parameters: {
				models: { values: LADDER.map((row) => ({ ...row, model: { __rl: true, ...row.model } })) },
				threshold: 0,
				maxRetries: 0,
			},
			ends: ['End', 'End', 'End'],
			plugged: {
				nodes: [
					{
						id: 'loop',
						name: 'Loop Over Items',
						type: 'n8n-nodes-base.splitInBatches',
						typeVersion: 3,
						position: [0, 0],
						parameters: { batchSize: BATCH, options: {} },
					},
					{
						...{ id: 'post', name: 'Post', type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, position: [900, 0] },
						parameters: {
							method: 'POST',
							url: sink.url,
							sendBody: true,
							specifyBody: 'json',
							jsonBody: '={{ JSON.stringify($json.llmRoute) }}',
							options: {},
						},
					},
				],
				connections: {
					'Loop Over Items': { main: [[], [wireTo(ROUTER)]] },
					End: { main: [[wireTo('Post')]] },
					Post: { main: [[wireTo('Loop Over Items')]] },
				},
			},
		});
	}

	const textsOf = (run: string) => Array.from({ length: ITEMS }, (_, n) => `${run} ${n % 7 === 0 ? 'bad' : 'fine'} ${String(n)}`);
	async function emittedAre(many: number): Promise<void> {
		await until(`${String(many)} items`, async () => (emitted.length >= many ? true : null), PATIENCE_MS);
	}

	/** Of everything that left and of everything that is recorded: what is wrong. */
	function complaints(): string[] {
		const ids = ledger.ids();
		const records = new Map(ledger.read(ids).map((record) => [record.id, record]));
		return [
			...ledger.damage(),
			...ids.filter((id) => !records.has(id)).map((id) => `${id} cannot be read back`),
			...[...records.values()].flatMap(halves),
			...emitted.flatMap((item) => differences(item, records.get(item.id))),
			...repeated(emitted.map(({ id }) => id)),
		];
	}

	it(
		'has the record of every item that left',
		async () => {
			await postItems(n8n.server.url, PATH, textsOf('first'));
			await emittedAre(ITEMS / 3);
			await n8n.server.kill();
			expect(complaints()).toEqual([]);
			// It was in the middle of it.
			expect(emitted.length).toBeLessThan(ITEMS);
		},
		PATIENCE_MS,
	);

	it(
		'goes on with the same ledger when it is started again',
		async () => {
			const before = { ids: ledger.ids(), emitted: emitted.length };
			n8n = await sameN8n(NAME);
			await postItems(n8n.server.url, PATH, textsOf('second'));
			await emittedAre(before.emitted + ITEMS);
			expect(complaints()).toEqual([]);
			expect(ledger.ids().slice(0, before.ids.length)).toEqual(before.ids);
			expect(ledger.ids()).toHaveLength(before.ids.length + ITEMS);
		},
		2 * PATIENCE_MS,
	);
});

const asked = z.object({ messages: z.array(z.object({ content: z.string() })) });

/** Refuses bad prompts, so that some items leave by Fallback. */
async function answering(model: string): Promise<TestServer> {
	return await serve((response, { body }) => {
		const { messages } = asked.parse(JSON.parse(body));
		if (messages.at(-1)?.content.includes('bad') === true) return json(response, 400, { error: { message: 'refused' } });
		const message = { role: 'assistant', content: `${model} answers` };
		const answer = {
			id: 'x',
			object: 'chat.completion',
			created: 1,
			model,
			choices: [{ index: 0, message, finish_reason: 'stop' }],
			usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
		};
		setTimeout(() => json(response, 200, answer), 20);
	});
}
