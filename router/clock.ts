/** Time, as the engine is given it. */
export interface Clock {
	/** Epoch ms. */
	now(): number;
	/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const DAY_MS = 86_400_000;
