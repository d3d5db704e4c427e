import { drawFromId } from '../statistics/drawFromId';
import { WINDOW } from './numbers';
import type { AutoTuneState } from './state';

type Recent = AutoTuneState['recent'];

/** More than the models a node can have; the strongest is 0, weaker ones by their place plus 1. */
const PLACES = 16;

/** 32 bits are enough to know an id again: a mistake leaves one request uncounted, once in ten million. */
export function hashOf(id: string): number {
	return Math.floor(drawFromId(id, 'auto-tune seen') * 2 ** 32);
}

export function isRecent({ entries }: Recent, hash: number): boolean {
	const from = hash * PLACES;
	for (const entry of entries) if (entry >= from && entry < from + PLACES) return true;
	return false;
}

/** With one more request, the oldest forgotten. */
export function withRequest({ entries, next }: Recent, hash: number, place: number): Recent {
	const entry = hash * PLACES + place;
	if (entries.length < WINDOW) return { entries: [...entries, entry], next: 0 };
	const copy = entries.slice();
	copy[next] = entry;
	return { entries: copy, next: (next + 1) % WINDOW };
}

/** Whether one more for this model keeps it within `percent` of the last WINDOW requests, this one included. */
export function hasRoom({ entries, next }: Recent, place: number, percent: number): boolean {
	let served = 0;
	for (const entry of entries) if (entry % PLACES === place) served++;
	const leaves = entries.length === WINDOW && (entries[next] ?? 0) % PLACES === place ? 1 : 0;
	return (served - leaves + 1) * 100 <= percent * WINDOW;
}
