import type { Clock } from '../../router/clock';
import { WORKERS_ASSUMED } from './share';

/** Tells the user once that Redis is gone and once that it is back: in one notice where nobody asked in between. */
interface Outage {
	/** @param workers how many were last seen; `null`: none ever was. */
	began(problem: string, workers: number | null): void;
	ended(): void;
	/** What has not been told yet. */
	notices(): string[];
}

interface Gone {
	readonly sinceMs: number;
	readonly problem: string;
	readonly workers: number | null;
}

export function createOutage(clock: Clock): Outage {
	let announced: 'nothing' | 'gone' = 'nothing';
	let waiting: string | null = null;
	let gone: Gone | null = null;
	return {
		began(problem, workers) {
			if (gone !== null) return;
			gone = { sinceMs: clock.wall(), problem, workers };
			waiting = isAway(gone);
		},
		ended() {
			if (gone === null) return;
			const nowMs = clock.wall();
			waiting =
				announced === 'gone'
					? `The store's Redis has been available again since ${timeOf(nowMs)}: limits are counted together again`
					: wasAway(gone, nowMs);
			gone = null;
		},
		notices() {
			if (waiting === null) return [];
			const notice = waiting;
			waiting = null;
			announced = gone === null ? 'nothing' : 'gone';
			return [notice];
		},
	};
}

function isAway({ sinceMs, problem, workers }: Gone): string {
	const why = workers === null ? ', since it does not know how many workers there are,' : '';
	return `The store's Redis has not been reachable since ${timeOf(sinceMs)} (${problem}); this worker keeps${why} to ${partOf(workers)} until it is back`;
}

/** A run may outlast the outage, and still was bound by it. */
function wasAway({ sinceMs, problem, workers }: Gone, untilMs: number): string {
	const span = `from ${timeOf(sinceMs)} to ${timeOf(untilMs)}`;
	return `The store's Redis could not be reached ${span} (${problem}); this worker kept to ${partOf(workers)}, and now limits are counted together again`;
}

function partOf(workers: number | null): string {
	return `1/${String(workers ?? WORKERS_ASSUMED)} of each limit`;
}

/** `14:02`, where the worker is. */
function timeOf(ms: number): string {
	return new Date(ms).toTimeString().slice(0, 5);
}
