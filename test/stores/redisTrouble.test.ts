import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SharedStore } from '../../adapters/redis/sharedStore';
import type { RedisSettings } from '../../adapters/redis/settings';
import type { Limits } from '../../router/registry/model';
import { startRedis, type RedisServer } from '../support/redis';
import { NONE, openStore, openStores, until } from '../support/sharedStores';

const limits: Limits = { ...NONE, requestsPerMinute: 5 };
const atOnce: Limits = { ...NONE, parallel: 4 };
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function server(...args: string[]): Promise<RedisServer> {
	const redis = await startRedis({ args });
	ends.push(() => redis.stop());
	return redis;
}

async function workers(redis: RedisServer, many: number, windowMs: number): Promise<SharedStore[]> {
	return await openStores(redis, Array<number>(many).fill(0), windowMs);
}

async function worker(settings: RedisSettings): Promise<SharedStore> {
	return await openStore({ settings, windowMs: 2_000 });
}

async function take(store: SharedStore | undefined, of = limits) {
	if (store === undefined) throw new Error('There is no such worker.');
	return await store.slots.acquire('m', of, 10, Date.now());
}

async function noticed(store: SharedStore | undefined, words: string): Promise<void> {
	await until(() => store?.notices().some((notice) => notice.includes(words)) === true, words);
}

it('a call that used no tokens leaves the window like any other', async () => {
	const [store] = await workers(await server(), 1, 1_000);
	const first = await take(store);
	if (first.kind === 'taken') store?.slots.settle(first.slot, 0, Date.now());
	await sleep(1_200);
	expect((await take(store)).kind).toBe('taken');
});

it('every key begins with the prefix: a user who may use no others is enough', async () => {
	const redis = await server('--user', 'limited', 'on', '>pw', '~mine:*', '+@all');
	const store = await worker(redis.settings({ user: 'limited', password: 'pw', prefix: 'mine' }));
	expect((await take(store)).kind).toBe('taken');
	await store.spending.apply({
		key: 'wf:node 2026-11-25',
		opening: async () => ({ spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 }),
		add: { requests: 1 },
		capNanoUsd: null,
		reachedShare: null,
		nowMs: Date.now(),
		keepMs: 60_000,
	});
	expect(await redis.command('KEYS', '*')).toHaveLength(5);
	expect(store.notices()).toEqual([]);
});

it('two models never share a key, whatever their names hold', async () => {
	const [store] = await workers(await server(), 1, 2_000);
	const names = ['a', 'a}', '{a}', 'a:calls', 'a:calls:a', 'a\n', 'a\r\nb', 'calls:a', ''];
	for (const name of names)
		expect([name, (await store?.slots.acquire(name, { ...NONE, requestsPerMinute: 1 }, 1, Date.now()))?.kind]).toEqual([name, 'taken']);
	for (const name of names)
		expect([name, (await store?.slots.acquire(name, { ...NONE, requestsPerMinute: 1 }, 1, Date.now()))?.kind]).toEqual([name, 'full']);
});

it('a server that became a copy is left, and the one that took its place under this name is used', async () => {
	const [old, next] = [await server(), await server()];
	let target = old.port;
	const name = createServer((socket) => {
		const onward = connect(target, '127.0.0.1');
		socket
			.on('error', () => onward.destroy())
			.on('close', () => onward.destroy())
			.pipe(onward);
		onward
			.on('error', () => socket.destroy())
			.on('close', () => socket.destroy())
			.pipe(socket);
	}).listen(0, '127.0.0.1');
	await once(name, 'listening');
	ends.push(async () => void name.close());
	const store = await worker(old.settings({ port: (name.address() as AddressInfo).port }));
	expect((await take(store)).kind).toBe('taken');
	target = next.port;
	await old.command('REPLICAOF', '127.0.0.1', String(next.port));
	await take(store);
	await until(async () => (await next.command('EXISTS', 'llm-router:workers')) === 1, 'the other is used');
	await until(async () => (await take(store)).kind === 'taken', 'places are given again');
});

it('a copy with nothing behind it is told as what it is', async () => {
	const [old, next] = [await server(), await server()];
	const store = await worker(old.settings());
	await take(store);
	await old.command('REPLICAOF', '127.0.0.1', String(next.port));
	await take(store);
	await noticed(store, 'read-only replica');
});

it('out of memory is an outage that ends by itself', async () => {
	const redis = await server();
	const [store] = await workers(redis, 1, 2_000);
	await redis.command('CONFIG', 'SET', 'maxmemory', '1');
	await take(store);
	await noticed(store, 'its memory or its disk is full');
	await redis.command('CONFIG', 'SET', 'maxmemory', '0');
	await noticed(store, 'counted together again');
	expect((await take(store)).kind).toBe('taken');
});

it('a worker that is alone has the whole limit while Redis is away, also of a model it has not used yet', async () => {
	const redis = await server();
	const [store] = await workers(redis, 1, 60_000);
	await redis.kill();
	await noticed(store, '1/1 of each limit');
	const kinds: string[] = [];
	for (let i = 0; i < 6; i++) kinds.push((await take(store)).kind);
	expect(kinds).toEqual(['taken', 'taken', 'taken', 'taken', 'taken', 'full']);
});

it('a store emptied under the workers is told the calls of the window again', async () => {
	const redis = await server();
	const [a, b] = await workers(redis, 2, 15_000);
	for (const store of [a, b, a, b, a]) expect((await take(store)).kind).toBe('taken');
	await redis.command('FLUSHALL');
	// By then both have been heard again.
	await until(async () => Number(await redis.command('ZCARD', 'llm-router:calls:m')) === 5, 'all five are there');
	expect((await take(b)).kind).toBe('full');
});

it('a running call is vouched for while its worker still waits for the others', async () => {
	const redis = await server();
	const [a, b] = await workers(redis, 2, 60_000);
	await sleep(5_500);
	expect((await take(a, atOnce)).kind).toBe('taken');
	await redis.kill();
	await noticed(a, 'has not been reachable');
	// Without a word to the others: `a` waits for it, a whole window long.
	await b?.close();
	await redis.start();
	await until(async () => (await redis.command('ZCARD', 'llm-router:running:m')) === 1, 'it is written');
	await sleep(21_000);
	expect(a?.notices()).toEqual([]);
	expect(await redis.command('ZCOUNT', 'llm-router:running:m', String(Date.now()), '+inf')).toBe(1);
});
