import { setImmediate } from 'node:timers/promises';

import { inSlices, type Sliced } from '../../router/learning/slices';

/**
 * Takes the steps one by one, and lets everything else that waits have its turn after each.
 * @throws what `signal` was aborted with, once it is.
 */
export async function inTurns<T>(steps: Sliced<T>, signal?: AbortSignal): Promise<T> {
	signal?.throwIfAborted();
	return await inSlices(steps, () => turn(signal));
}

/** Lets everything else that waits have its turn. @throws what `signal` was aborted with. */
export async function turn(signal?: AbortSignal): Promise<void> {
	await setImmediate();
	signal?.throwIfAborted();
}
