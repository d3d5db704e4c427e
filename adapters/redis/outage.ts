import type { Clock } from '../../router/clock';
import { WORKERS_ASSUMED } from './share';

/** Tells the user once that Redis is gone, and once that it is back. */
export interface Outage {
	/** @param workers how many were last seen; `null`: none ever was. */
	began(problem: string, workers: number | null): void;
	ended(): void;
	/** What has not been told yet. */
	notices(): string[];
}

export function createOutage(clock: Clock): Outage {
	let told: 'nothing' | 'gone' = 'nothing';
	let waiting: string | null = null;
	let sinceMs: number | null = null;
	return {
		began(problem, workers) {
			if (sinceMs !== null) return;
			sinceMs = clock.now();
			const part = `1/${String(workers ?? WORKERS_ASSUMED)} of each limit`;
			const why = workers === null ? ', since it does not know how many workers there are,' : '';
			waiting = `The store's Redis cannot be reached since ${timeOf(sinceMs)} (${problem}); this worker keeps${why} to ${part} until it is back`;
		},
		ended() {
			if (sinceMs === null) return;
			waiting = told === 'gone' ? `The store's Redis is back since ${timeOf(clock.now())}: limits are counted together again` : null;
			sinceMs = null;
		},
		notices() {
			if (waiting === null) return [];
			const notice = waiting;
			waiting = null;
			told = sinceMs === null ? 'nothing' : 'gone';
			return [notice];
		},
	};
}

/** `14:02`, where the worker is. */
function timeOf(ms: number): string {
	return new Date(ms).toTimeString().slice(0, 5);
}
