import type { BudgetName } from '../../selection/plan';

/**
 * A limit on spending, in nano-USD. Money is reserved before a call leaves and settled when its bill is
 * known, so that calls in flight together cannot overrun the limit.
 */
export interface Budget {
	/**
	 * The limit less what is settled; `null`: no limit. What calls in flight have reserved is not taken off: most
	 * of it comes back, so it is worth waiting for and must not decide who answers.
	 * @param impatient for who has waited long enough: what other processes hold is taken off, where no call of this
	 * one holds any. A process that was killed never gives back.
	 */
	unspent(impatient?: boolean): number | null;
	/** Which budget leaves the least, as people call it, and until when; absent: it has no name. Quotes no key. */
	named?(): BudgetName | null;
	/** @param overdraw beyond the limit too. */
	reserve(nanoUsd: number, overdraw?: boolean): Promise<Reserved>;
}

export type Reserved =
	| { readonly kind: 'reserved'; readonly reservation: Reservation }
	/** It does not fit beside what calls in flight have reserved. */
	| {
			readonly kind: 'refused';
			/** Resolves once another try may go better, at once when the signal aborts. */
			readonly settled: (signal: AbortSignal) => Promise<void>;
	  };

export interface Reservation {
	/** `null`: the bill is unknown, so the whole reservation counts as spent. */
	settle(actualNanoUsd: number | null): void;
}

export interface ExecutionBudget extends Budget {
	/** What has been settled so far. */
	spent(): number;
}

/** @param capNanoUsd `null` sets no cap. @param spentNanoUsd what earlier runs of this execution have spent. */
export function createBudget(capNanoUsd: number | null, spentNanoUsd = 0): ExecutionBudget {
	let spent = spentNanoUsd;
	let reserved = 0;
	const waiting = createWaiting();
	return {
		unspent: () => (capNanoUsd === null ? null : Math.max(0, capNanoUsd - spent)),
		spent: () => spent,
		async reserve(nanoUsd, overdraw = false) {
			if (capNanoUsd !== null && !overdraw && spent + reserved + nanoUsd > capNanoUsd) {
				return { kind: 'refused', settled: (signal) => (reserved === 0 ? Promise.resolve() : waiting.wait(signal)) };
			}
			reserved += nanoUsd;
			return {
				kind: 'reserved',
				reservation: {
					settle(actual) {
						reserved -= nanoUsd;
						spent += actual ?? nanoUsd;
						waiting.wake();
					},
				},
			};
		},
	};
}

/** What fits both is reserved in both. */
export function bothBudgets(first: Budget, second: Budget): Budget {
	return {
		unspent(impatient) {
			const left = [first.unspent(impatient), second.unspent(impatient)].filter((one) => one !== null);
			return left.length === 0 ? null : Math.min(...left);
		},
		named: () => (isTighter(second, first) ? second : first).named?.() ?? null,
		async reserve(nanoUsd, overdraw) {
			const one = await first.reserve(nanoUsd, overdraw);
			if (one.kind === 'refused') return one;
			const two = await second.reserve(nanoUsd, overdraw).catch((error: unknown) => {
				one.reservation.settle(0);
				throw error;
			});
			if (two.kind === 'refused') {
				one.reservation.settle(0);
				return two;
			}
			return {
				kind: 'reserved',
				reservation: {
					settle(actual) {
						one.reservation.settle(actual);
						two.reservation.settle(actual);
					},
				},
			};
		},
	};
}

function isTighter(one: Budget, other: Budget): boolean {
	return (one.unspent() ?? Infinity) < (other.unspent() ?? Infinity);
}

export interface Waiting {
	/** Resolves with the next `wake`, at once when the signal aborts. */
	wait(signal: AbortSignal): Promise<void>;
	wake(): void;
}

export function createWaiting(): Waiting {
	const waiting = new Set<() => void>();
	return {
		wait: (signal) =>
			new Promise((resolve) => {
				if (signal.aborted) return resolve();
				const end = () => {
					signal.removeEventListener('abort', end);
					waiting.delete(end);
					resolve();
				};
				waiting.add(end);
				signal.addEventListener('abort', end, { once: true });
			}),
		wake() {
			for (const end of [...waiting]) end();
		},
	};
}
