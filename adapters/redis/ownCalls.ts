import type { Limits } from '../../router/registry/model';
import { createSlidingLog, type Load, type Place, type SlidingLog } from '../../router/health/slidingLog';

import { createOthersView, type OthersView, type Standing } from './othersView';

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
	take(name: string, limits: Limits, tokens: number, nowMs: number): Place;
	/** The call leaves only now. Gives its name, if it has one. */
	left(place: Place, nowMs: number): string | undefined;
	/** The call is over. Gives its name, if it has one. @param tokens `null`: not known. */
	settle(place: Place, tokens: number | null): string | undefined;
	giveBack(place: Place): string | undefined;
	running(): readonly string[];
	/** All of the window, and all that still run. */
	calls(nowMs: number): OwnCall[];
	/** Redis is gone: remembers what stands. */
	lost(nowMs: number): void;
	/** What stood then. */
	readonly atLoss: Standing;
	/** Asked of Redis, not answered yet. */
	asked: Load;
}

const NOTHING: Standing = { requests: 0, tokens: 0, parallel: 0 };

export function createOwnCalls(limitsKey: string, windowMs: number): OwnCalls {
	const log = createSlidingLog(limitsKey, windowMs);
	const names = new WeakMap<Place, string>();
	const running = new Map<Place, string>();
	let atLoss = NOTHING;
	const end = (place: Place) => {
		running.delete(place);
		return names.get(place);
	};
	return {
		log,
		others: createOthersView(windowMs),
		asked: { requests: 0, tokens: 0 },
		take(name, limits, tokens, nowMs) {
			const place = log.take(limits, tokens, nowMs);
			names.set(place, name);
			running.set(place, name);
			return place;
		},
		left: (place, nowMs) => (log.left(place, nowMs), names.get(place)),
		settle: (place, tokens) => (log.settle(place, tokens), end(place)),
		giveBack: (place) => (log.giveBack(place), end(place)),
		running: () => [...running.values()],
		calls: (nowMs) =>
			[...new Set([...log.calls(nowMs), ...running.keys()])].map((place) => ({
				name: names.get(place) ?? '',
				ageMs: nowMs - place.atMs,
				tokens: place.tokens,
				running: running.has(place),
			})),
		lost: (nowMs) => void (atLoss = log.used(nowMs)),
		get atLoss() {
			return atLoss;
		},
	};
}
