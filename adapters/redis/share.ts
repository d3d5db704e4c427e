/**
 * A worker's part of a whole number, such that the parts of all are the whole: the rest goes to the first of
 * them, one each. It never grows with more workers, nor with a later place among them: workers whose lists differ
 * by some that are gone together still take no more than the whole.
 * @param slot among the workers, from 0.
 */
export function fairShare(whole: number, slot: number, workers: number): number {
	return Math.max(0, Math.floor((whole - 1 - slot) / workers) + 1);
}

/** Who never saw the others takes them for this many. */
export const WORKERS_ASSUMED = 4;

/** The part of a worker that knows nothing of the others: a quarter, and of a small limit one, or it could never work. */
export function blindShare(whole: number): number {
	return Math.max(Math.min(1, whole), Math.floor(whole / WORKERS_ASSUMED));
}
