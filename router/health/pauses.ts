/** What an item waits by default: while a pause is no longer, whoever has no other model can wait it out. */
const WAITED_OUT_MS = 30_000;
/** Trouble that has lasted this long will last: from then on nobody is to wait for its end. */
const LASTING_MS = 5 * 60_000;

/**
 * How long to leave alone what goes on failing, time after time: twice as long each time, but no longer than an item waits
 * in the first five minutes; then from a minute up, so that what is down for good costs nobody any waiting. The last one repeats.
 */
export function pausesFor({ firstMs, longestMs }: { readonly firstMs: number; readonly longestMs: number }): readonly number[] {
	const pauses = [firstMs];
	for (let [sum, last] = [firstMs, firstMs]; last < longestMs; sum += last) {
		last = sum < LASTING_MS ? Math.min(WAITED_OUT_MS, 2 * last) : Math.min(longestMs, 2 * last);
		pauses.push(last);
	}
	return pauses;
}

/** The pause after so many before it in a row. */
export function pauseAfter(pauses: readonly number[], before: number): number {
	return pauses[Math.min(before, pauses.length - 1)] ?? 0;
}
