import type { Lesson, Refusals } from '../../router/health/refusals';
import { startRedis, type RedisServer } from '../support/redis';
import { modelAt } from '../support/routing';
import { openStores, until } from '../support/sharedStores';

const OFF_MS = 120_000;
const DAY_MS = 86_400_000;
const [model, other] = [modelAt(0), modelAt(1)];
const KEY = `llm-router:refused:${model.limitsKey}`;

let redis: RedisServer;
let a: Refusals;
let b: Refusals;

/** Two workers; the clock of the second is two minutes ahead. */
beforeEach(async () => {
	redis = await startRedis();
	const stores = await openStores(redis, [0, OFF_MS]);
	[a, b] = [stores[0]?.refusals ?? never(), stores[1]?.refusals ?? never()];
});
afterEach(async () => {
	await redis.stop();
});

function never(): never {
	throw new Error('There are two.');
}

const now = (of: Refusals) => Date.now() + (of === b ? OFF_MS : 0);
const atMost = (tokens: number): Lesson => ({ kind: 'output_limit', tokens });
const perMinute = (tokens: number): Lesson => ({ kind: 'token_limit', tokens });

/** Asks again and again, as calls do. */
async function learns(of: Refusals, expected: object, who = model, aheadMs = 0): Promise<void> {
	await until(async () => {
		await of.refresh([model, other]);
		const known = of.of(who, now(of) + aheadMs);
		return Object.entries(expected).every(([name, value]) => JSON.stringify(Reflect.get(known, name)) === JSON.stringify(value));
	}, JSON.stringify(expected));
}

it('what one worker has learned the others know, and it at once', async () => {
	a.learn(model, { kind: 'parameter', name: 'temperature' }, now(a));
	a.learn(model, atMost(8_192), now(a));
	a.learn(model, perMinute(8_000), now(a));
	const all = { parameters: ['temperature'], outputLimit: 8_192, tokenLimit: 8_000 };
	expect(a.of(model, now(a))).toEqual(all);
	await learns(b, all);
	expect(b.of(other, now(b))).toEqual({ parameters: [], outputLimit: null, tokenLimit: null });
});

it('all forget it after as long, whatever their clocks say', async () => {
	a.learn(model, atMost(8_192), now(a));
	await learns(b, { outputLimit: 8_192 });
	expect(b.of(model, now(b) + DAY_MS - 60_000).outputLimit).toBe(8_192);
	expect(b.of(model, now(b) + DAY_MS).outputLimit).toBeNull();
	expect(Number(await redis.command('PTTL', KEY))).toBeLessThanOrEqual(DAY_MS);
	a.learn(model, perMinute(8_000), now(a));
	await learns(b, { tokenLimit: 8_000 });
	expect(Number(await redis.command('PTTL', KEY))).toBeGreaterThan(DAY_MS - 120_000);
	expect(b.of(model, now(b) + 600_000)).toMatchObject({ outputLimit: 8_192, tokenLimit: null });
});

it('the strictest counts', async () => {
	a.learn(model, atMost(4_096), now(a));
	await learns(b, { outputLimit: 4_096 });
	b.learn(model, atMost(9_000), now(b));
	expect(b.of(model, now(b)).outputLimit).toBe(4_096);
	a.learn(model, atMost(2_048), now(a));
	await learns(b, { outputLimit: 2_048 });
});

it('a larger request that went through ends a limit per minute for all who come after', async () => {
	a.learn(model, perMinute(8_000), now(a));
	await learns(b, { tokenLimit: 8_000 });
	b.fitted(model, 8_000, now(b));
	b.fitted(model, 8_001, now(b));
	expect(b.of(model, now(b)).tokenLimit).toBeNull();
	await until(async () => (await redis.command('HGET', KEY, 'token_limit')) === null, 'it is forgotten');
});

it('what Redis holds that is no such thing is left aside', async () => {
	await redis.command('HSET', KEY, 'output_limit', 'many:never');
	a.learn(model, { kind: 'parameter', name: 'seed' }, now(a));
	await learns(b, { parameters: ['seed'], outputLimit: null });
});

it('without Redis each goes by its own, and keeps nobody waiting', async () => {
	a.learn(model, atMost(4_096), now(a));
	await redis.stop();
	await a.refresh([model]);
	a.learn(model, { kind: 'parameter', name: 'seed' }, now(a));
	expect(a.of(model, now(a))).toMatchObject({ parameters: ['seed'], outputLimit: 4_096 });
	expect(b.of(model, now(b)).outputLimit).toBeNull();
});
