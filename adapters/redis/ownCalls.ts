import type { Limits } from '../../router/registry/model';
import { createSlidingLog, type Load, type Slot, type SlidingLog } from '../../router/health/slidingLog';

import { createOthersView, type OthersView, type SharedUsage } from './othersView';

/** One call of this worker, as Redis is told it. */
export interface OwnCall {
	readonly name: string;
	readonly ageMs: number;
	readonly tokens: number;
	readonly running: boolean;
}

/** What one worker knows of one model's limits without asking: its own calls, and a guess at those of the others. */
export interface OwnCalls {
	readonly log: SlidingLog;
	readonly others: OthersView;
	/** Takes a place that Redis knows, or will be told, by this name. */
	take(name: string, limits: Limits, tokens: number, nowMs: number): Slot;
	/** The call leaves only now. Gives its name, if it has one. */
	left(slot: Slot, nowMs: number): string | undefined;
	/** The call is over. Gives its name, if it has one. @param tokens `null`: not known. */
	settle(slot: Slot, tokens: number | null): string | undefined;
	giveBack(slot: Slot): string | undefined;
	running(): readonly string[];
	/** All of the window, and all that still run. */
	calls(nowMs: number): OwnCall[];
	/** Redis is gone: remembers what stands. */
	lost(nowMs: number): void;
	/** What stood then. */
	readonly atLoss: SharedUsage;
	/** Asked of Redis, not answered yet. */
	asked: Load;
}

const NOTHING: SharedUsage = { requests: 0, tokens: 0, parallel: 0 };

export function createOwnCalls(limitsKey: string, windowMs: number): OwnCalls {
	const log = createSlidingLog(limitsKey, windowMs);
	const names = new WeakMap<Slot, string>();
	const running = new Map<Slot, string>();
	let atLoss = NOTHING;
	const end = (slot: Slot) => {
		running.delete(slot);
		return names.get(slot);
	};
	return {
		log,
		others: createOthersView(windowMs),
		asked: { requests: 0, tokens: 0 },
		take(name, limits, tokens, nowMs) {
			const slot = log.acquire(limits, tokens, nowMs);
			names.set(slot, name);
			running.set(slot, name);
			return slot;
		},
		left: (slot, nowMs) => (log.markSent(slot, nowMs), names.get(slot)),
		settle: (slot, tokens) => (log.settle(slot, tokens), end(slot)),
		giveBack: (slot) => (log.release(slot), end(slot)),
		running: () => [...running.values()],
		calls: (nowMs) =>
			[...new Set([...log.calls(nowMs), ...running.keys()])].map((slot) => ({
				name: names.get(slot) ?? '',
				ageMs: nowMs - slot.atMs,
				tokens: slot.tokens,
				running: running.has(slot),
			})),
		lost: (nowMs) => void (atLoss = log.used(nowMs)),
		get atLoss() {
			return atLoss;
		},
	};
}
