/**
 * Work in pieces of a few milliseconds: it stops after each, so that whoever does it may let others run in between.
 * Why not a thread: what is worked on would have to be copied there and back, and n8n's other work waits for nobody's
 * pieces this small.
 */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** All of it now. For scripts, where nobody waits. */
export function atOnce<T>(work: Sliced<T>): T {
	for (;;) {
		const step = work.next();
		if (step.done === true) return step.value;
	}
}

/** All of it, with a `pause` after each piece: one that lets the event loop turn, such as `setImmediate`. */
export async function inSlices<T>(work: Sliced<T>, pause: () => Promise<void>): Promise<T> {
	for (;;) {
		const step = work.next();
		if (step.done === true) return step.value;
		await pause();
	}
}

/** Items handled between two stops where each takes some microseconds. */
export const PIECE = 2_000;

/** As `map`, in pieces. */
export function* mapInSlices<T, R>(items: readonly T[], each: (item: T) => R): Sliced<R[]> {
	const mapped: R[] = [];
	for (const item of items) {
		mapped.push(each(item));
		if (mapped.length % PIECE === 0) yield;
	}
	return mapped;
}
