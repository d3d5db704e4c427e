import { randomUUID } from 'node:crypto';

import { ensurePrograms } from '../../scripts/lib/apt';
import type { ChatCall } from '../support/chatProvider';
import { merged, modelOf, plain, STOCK, wire, type Piece } from '../support/chatWorkflow';
import { startChatWorld, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { executionsOf, finished, until, type Execution } from '../support/executions';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { startQueueMode, type QueueMode } from '../support/queueMode';
import { startRedis, type RedisServer } from '../support/redis';
import { EASY, HARD } from '../support/sessions';

const SCHEMA = 'llm_router_chat';
/** USD per million tokens, so high that a few calls are a dollar. */
const DEAR = { inputPrice: 1_000, outputPrice: 1_000 };
/** So slow that the other worker has to take the next one. */
const SLOW = { slowMs: 1_500 };
const PATIENCE_MS = 180_000;

/** Each worker runs one execution at a time, so two at once are on both. */
(STOCK ? describe.skip : describe)('an agent in n8n in queue mode: two workers with one store', () => {
	let queue: QueueMode;
	let postgres: TestPostgres;
	let redis: RedisServer;
	let world: ChatWorld;

	beforeAll(async () => {
		await ensurePrograms({ initdb: 'postgresql', 'redis-server': 'redis-server' }, (text) => process.stderr.write(`e2e: ${text}\n`));
		[queue, postgres, redis] = await Promise.all([
			startQueueMode({ name: 'chat-queue', workers: 2, concurrency: 1 }),
			startPostgres(),
			startRedis(),
		]);
		const { host, port, database, user, password } = postgres.settings(SCHEMA);
		const id = await queue.rest.createCredential('llmRouterStoreApi', 'Store', {
			postgresHost: host,
			postgresPort: port,
			postgresDatabase: database,
			postgresUser: user,
			postgresPassword: password,
			postgresSchema: SCHEMA,
			redisHost: '127.0.0.1',
			redisPort: redis.port,
		});
		world = await startChatWorld({ url: queue.url, rest: queue.rest, folder: queue.folders[0] ?? '' }, { id, name: 'Store' });
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await queue.stop();
		await Promise.all([postgres.remove(), redis.stop(), world.stop()]);
	}, 60_000);

	/** Listens at `/webhook/<tag>`, answers at once, and has the pieces run one after the other. */
	async function published(tag: string, pieces: readonly Piece[]): Promise<string> {
		const webhook = {
			...plain('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: tag, responseMode: 'onReceived' }),
			webhookId: tag,
		};
		const names = ['Webhook', ...pieces.map(({ root }) => root)];
		const wires = pieces.map(({ root }, index) => wire(names[index] ?? '', 'main', root));
		const all = merged({ nodes: [webhook], connections: {} }, ...pieces, ...wires);
		const id = await queue.rest.createWorkflow({ name: tag, ...all, settings: { executionOrder: 'v1' } });
		await queue.rest.activate(id);
		return id;
	}

	async function post(tag: string, bodies: readonly object[]): Promise<void> {
		for (const body of bodies) {
			const response = await fetch(`${queue.url}/webhook/${tag}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			expect(response.status).toBe(200);
		}
	}

	async function ended(workflowId: string, many: number): Promise<Execution[]> {
		const ids = await until('the executions', async () => {
			const begun = await executionsOf(queue.rest, workflowId);
			return begun.length >= many ? begun : null;
		});
		return await Promise.all(ids.map((id) => finished(queue.rest, id, PATIENCE_MS)));
	}

	const agent = (tag: string, fields: object) =>
		world.piece('agent', 'registry', tag, {
			name: tag,
			prompt: '={{ $json.body.text }}',
			options: { enableStreaming: false },
			fields: { timeout: 30, ...fields },
		});
	const models = (tag: string) => world.provider.calls(tag).map(({ model }) => model.replace(`-${tag}`, ''));
	/** How many of these each worker has begun. */
	const shares = (executions: readonly Pick<Execution, 'id'>[]) =>
		queue.workers.map((worker) => executions.filter(({ id }) => worker.began().includes(id)).length);

	it(
		'keep a limit, a budget and a conversation together',
		async () => {
			const [limited, dear, talk] = ['limited', 'dear', 'talk'] as const;
			for (const tag of [limited, dear]) world.provider.always(`small-${tag}`, SLOW);
			world.provider.always(`large-${talk}`, SLOW);
			const only = { allowedModels: modelOf('registry', 'small', dear) };
			const rules = [
				{ name: 'Hard', model: modelOf('registry', 'large', talk), signals: { values: [{ signal: 'reasoningWords', value: 1 }] } },
				{ name: 'All else', model: modelOf('registry', 'small', talk) },
			];
			const ids = {
				limited: await published(limited, [agent(limited, { rows: { small: { requestsPerMinute: 5 }, large: {} } })]),
				dear: await published(dear, [agent(dear, { rows: { small: DEAR, large: DEAR }, budget: 1, reservedOutputTokens: 50, ...only })]),
				talk: await published(talk, [agent(talk, { rules: { values: rules }, sessionId: '={{ $json.body.session }}' })]),
			};
			// Each is two requests: the tool is run in between.
			const tool = { text: 'Please use weather.' };
			await post(limited, [tool, tool, tool, tool]);
			const first = await ended(ids.limited, 4);
			expect(first.flatMap((one) => one.errors(limited))).toEqual([]);
			expect(models(limited).toSorted()).toEqual([...Array(3).fill('large'), ...Array(5).fill('small')]);
			expect(Math.min(...shares(first))).toBeGreaterThan(0);

			await post(dear, Array(8).fill({ text: EASY }));
			const second = await ended(ids.dear, 8);
			expect(Math.min(...shares(second))).toBeGreaterThan(0);
			const spent = world.provider.calls(dear).reduce((sum, call) => sum + costOf(call), 0);
			const answered = world.provider.calls(dear).length;
			expect(second.filter((one) => one.errors(dear).length > 0)).toHaveLength(8 - answered);
			// It is full, and never overdrawn.
			expect({ full: spent + (spent / answered) * 2 > 1, overdrawn: spent > 1 }).toEqual({ full: true, overdrawn: false });

			await post(talk, [{ text: HARD, session: 'one' }]);
			await ended(ids.talk, 1);
			await post(talk, [
				{ text: EASY, session: 'one' },
				{ text: EASY, session: 'one' },
				{ text: EASY, session: 'other' },
			]);
			const third = await ended(ids.talk, 4);
			expect(models(talk).toSorted()).toEqual(['large', 'large', 'large', 'small']);
			expect(Math.min(...shares(third))).toBeGreaterThan(0);
			const logged = await postgres.query(SCHEMA, 'SELECT count(*) AS many FROM decisions');
			expect(Number(logged[0]?.['many'])).toBe(8 + 8 + 4);
		},
		PATIENCE_MS,
	);

	it(
		'a conversation that waits and goes on with the other worker stays with its model',
		async () => {
			const tag = 'waits';
			const rules = [
				{ name: 'Hard', model: modelOf('registry', 'large', tag), signals: { values: [{ signal: 'reasoningWords', value: 1 }] } },
				{ name: 'All else', model: modelOf('registry', 'small', tag) },
			];
			const sessionId = "={{ $('Webhook').item.json.body.session }}";
			const part = (name: string, prompt: string) =>
				world.piece('agent', 'registry', tag, {
					name,
					prompt,
					options: { enableStreaming: false },
					fields: { timeout: 30, rules: { values: rules }, sessionId },
				});
			const alone = (node: ReturnType<typeof plain>): Piece => ({ root: node.name, nodes: [node], connections: {} });
			const url = { name: 'resume', type: 'string', value: '={{ $execution.resumeUrl }}' };
			const id = await published(tag, [
				part('before', HARD),
				alone(plain('Address', 'n8n-nodes-base.set', 3.4, { assignments: { assignments: [{ id: randomUUID(), ...url }] } })),
				alone({ ...plain('Wait', 'n8n-nodes-base.wait', 1.1, { resume: 'webhook' }), webhookId: randomUUID() }),
				part('after', EASY),
			]);
			const blockers = ['short', 'long'] as const;
			world.provider.always('small-short', { slowMs: 6_000 });
			world.provider.always('small-long', { slowMs: 15_000 });
			for (const blocker of blockers) await published(blocker, [agent(blocker, {})]);
			await post(tag, [{ session: randomUUID() }]);
			const [execution = ''] = await until('the wait', async () => {
				const ids = await executionsOf(queue.rest, id);
				const raw = JSON.stringify(ids[0] === undefined ? {} : await queue.rest.request('GET', `/executions/${ids[0]}?includeData=true`));
				return raw.includes('"status":"waiting"') ? [ids[0] ?? '', raw] : null;
			});
			const raw = JSON.stringify(await queue.rest.request('GET', `/executions/${execution}?includeData=true`));
			const [address] = /\/webhook-waiting\/[^"\\]+/.exec(raw) ?? [];
			const firstWorker = queue.workers.find((worker) => worker.began().includes(execution));
			// The one that began it gets something longer to do.
			const busy = async (blocker: string) => {
				const before = firstWorker?.began().length;
				const calls = world.provider.calls(blocker).length;
				await post(blocker, [{ text: EASY }]);
				await until('the call', async () => await Promise.resolve(world.provider.calls(blocker).length > calls ? true : null));
				return firstWorker?.began().length !== before;
			};
			if (!(await busy('short'))) expect(await busy('long')).toBe(true);
			expect((await fetch(`${queue.url}${address ?? ''}`)).status).toBe(200);
			const whole = await finished(queue.rest, execution, PATIENCE_MS);
			expect([whole.errors('before'), whole.errors('after'), whole.items('after').length]).toEqual([[], [], 1]);
			expect(models(tag)).toEqual(['large', 'large']);
			expect(shares([whole])).toEqual([1, 1]);
		},
		PATIENCE_MS,
	);
});

function costOf({ usage }: ChatCall): number {
	return usage === null ? 0 : ((usage.input + usage.output) * DEAR.inputPrice) / 1e6;
}
