/**
 * A cap on spending, in nano-USD. Money is reserved before a call leaves and settled when its bill is
 * known, so that calls in flight together cannot overrun the cap.
 */
export interface Budget {
	/**
	 * The cap less what is settled; `null`: no cap. What calls in flight have reserved is not taken off: most
	 * of it comes back, so it is worth waiting for and must not decide who answers.
	 */
	unspent(): number | null;
	/** What has been settled so far. */
	spent(): number;
	/** `null` where it does not fit beside what calls in flight have reserved. */
	reserve(nanoUsd: number): Reservation | null;
	/** Resolves once a call in flight is settled, at once where none is or the signal aborts. */
	settled(signal: AbortSignal): Promise<void>;
}

export interface Reservation {
	/** `null`: the bill is unknown, so the whole reservation counts as spent. */
	settle(actualNanoUsd: number | null): void;
}

/** @param capNanoUsd `null` sets no cap. @param spentNanoUsd what earlier runs of this execution have spent. */
export function createBudget(capNanoUsd: number | null, spentNanoUsd = 0): Budget {
	let spent = spentNanoUsd;
	let reserved = 0;
	let waiting: (() => void)[] = [];
	const wake = () => {
		const woken = waiting;
		waiting = [];
		for (const resolve of woken) resolve();
	};
	return {
		unspent: () => (capNanoUsd === null ? null : Math.max(0, capNanoUsd - spent)),
		spent: () => spent,
		reserve(nanoUsd) {
			if (capNanoUsd !== null && spent + reserved + nanoUsd > capNanoUsd) return null;
			reserved += nanoUsd;
			return {
				settle(actual) {
					reserved -= nanoUsd;
					spent += actual ?? nanoUsd;
					wake();
				},
			};
		},
		settled(signal) {
			return new Promise((resolve) => {
				if (signal.aborted || reserved === 0) return resolve();
				waiting.push(resolve);
				signal.addEventListener('abort', () => resolve(), { once: true });
			});
		},
	};
}
