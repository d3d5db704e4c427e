/** A word is known by its bit: 64 KB, in which 40,000 words leave about one chance in ten that a new one is taken for known. */
export const KNOWN_BITS = 524_288;

/**
 * Share of words that are known, whole or by their first letters, in [0, 1]; 1 where there are none.
 * `names`: as `readFragments` has them.
 */
export function knownShare(known: Uint8Array, names: Int32Array, count: number): number {
	let found = 0;
	for (let i = 0; i < count; i += 2) if (isKnown(known, names[i] ?? 0) || isKnown(known, names[i + 1] ?? 0)) found++;
	return count === 0 ? 1 : (2 * found) / count;
}

/** Bits of names that occur in at least two of these lists: what stands in one alone is often a name or a typo. */
export function knownFrom(lists: Iterable<Int32Array>): Uint8Array {
	const once = new Set<number>();
	const known = new Uint8Array(KNOWN_BITS / 8);
	for (const names of lists) {
		for (const name of new Set(names)) {
			const bit = name & (KNOWN_BITS - 1);
			if (once.has(name)) known[bit >> 3] = (known[bit >> 3] ?? 0) | (1 << (bit & 7));
			once.add(name);
		}
	}
	return known;
}

function isKnown(known: Uint8Array, name: number): boolean {
	const bit = name & (KNOWN_BITS - 1);
	return ((known[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}
