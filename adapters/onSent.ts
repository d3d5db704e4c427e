/** Turns of the event loop after which a request that was handed over is on its way. */
const TURNS = 4;

/**
 * Calls `onLeave` when a request that is handed over now really leaves: only when the event loop has come round to
 * it, which on a busy n8n may take a second and more.
 */
export function callWhenSent(onLeave: (() => void) | undefined): void {
	if (onLeave !== undefined) afterTurns(TURNS, onLeave);
}

function afterTurns(turns: number, then: () => void): void {
	setImmediate(() => (turns > 1 ? afterTurns(turns - 1, then) : then()));
}
