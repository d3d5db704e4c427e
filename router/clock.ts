/** Time, as the engine is given it. */
export interface Clock {
	/**
	 * Ms that only ever go forward, at the pace of true time, however the machine's clock is set: what cooldowns, limits,
	 * deadlines and answer times are counted by. Looks like epoch ms, and is not to be kept or shown.
	 */
	now(): number;
	/** Epoch ms, as the machine's clock says: for records, dates and days. */
	wall(): number;
	/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const DAY_MS = 86_400_000;
