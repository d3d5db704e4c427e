/** FNV-1a over UTF-16 code units: fast, and the same on every machine. */
export const HASH_START = 0x811c9dc5 | 0;

export function hashStep(hash: number, code: number): number {
	return Math.imul(hash ^ code, 0x01000193);
}

/** Two words in order as one number. */
export function hashPair(first: number, second: number): number {
	return hashFinish(Math.imul(first, 0x9e3779b1 | 0) ^ second);
}

/** Spreads entropy to the low bits, which tables read. */
export function hashFinish(hash: number): number {
	let h = hash ^ (hash >>> 16);
	h = Math.imul(h, 0x85ebca6b | 0);
	return h ^ (h >>> 13);
}
