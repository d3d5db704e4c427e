import type { Failure } from '../calls/failure';
import type { Clock } from '../clock';

interface DeadlineOptions {
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Epoch ms; `null`: no end but the signal's. */
	readonly deadlineMs: number | null;
}

/** Does work whose signal aborts with the given one, and at the deadline. */
export async function withDeadline<T>(
	{ clock, signal, deadlineMs }: DeadlineOptions,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	if (deadlineMs === null) return await work(signal);
	const stop = new AbortController();
	const end = () => stop.abort();
	if (signal.aborted) end();
	signal.addEventListener('abort', end, { once: true });
	void clock.sleep(deadlineMs - clock.now(), stop.signal).then(end);
	try {
		return await work(stop.signal);
	} finally {
		signal.removeEventListener('abort', end);
		end();
	}
}

/** The item's time was over, which says nothing of the model. */
export function endedByDeadline({ kind }: Failure, endedMs: number, deadlineMs: number | null): boolean {
	return kind === 'timeout' && deadlineMs !== null && endedMs >= deadlineMs;
}
