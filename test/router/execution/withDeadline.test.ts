import { getEventListeners } from 'node:events';

import type { Clock } from '../../../router/clock';
import { endedByDeadline, withDeadline } from '../../../router/execution/withDeadline';
import { failureOf, handClock, T0 } from '../../support/routing';

/** Work that ends with its signal, and says when that was. */
const untilAborted = (clock: Clock) => (signal: AbortSignal) =>
	new Promise<number>((resolve) => {
		if (signal.aborted) resolve(clock.now());
		signal.addEventListener('abort', () => resolve(clock.now()), { once: true });
	});

describe('work with a deadline', () => {
	it('is stopped at the deadline, and not before', async () => {
		const clock = handClock();
		const work = withDeadline({ clock, signal: new AbortController().signal, deadlineMs: T0 + 500 }, untilAborted(clock));
		clock.advance(499);
		await Promise.resolve();
		clock.advance(1);
		expect(await work).toBe(T0 + 500);
	});

	it('is stopped with the execution, at once where that was stopped before', async () => {
		const clock = handClock();
		const stop = new AbortController();
		const options = { clock, signal: stop.signal, deadlineMs: T0 + 500 };
		const work = withDeadline(options, untilAborted(clock));
		clock.advance(10);
		stop.abort();
		expect(await work).toBe(T0 + 10);
		expect(await withDeadline(options, untilAborted(clock))).toBe(T0 + 10);
	});

	it('leaves nothing behind at the signal, nor a sleep, however it ends', async () => {
		const clock = handClock();
		const { signal } = new AbortController();
		let inner: AbortSignal | null = null;
		const work = (ends: () => Promise<string>) => (given: AbortSignal) => ((inner = given), ends());
		const options = { clock, signal, deadlineMs: T0 + 500 };
		expect(
			await withDeadline(
				options,
				work(async () => 'done'),
			),
		).toBe('done');
		expect(inner).toMatchObject({ aborted: true });
		await expect(
			withDeadline(
				options,
				work(() => Promise.reject(new Error('broken'))),
			),
		).rejects.toThrow('broken');
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it('has the signal of the execution where there is no deadline', async () => {
		const clock = handClock();
		const { signal } = new AbortController();
		expect(await withDeadline({ clock, signal, deadlineMs: null }, async (given) => given)).toBe(signal);
		expect(clock.naps()).toBe(0);
	});
});

it('only a timeout at or after the deadline was ended by it', () => {
	const timeout = failureOf('timeout');
	expect([T0 - 1, T0, T0 + 1].map((endedMs) => endedByDeadline(timeout, endedMs, T0))).toEqual([false, true, true]);
	expect(endedByDeadline(timeout, T0, null)).toBe(false);
	expect(endedByDeadline(failureOf('server_error'), T0 + 1, T0)).toBe(false);
});
