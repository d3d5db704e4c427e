import type { AlertEvent } from './incidents';

interface AlertTextOptions {
	readonly event: AlertEvent;
	readonly nowMs: number;
	/** A moment, for people. */
	readonly shown: (atMs: number) => string;
}

/** One or two sentences, ready for a message. */
export function alertText({ event, nowMs, shown }: AlertTextOptions): string {
	const { kind, finding, sinceMs } = event;
	if (kind === 'news') return `${finding.sentence} ${shown(sinceMs)}.`;
	if (kind === 'incident') return `${finding.sentence} Since ${shown(sinceMs)}.`;
	return `Recovered: ${finding.sentence} It lasted ${lasted(nowMs - sinceMs)}, since ${shown(sinceMs)}.`;
}

const MINUTE_MS = 60_000;

/** `5 min`, `3 h`, `2 days`. */
function lasted(ms: number): string {
	const minutes = Math.max(1, Math.round(ms / MINUTE_MS));
	if (minutes < 120) return `${String(minutes)} min`;
	const hours = Math.round(minutes / 60);
	return hours < 48 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} days`;
}
