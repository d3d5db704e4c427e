/**
 * A cap on spending, in nano-USD. Money is reserved before a call leaves and settled when its bill is
 * known, so that calls in flight together cannot overrun the cap.
 */
export interface Budget {
	/** What may still be reserved; `null`: no cap. */
	left(): number | null;
	/** What has been settled so far. */
	spent(): number;
	/** `null` where it does not fit. */
	reserve(nanoUsd: number): Reservation | null;
}

export interface Reservation {
	/** `null`: the bill is unknown, so the whole reservation counts as spent. */
	settle(actualNanoUsd: number | null): void;
}

/** @param capNanoUsd `null` sets no cap. @param spentNanoUsd what earlier runs of this execution have spent. */
export function createBudget(capNanoUsd: number | null, spentNanoUsd = 0): Budget {
	let spent = spentNanoUsd;
	let reserved = 0;
	const left = () => (capNanoUsd === null ? null : Math.max(0, capNanoUsd - spent - reserved));
	return {
		left,
		spent: () => spent,
		reserve(nanoUsd) {
			const free = left();
			if (free !== null && nanoUsd > free) return null;
			reserved += nanoUsd;
			return {
				settle(actual) {
					reserved -= nanoUsd;
					spent += actual ?? nanoUsd;
				},
			};
		},
	};
}
