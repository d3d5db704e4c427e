import { setTimeout as sleep } from 'node:timers/promises';

import type { RedisSettings } from '../../adapters/redis/settings';
import { createSharedStore, type SharedStore } from '../../adapters/redis/sharedStore';
import type { Clock } from '../../router/clock';
import type { Slots } from '../../router/health/slots';
import type { Slot } from '../../router/health/slidingLog';
import type { Limits } from '../../router/registry/model';
import type { RedisServer } from './redis';

/** Leaves room for several beats, and for the longest pause between two tries to reach Redis (5 s). */
export const WINDOW_MS = 6_200;

/** A clock that is wrong by so many ms. */
export function clockOff(byMs = 0): Clock {
	return {
		now: () => Date.now() + byMs,
		wall: () => Date.now() + byMs,
		sleep: async (ms, signal) => void (await sleep(ms, undefined, { signal }).catch(() => undefined)),
	};
}

const ends: (() => Promise<void>)[] = [];

// Traffic and connections that a failed test leaves behind would keep jest from ever ending. Processes beside it have no tests.
if (typeof afterEach === 'function') {
	afterEach(async () => {
		for (const end of ends.splice(0).reverse()) await end();
	});
}

interface Worker {
	readonly settings: RedisSettings;
	readonly clock?: Clock;
	readonly windowMs?: number;
}

/** A worker, which leaves with the end of the test. */
export async function openStore({ settings, clock = clockOff(), windowMs = WINDOW_MS }: Worker): Promise<SharedStore> {
	const store = await createSharedStore({ settings, clock, windowMs });
	ends.push(() => store.close());
	return store;
}

/** Several workers on one Redis: each with a connection, a log and a clock of its own. They leave with the end of the test. */
export async function openStores(redis: RedisServer, clocks: readonly number[], windowMs = WINDOW_MS): Promise<SharedStore[]> {
	const stores = await Promise.all(clocks.map((off) => openStore({ settings: redis.settings(), clock: clockOff(off), windowMs })));
	// Each is heard once it has asked for something.
	await Promise.all(stores.map((store) => store.slots.acquire('warm', { ...NONE, requestsPerMinute: 1_000 }, 1, Date.now())));
	return stores;
}

export const NONE: Limits = { requestsPerMinute: null, tokensPerMinute: null, parallel: null };

export interface Sent {
	readonly worker: number;
	readonly atMs: number;
	readonly tokens: number;
	endMs: number;
}

export interface Traffic {
	/** All calls of all workers, in true time. */
	readonly journal: Sent[];
	stop(): Promise<void>;
}

export interface TrafficPlan {
	readonly workers: readonly Slots[];
	readonly limits: Limits;
	/** The longest pause between two tries of a worker, in ms. */
	readonly pauseMs: number;
	/** The longest between having a place and leaving, in ms. */
	readonly prepareMs?: number;
	/** The longest call, in ms. */
	readonly callMs?: number;
	readonly mostTokens?: number;
	readonly onSent?: (sent: Sent) => void;
}

/** Each worker tries for a place, by chance again and again, and writes down when its call left; no longer than the test. */
export function startTraffic({ workers, limits, pauseMs, prepareMs = 400, callMs = 20, mostTokens = 1, onSent }: TrafficPlan): Traffic {
	const journal: Sent[] = [];
	let stopped = false;
	const work = async (slots: Slots, worker: number) => {
		while (!stopped) {
			const tokens = 1 + Math.floor(Math.random() * mostTokens);
			const taken = await slots.acquire('m', limits, tokens, Date.now());
			if (taken.kind === 'taken') void call(slots, { worker, tokens }, taken.slot);
			await sleep(Math.random() * pauseMs);
		}
	};
	const call = async (slots: Slots, who: Pick<Sent, 'worker' | 'tokens'>, place: Slot) => {
		await sleep(Math.random() * prepareMs);
		const sent: Sent = { ...who, atMs: Date.now(), endMs: Infinity };
		slots.markSent(place, sent.atMs);
		journal.push(sent);
		onSent?.(sent);
		await sleep(Math.random() * callMs);
		sent.endMs = Date.now();
		slots.settle(place, sent.tokens, Date.now());
	};
	const running = Promise.all(workers.map(work));
	const stop = async () => {
		stopped = true;
		await running;
	};
	ends.push(stop);
	return { journal, stop };
}

/**
 * The most that was sent in any window, by `of`.
 * @param windowMs a little shorter than the store's: a call leaves after its place was taken.
 */
export function mostInAWindow<T extends { readonly atMs: number }>(
	journal: readonly T[],
	windowMs: number,
	of: (sent: T) => number = () => 1,
): number {
	const sorted = [...journal].sort((a, b) => a.atMs - b.atMs);
	let first = 0;
	let sum = 0;
	let most = 0;
	for (const sent of sorted) {
		sum += of(sent);
		for (let old = sorted[first]; old !== undefined && old.atMs + windowMs <= sent.atMs; old = sorted[++first]) sum -= of(old);
		most = Math.max(most, sum);
	}
	return most;
}

/** The most calls that were under way at the same time. */
export function mostAtOnce(journal: readonly Sent[]): number {
	return Math.max(0, ...journal.map(({ atMs }) => journal.filter((other) => other.atMs <= atMs && other.endMs > atMs).length));
}

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, timeoutMs = 20_000): Promise<void> {
	const endMs = Date.now() + timeoutMs;
	while (!(await isSo())) {
		if (Date.now() > endMs) throw new Error(`It never came: ${what}`);
		await sleep(25);
	}
}
