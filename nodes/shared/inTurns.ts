import { setImmediate } from 'node:timers/promises';

/** Takes the steps one by one, and lets everything else that waits have its turn after each. */
export async function inTurns<T>(steps: Generator<undefined, T>): Promise<T> {
	for (;;) {
		const { done, value } = steps.next();
		if (done === true) return value;
		await setImmediate();
	}
}
