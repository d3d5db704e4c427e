import { setImmediate } from 'node:timers/promises';

/** Resolves when the next item may be worked on: at once, or once everything else that waits has had its turn. */
export type Pace = () => Promise<void>;

/** Most items of one turn, and how long it may have taken, in ms, when another one is begun: a prompt may be long. */
export const TURN_ITEMS = 100;
export const TURN_MS = 10;

/**
 * Keeps many items from holding up n8n, which has other workflows, an editor and a health check to serve. One for a run;
 * whoever asks first goes first.
 * @param usedMs what the thread has worked so far. Not the time of day: a busy machine would make many small turns of one.
 */
export function createPace(usedMs: () => number = threadMs): Pace {
	let items = 0;
	let beganMs = usedMs();
	const step = async () => {
		if (items >= TURN_ITEMS || usedMs() - beganMs >= TURN_MS) {
			await setImmediate();
			items = 0;
			beganMs = usedMs();
		}
		items++;
	};
	let last = Promise.resolve();
	return () => (last = last.then(step));
}

/** Processor time of this thread, where this Node tells it. */
function threadMs(): number {
	if (!('threadCpuUsage' in process)) return performance.now();
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
}
