import { setImmediate } from 'node:timers/promises';

/**
 * Takes the steps one by one, and lets everything else that waits have its turn after each.
 * @throws what `signal` was aborted with, once it is.
 */
export async function inTurns<T>(steps: Generator<undefined, T>, signal?: AbortSignal): Promise<T> {
	for (;;) {
		signal?.throwIfAborted();
		const { done, value } = steps.next();
		if (done === true) return value;
		await setImmediate();
	}
}
