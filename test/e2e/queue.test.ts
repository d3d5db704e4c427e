import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ensurePrograms } from '../../scripts/lib/apt';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { executionsOf, finished, until, type Execution } from '../support/executions';
import { json, serve, type TestServer } from '../support/httpServer';
import { killedFile, storageOf } from '../support/killedFile';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { startQueueMode, type QueueMode } from '../support/queueMode';
import { startRedis, type RedisServer } from '../support/redis';
import { ROUTER, routerWorkflow } from '../support/routerWorkflow';
import { mostInAWindow } from '../support/sharedStores';
import { postItems, webhookItems } from '../support/webhookItems';

const SCHEMA = 'llm_router';
const PER_MINUTE = 60;
const RUNS = 4;
const ITEMS = 40;
const MINUTE_MS = 60_000;
/** Nothing of it takes this long, on however busy a machine. */
const PATIENCE_MS = 5 * MINUTE_MS;

interface Arrival {
	readonly atMs: number;
	readonly model: string;
	readonly prompt: string;
}

describe('n8n in queue mode: two workers with one store', () => {
	let queue: QueueMode;
	/** Of the store, not of n8n. */
	let postgres: TestPostgres;
	let redis: RedisServer;
	let provider: TestServer;
	const arrivals: Arrival[] = [];
	/** Lines of held prompts that were closed from the other side. */
	const hungUp: string[] = [];
	/** Answers everything whose prompt begins with `hold`. */
	let release: () => void = () => undefined;
	let released: Promise<void>;
	const hold = () => void (released = new Promise((resolve) => (release = resolve)));
	let credential: { id: string; name: string };
	let store: { id: string; name: string };

	beforeAll(async () => {
		await ensurePrograms({ initdb: 'postgresql', 'redis-server': 'redis-server' }, (text) => process.stderr.write(`e2e: ${text}\n`));
		hold();
		provider = await serve((response, { body, gone }) => {
			const { model, messages } = JSON.parse(body) as { model: string; messages: { content: string }[] };
			const prompt = messages.at(-1)?.content ?? '';
			arrivals.push({ atMs: performance.now(), model, prompt });
			void gone.then(() => hungUp.push(prompt));
			const message = { role: 'assistant', content: `answer to ${prompt}` };
			const answer = {
				id: 'x',
				object: 'chat.completion',
				created: 1,
				model,
				choices: [{ index: 0, message, finish_reason: 'stop' }],
				usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
			};
			void (prompt.startsWith('hold') ? released : sleep(100)).then(() => json(response, 200, answer));
		});
		[queue, postgres, redis] = await Promise.all([
			startQueueMode({ name: 'queue', workers: 2, concurrency: RUNS / 2 }),
			startPostgres(),
			startRedis(),
		]);
		credential = await credentialOf('llmModelRegistryApi', {
			providers: ['custom1'],
			custom1Name: 'One',
			custom1BaseUrl: `${provider.url}/v1`,
			custom1ApiKey: 'key-of-the-test',
		});
		const { host, port, database, user, password } = postgres.settings(SCHEMA);
		store = await credentialOf('llmRouterStoreApi', {
			...{
				postgresHost: host,
				postgresPort: port,
				postgresDatabase: database,
				postgresUser: user,
				postgresPassword: password,
				postgresSchema: SCHEMA,
			},
			...{ redisHost: '127.0.0.1', redisPort: redis.port },
		});
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		release();
		await queue.stop();
		await Promise.all([postgres.remove(), redis.stop(), provider.close()]);
	}, 60_000);

	async function credentialOf(type: string, data: Record<string, unknown>) {
		return { id: await queue.rest.createCredential(type, type, data), name: type };
	}

	/** A workflow that listens at `/webhook/<model>`, with one model that may be called so often a minute. */
	async function workflowOf({
		model,
		requestsPerMinute,
		shared = true,
	}: {
		model: string;
		requestsPerMinute?: number;
		shared?: boolean;
	}): Promise<string> {
		const settings = { strength: '1', inputPrice: 1, outputPrice: 4, ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
		const row = { model: { __rl: true, mode: 'id', value: `custom1/${model}` }, branchName: 'Only', settings };
		const parameters = { models: { values: [row] }, maxWaitTime: 1_200, parallelItems: ITEMS };
		const workflow = routerWorkflow({
			name: model,
			credential,
			...(shared && { store }),
			from: webhookItems(model, ROUTER),
			ends: ['Fallback', 'Only'],
			parameters,
		});
		const id = await queue.rest.createWorkflow(workflow);
		await queue.rest.activate(id);
		return id;
	}

	async function executions(workflowId: string, many: number): Promise<Execution[]> {
		const ids = await until('the executions', async () => {
			const begun = await executionsOf(queue.rest, workflowId);
			return begun.length >= many ? begun : null;
		});
		return await Promise.all(ids.map((id) => finished(queue.rest, id, PATIENCE_MS)));
	}

	const calledFor = (model: string) => arrivals.filter((one) => one.model === model);
	const held = (many: number) => Array.from({ length: many }, (_, n) => `hold ${String(n)}`);

	async function rows(sql: string): Promise<readonly Record<string, unknown>[]> {
		return await postgres.query(SCHEMA, sql);
	}
	async function recorded(workflowId: string): Promise<number> {
		const [row] = await rows(`SELECT count(*) AS many FROM decisions WHERE router_id LIKE '${workflowId}:%'`);
		return Number(row?.['many']);
	}

	const textsOf = (run: number) => Array.from({ length: ITEMS }, (_, n) => `run ${String(run)} item ${String(n)}`);
	let limited: string;
	let wave: Execution[];

	it(
		'keep its limit together, also while the Redis of the store is killed and comes back empty; every item is answered once',
		async () => {
			limited = await workflowOf({ model: 'limited', requestsPerMinute: PER_MINUTE });
			await Promise.all(Array.from({ length: RUNS }, (_, run) => postItems(queue.url, 'limited', textsOf(run))));
			await until('the first minute is used up', async () => (calledFor('limited').length >= PER_MINUTE ? true : null));
			// Who was never there, nobody can count.
			await until('both are with Redis', async () =>
				(await redis.command('ZCARD', 'llm-router:workers')) === queue.workers.length ? true : null,
			);
			await sleep(5_000);
			await redis.kill();
			await sleep(8_000);
			await redis.start();
			wave = await executions(limited, RUNS);
			const texts = Array.from({ length: RUNS }, (_, run) => textsOf(run))
				.flat()
				.sort();
			expect(
				calledFor('limited')
					.map(({ prompt }) => prompt)
					.sort(),
			).toEqual(texts);
			expect(wave.flatMap((one) => one.items(ROUTER, 1).map(({ output }) => output)).sort()).toEqual(
				texts.map((text) => `answer to ${text}`),
			);
			expect(wave.map((one) => [one.status, one.items(ROUTER, 0).length])).toEqual(Array(RUNS).fill(['success', 0]));
			// Both had work, and the limit was reached.
			expect(queue.workers.map((worker) => worker.began().length)).toEqual([RUNS / 2, RUNS / 2]);
			expect(mostInAWindow(calledFor('limited'), MINUTE_MS)).toBe(PER_MINUTE);
			process.stdout.write(
				`queue mode: ${String(arrivals.length)} calls in ${String(Math.round(((arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0)) / 1_000))} s\n`,
			);
		},
		PATIENCE_MS,
	);

	it('say that Redis was lost, and take their places from it again', async () => {
		const told = wave.filter((one) =>
			one.hints(ROUTER).some((hint) => /^The store's Redis (could not|cannot) be reached (from|since)/.test(hint)),
		);
		// Each worker in its first run that ends.
		expect(told).toHaveLength(queue.workers.length);
		const [key] = (await redis.command('KEYS', 'llm-router:calls:*:limited')) as string[];
		expect(await redis.command('ZCARD', key ?? '')).toBeGreaterThan(0);
		expect(await redis.command('ZCARD', 'llm-router:workers')).toBe(queue.workers.length);
	});

	it('leave a record of each item in Postgres, and none on their own disks', async () => {
		expect(await recorded(limited)).toBe(RUNS * ITEMS);
		expect(await rows('SELECT DISTINCT result_kind FROM decisions')).toEqual([{ result_kind: 'answered' }]);
		expect(decisionsOnDisk()).toEqual([]);
	});

	it(
		'let items go while the Postgres of the store is away, say that their records wait, and bring them once it is back',
		async () => {
			const free = await workflowOf({ model: 'free' });
			await postItems(queue.url, 'free', held(5));
			await until('five calls', async () => (calledFor('free').length === 5 ? true : null));
			await postgres.kill();
			release();
			const [run] = await executions(free, 1);
			expect(run?.items('Only')).toHaveLength(5);
			expect(run?.hints(ROUTER)).toContainEqual(
				expect.stringMatching(/^The records of 5 items are kept on this machine's disk and will be sent automatically: /),
			);
			expect(decisionsOnDisk()).toEqual([5]);
			await postgres.start();
			await until('the records', async () => ((await recorded(free)) === 5 ? true : null), PATIENCE_MS);
			await until('an empty spool', async () => (decisionsOnDisk().length === 0 ? true : null));
		},
		PATIENCE_MS,
	);

	it(
		'leave a record of each item that was begun when an execution is stopped',
		async () => {
			hold();
			const few = await workflowOf({ model: 'few', requestsPerMinute: 10 });
			await postItems(queue.url, 'few', held(ITEMS));
			await until('ten calls', async () => (calledFor('few').length === 10 ? true : null));
			const [id] = await executionsOf(queue.rest, few);
			const pressedMs = performance.now();
			await queue.rest.request('POST', `/executions/${id ?? ''}/stop`, {});
			const answeredMs = performance.now();
			while ((await recorded(few)) < ITEMS) await sleep(5);
			process.stdout.write(
				`queue mode: 40 records ${String(Math.round(performance.now() - pressedMs))} ms after Stop was pressed, ${String(Math.round(performance.now() - answeredMs))} ms after n8n had passed it on\n`,
			);
			expect(await rows(`SELECT result_kind, count(*) AS many FROM decisions WHERE router_id LIKE '${few}:%' GROUP BY 1`)).toEqual([
				{ result_kind: 'cancelled', many: ITEMS },
			]);
			expect(hungUp).toHaveLength(10);
			expect(calledFor('few')).toHaveLength(10);
		},
		PATIENCE_MS,
	);

	it('say that each counts for itself where the node has no store', async () => {
		const alone = await workflowOf({ model: 'alone', requestsPerMinute: PER_MINUTE, shared: false });
		await postItems(queue.url, 'alone', ['one']);
		const [run] = await executions(alone, 1);
		expect(run?.hints(ROUTER)).toContainEqual(
			expect.stringMatching(/^n8n runs in queue mode, and each worker counts rate limits and budgets for itself/),
		);
		// Its log is the worker's own.
		expect(decisionsOnDisk()).toEqual([1]);
	});

	/** How many decisions each file of ours holds, empty ones left out. */
	function decisionsOnDisk(): number[] {
		const folders = queue.folders.map(storageOf).filter((folder) => existsSync(folder));
		const files = folders.flatMap((folder) =>
			readdirSync(folder)
				.filter((file) => file.endsWith('.sqlite'))
				.map((file) => path.join(folder, file)),
		);
		return files.map((file) => killedFile(() => file).ids().length).filter((many) => many > 0);
	}
});
