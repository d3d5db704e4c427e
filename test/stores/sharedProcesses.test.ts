import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { bundle, tempFolder } from '../support/ledger';
import { startRedis, type RedisServer } from '../support/redis';
import { mostInAWindow, type Sent, until, WINDOW_MS } from '../support/sharedStores';

const LIMIT = 24;

const folder = tempFolder();
const running = new Set<ChildProcess>();
let redis: RedisServer;

beforeAll(async () => {
	redis = await startRedis();
});
afterAll(async () => {
	for (const child of running) child.kill('SIGKILL');
	await redis.stop();
	folder.remove();
});

describe('three processes on one Redis', () => {
	it('keep one limit together while one of them and Redis are killed and come back, and use all of it in the end', async () => {
		const script = await bundle('test/stores/trafficProcess.ts', folder.path);
		const journal: Sent[] = [];
		const start = (worker: number) => {
			const child = spawn(process.execPath, [script, String(redis.port), String(LIMIT)], { stdio: ['ignore', 'pipe', 'inherit'] });
			running.add(child);
			let rest = '';
			child.stdout.on('data', (chunk: Buffer) => {
				const lines = (rest + chunk.toString()).split('\n');
				rest = lines.pop() ?? '';
				for (const line of lines) journal.push({ worker, atMs: Number(line), tokens: 1, endMs: 0 });
			});
			return child;
		};
		const sentBy = (worker: number, fromMs: number) => journal.filter((sent) => sent.worker === worker && sent.atMs >= fromMs).length;
		const [first] = [start(0), start(1), start(2)];
		await until(() => [0, 1, 2].every((worker) => sentBy(worker, 0) > 0), 'all have sent');
		// All must know of each other.
		await sleep(5_500);
		await redis.kill();
		await sleep(1.5 * WINDOW_MS);
		const apartMs = Date.now();
		await until(() => [0, 1, 2].every((worker) => sentBy(worker, apartMs) > 0), 'each goes on by itself');
		const gone = once(first, 'exit');
		first.kill('SIGKILL');
		await gone;
		await redis.start();
		await sleep(1.2 * WINDOW_MS);
		start(3);
		await until(() => sentBy(3, 0) > 0, 'a new one is let in');
		const backMs = Date.now();
		await sleep(1.3 * WINDOW_MS);
		expect(mostInAWindow(journal, WINDOW_MS - 200)).toBeLessThanOrEqual(LIMIT);
		expect(
			mostInAWindow(
				journal.filter(({ atMs }) => atMs >= backMs),
				WINDOW_MS - 200,
			),
		).toBe(LIMIT);
	});
});
