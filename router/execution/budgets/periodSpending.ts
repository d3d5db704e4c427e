import { DAY_MS, type Clock } from '../../clock';

import type { BudgetName } from '../../selection/plan';
import { createWaiting, type Budget, type Reserved } from './budget';
import { NOTHING_SPENT, reachable, type PeriodTotals, type SpendingChange, type SpendingStore } from './spendingStore';
import { withDeadline } from '../withDeadline';

/** The day or month a moment belongs to, where the user is. Epoch ms. */
export interface Period {
	/** `2026-11-25`, `2026-11`. */
	readonly name: string;
	readonly startMs: number;
	/** It is over then, or was before: days have up to 25 hours, months up to 31 days. */
	readonly overMs: number;
}

export interface SpendingRules {
	/** `null`: no budget. */
	readonly budgetNanoUsd: number | null;
	/** Share of a period's requests that may reach the strongest model, in [0, 1]; `null`: all. */
	readonly strongestShare: number | null;
}

interface PeriodSpendingSetup {
	readonly store: SpendingStore;
	readonly rules: SpendingRules;
	/** Names the node, over all its executions. */
	readonly routerId: string;
	/** Hash of the budget key: each has a budget and a share of its own; `null`: all without a key have one together. */
	readonly keyHash: string | null;
	/** What the budget is called. */
	readonly name: BudgetName;
	/** @param wallMs epoch ms. */
	readonly periodOf: (wallMs: number) => Period;
	/** What the ledger knows of this period. */
	readonly opening: (period: Period) => Promise<PeriodTotals>;
	readonly clock: Clock;
}

/** A period's money and the share of its requests that may reach the strongest model. */
export interface PeriodSpending {
	readonly budget: Budget;
	readonly strongest: StrongestShare;
	/** Asks the store how it stands now; without it that is known only from the first change on. */
	look(): Promise<void>;
}

export interface StrongestShare {
	/** Whether the strongest model is out of reach for a request that has not reached it yet. */
	closed(): boolean;
	/** Counts a request. */
	began(): Promise<void>;
	/** Counts one that reaches the strongest model; `false`: it may not. @param always counts it whatever the share is. */
	reach(always: boolean): Promise<boolean>;
}

/** Others may hold the money: when to look again, in ms. */
const LOOK_AGAIN_MS = 250;

/** Costs nothing where neither a budget nor a share is set. */
export function createPeriodSpending(setup: PeriodSpendingSetup): PeriodSpending {
	const { budgetNanoUsd, strongestShare } = setup.rules;
	if (budgetNanoUsd === null && strongestShare === null) return UNLIMITED;
	const current = new Current(setup);
	return {
		budget: {
			unspent: (impatient = false) => (budgetNanoUsd === null ? null : Math.max(0, budgetNanoUsd - current.spent(impatient))),
			named: () => setup.name,
			reserve: (nanoUsd, overdraw = false) => current.reserve(nanoUsd, overdraw ? null : budgetNanoUsd),
		},
		strongest: {
			closed() {
				const { reached, requests } = current.standing();
				return strongestShare !== null && reached + 1 > reachable(strongestShare, requests);
			},
			began: async () => void (await current.add({ requests: 1 })),
			reach: (always) => current.add({ reached: 1 }, { reachedShare: always ? null : strongestShare }),
		},
		look: async () => void (await current.add({})),
	};
}

const UNLIMITED: PeriodSpending = {
	budget: {
		unspent: () => null,
		reserve: async () => ({ kind: 'reserved', reservation: { settle: () => undefined } }),
	},
	strongest: { closed: () => false, began: async () => undefined, reach: async () => true },
	look: async () => undefined,
};

/** A call that began in a period may end after it. */
const LATE_MS = DAY_MS;

/** The current period as it stood at the last change, and the ways to change it. */
class Current {
	private last = { period: '', standing: NOTHING_SPENT };
	/** Calls of this run that hold money. */
	private holding = 0;
	private readonly waiting = createWaiting();

	constructor(private readonly setup: PeriodSpendingSetup) {}

	/** Of a period that nothing is known of yet the store is asked with the first change. */
	standing(): PeriodTotals {
		return this.last.period === this.period().name ? this.last.standing : NOTHING_SPENT;
	}

	spent(impatient: boolean): number {
		const { spentNanoUsd, reservedNanoUsd } = this.standing();
		return spentNanoUsd + (impatient && this.holding === 0 ? reservedNanoUsd : 0);
	}

	/** Whether it was within the limits, and so was added. */
	async add(
		add: SpendingChange['add'],
		limits: Partial<Pick<SpendingChange, 'capNanoUsd' | 'reachedShare'>> = {},
		period = this.period(),
	): Promise<boolean> {
		const { store, routerId, keyHash, opening, clock } = this.setup;
		const nowMs = clock.wall();
		const { applied, standing } = await store.apply({
			key: [routerId, period.name, ...(keyHash === null ? [] : [keyHash])].join(' '),
			opening: () => opening(period),
			add,
			capNanoUsd: null,
			reachedShare: null,
			nowMs,
			keepMs: Math.max(0, period.overMs - nowMs) + LATE_MS,
			...limits,
		});
		// A call of yesterday that is settled only now tells nothing of today.
		if (period.name === this.period().name) this.last = { period: period.name, standing };
		return applied;
	}

	async reserve(nanoUsd: number, capNanoUsd: number | null): Promise<Reserved> {
		// A call is paid by the period it was sent in.
		const period = this.period();
		const fits = await this.add({ reservedNanoUsd: nanoUsd }, { capNanoUsd }, period);
		if (!fits) return { kind: 'refused', settled: (signal) => this.look(signal, capNanoUsd) };
		this.holding += 1;
		return {
			kind: 'reserved',
			reservation: { settle: (actual) => void this.settle({ reservedNanoUsd: -nanoUsd, spentNanoUsd: actual ?? nanoUsd }, period) },
		};
	}

	private async settle(add: SpendingChange['add'], period: Period): Promise<void> {
		await this.add(add, {}, period);
		this.holding -= 1;
		this.waiting.wake();
	}

	/** @param capNanoUsd what others may have of it is told only to who says how much it is. */
	private async look(signal: AbortSignal, capNanoUsd: number | null): Promise<void> {
		const { clock } = this.setup;
		await withDeadline({ clock, signal, deadlineMs: clock.now() + LOOK_AGAIN_MS }, (either) => this.waiting.wait(either));
		await this.add({}, { capNanoUsd });
	}

	private period(): Period {
		return this.setup.periodOf(this.setup.clock.wall());
	}
}
