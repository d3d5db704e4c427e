import { drawFromId } from '../statistics/drawFromId';
import { WINDOW } from './numbers';
import type { AutoTuneState } from './state';

type Recent = AutoTuneState['recent'];

/** 32 bits are enough to know an id again: a mistake leaves one request in ten million uncounted. */
export function hashOf(id: string): number {
	return Math.floor(drawFromId(id, 'auto-tune seen') * 2 ** 32);
}

export function isRecent({ hashes }: Recent, hash: number): boolean {
	return hashes.includes(hash);
}

/** With one more request, the oldest forgotten. @param place of who served: 0 the strongest, weaker ones by their place plus 1. */
export function withRequest({ hashes, places, next }: Recent, hash: number, place: number): Recent {
	if (hashes.length < WINDOW) return { hashes: [...hashes, hash], places: [...places, place], next: 0 };
	return { hashes: hashes.with(next, hash), places: places.with(next, place), next: (next + 1) % WINDOW };
}

/** Whether one more for this model keeps it within `percent` of the last WINDOW requests, this one included. */
export function hasRoom({ places, next }: Recent, place: number, percent: number): boolean {
	let served = 0;
	for (const one of places) if (one === place) served++;
	const leaves = places.length === WINDOW && places[next] === place ? 1 : 0;
	return (served - leaves + 1) * 100 <= percent * WINDOW;
}
