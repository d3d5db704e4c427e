import { setImmediate } from 'node:timers/promises';

/** When the next item may be worked on: `null` is at once, else once everything else that waits has had its turn. */
export type Pace = () => Promise<void> | null;

/** Most items of one turn, and how long it may have taken, in ms, when another one is begun: a prompt may be long. */
export const TURN_ITEMS = 100;
export const TURN_MS = 10;

/**
 * Keeps many items from holding up n8n, which has other workflows, an editor and a health check to serve. One for a run;
 * whoever asks first goes first.
 * @param usedMs what the thread has worked so far. Not the time of day: a busy machine would make many small turns of one.
 */
export function createPace(usedMs: () => number = threadMeter()): Pace {
	let items = 0;
	let beganMs = usedMs();
	let last: Promise<void> | null = null;
	const isOver = () => items >= TURN_ITEMS || usedMs() - beganMs >= TURN_MS;
	const anew = () => {
		items = 1;
		beganMs = usedMs();
	};
	const step = (): Promise<void> | undefined => {
		if (isOver()) return setImmediate().then(anew);
		items++;
		return undefined;
	};
	return () => {
		if (last === null && !isOver()) {
			items++;
			return null;
		}
		const own: Promise<void> = (last ?? Promise.resolve()).then(step).then(() => {
			if (last === own) last = null;
		});
		last = own;
		return own;
	};
}

/** To ask takes as long as some items do, so it is done once a millisecond. */
const LOOK_MS = 1;

function threadMeter(): () => number {
	let lookedMs = -Infinity;
	let usedMs = 0;
	return () => {
		const nowMs = performance.now();
		if (nowMs - lookedMs >= LOOK_MS) [lookedMs, usedMs] = [nowMs, threadMs()];
		return usedMs;
	};
}

/** Processor time of this thread, where this Node tells it. */
function threadMs(): number {
	if (!('threadCpuUsage' in process)) return performance.now();
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1_000;
}
