import { randomUUID } from 'node:crypto';

import type { Redis } from '../../vendor/redis';
import type { StoreCheck } from '../storeCheck';
import { openRedis } from './connect';
import { redisProblem } from './problem';
import type { RedisSettings } from './settings';

const OLDEST = 6;
/** Should the key outlive the test, then not for long. */
const KEY_LIFE_MS = 10_000;
const WRITE = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])";

/** Does once what the router does all the time: runs a script, and writes, reads and deletes a key under the prefix. */
export async function checkRedis(settings: RedisSettings): Promise<StoreCheck> {
	const connection = await openRedis(settings);
	try {
		const state = await connection.state();
		return state.kind === 'ready' ? await tryOut(connection.client, settings) : { kind: 'broken', problem: state.reason };
	} catch (error) {
		return { kind: 'broken', problem: redisProblem(error, settings) };
	} finally {
		await connection.close();
	}
}

async function tryOut(client: Redis, { prefix }: RedisSettings): Promise<StoreCheck> {
	await client.ping();
	const version = redisVersion(await client.info('server'));
	if (version === null || Number.parseInt(version, 10) < OLDEST) {
		return { kind: 'broken', problem: `version ${version ?? 'unknown'} is too old: ${String(OLDEST)} or newer is needed` };
	}
	const key = `${prefix}:test:${randomUUID()}`;
	await client.eval(WRITE, 1, key, key, KEY_LIFE_MS);
	const read = await client.get(key);
	await client.del(key);
	return read === key ? { kind: 'works', version } : { kind: 'broken', problem: 'what was written could not be read back' };
}

/** The version in the reply to INFO; `null` where there is none. */
function redisVersion(info: string): string | null {
	return /^redis_version:(\d+(?:\.\d+)*)/m.exec(info)?.[1] ?? null;
}
