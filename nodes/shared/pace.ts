import { setImmediate } from 'node:timers/promises';

/** Resolves when the next item may be worked on: at once, or once everything else that waits has had its turn. */
export type Pace = () => Promise<void>;

/** Most items of one turn, and how long it may have taken, in ms, when another one is begun: a prompt may be long. */
const TURN_ITEMS = 100;
const TURN_MS = 15;

/**
 * Keeps many items from holding up n8n, which has other workflows, an editor and a health check to serve. One for a run;
 * whoever asks first goes first.
 */
export function createPace(nowMs: () => number): Pace {
	let items = 0;
	let beganMs = nowMs();
	const step = async () => {
		if (items >= TURN_ITEMS || nowMs() - beganMs >= TURN_MS) {
			await setImmediate();
			items = 0;
			beganMs = nowMs();
		}
		items++;
	};
	let last = Promise.resolve();
	return () => (last = last.then(step));
}
