import type { Clock } from '../../clock';

import { createWaiting, type Budget, type Reserved } from './budget';
import { EMPTY_DAY, reachable, type DayTotals, type SpendingChange, type SpendingStore } from './spendingStore';
import { withDeadline } from '../withDeadline';

/** The day a moment belongs to, where the user is. */
export interface Day {
	/** `2026-11-25`. */
	readonly name: string;
	readonly startMs: number;
}

export interface DailyRules {
	/** `null`: no budget. */
	readonly budgetNanoUsd: number | null;
	/** Share of a day's requests that may reach the strongest model, in [0, 1]; `null`: all. */
	readonly strongestShare: number | null;
}

interface DailySpendingSetup {
	readonly store: SpendingStore;
	readonly rules: DailyRules;
	/** Names the node, over all its executions. */
	readonly routerId: string;
	/** @param wallMs epoch ms. */
	readonly dayOf: (wallMs: number) => Day;
	/** What the ledger knows of this day. */
	readonly opening: (day: Day) => Promise<DayTotals>;
	readonly clock: Clock;
}

/** The day's money and the share of its requests that may reach the strongest model. */
export interface DailySpending {
	readonly budget: Budget;
	readonly strongest: StrongestShare;
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
export function createDailySpending(setup: DailySpendingSetup): DailySpending {
	const { budgetNanoUsd, strongestShare } = setup.rules;
	if (budgetNanoUsd === null && strongestShare === null) return UNLIMITED;
	const today = new Today(setup);
	return {
		budget: {
			unspent: (impatient = false) => (budgetNanoUsd === null ? null : Math.max(0, budgetNanoUsd - today.spent(impatient))),
			reserve: (nanoUsd, overdraw = false) => today.reserve(nanoUsd, overdraw ? null : budgetNanoUsd),
		},
		strongest: {
			closed() {
				const { reached, requests } = today.standing();
				return strongestShare !== null && reached + 1 > reachable(strongestShare, requests);
			},
			began: async () => void (await today.add({ requests: 1 })),
			reach: (always) => today.add({ reached: 1 }, { reachedShare: always ? null : strongestShare }),
		},
	};
}

const UNLIMITED: DailySpending = {
	budget: {
		unspent: () => null,
		reserve: async () => ({ kind: 'reserved', reservation: { settle: () => undefined } }),
	},
	strongest: { closed: () => false, began: async () => undefined, reach: async () => true },
};

/** The day as it stood at the last change, and the ways to change it. */
class Today {
	private last = { day: '', standing: EMPTY_DAY };
	/** Calls of this run that hold money. */
	private holding = 0;
	private readonly waiting = createWaiting();

	constructor(private readonly setup: DailySpendingSetup) {}

	/** Of a day that nothing is known of yet the store is asked with the first change. */
	standing(): DayTotals {
		return this.last.day === this.day().name ? this.last.standing : EMPTY_DAY;
	}

	spent(impatient: boolean): number {
		const { spentNanoUsd, reservedNanoUsd } = this.standing();
		return spentNanoUsd + (impatient && this.holding === 0 ? reservedNanoUsd : 0);
	}

	/** Whether it was within the limits, and so was added. */
	async add(
		add: SpendingChange['add'],
		limits: Partial<Pick<SpendingChange, 'capNanoUsd' | 'reachedShare'>> = {},
		day = this.day(),
	): Promise<boolean> {
		const { store, routerId, opening } = this.setup;
		const key = `${routerId} ${day.name}`;
		const { applied, standing } = await store.apply({
			key,
			opening: () => opening(day),
			add,
			capNanoUsd: null,
			reachedShare: null,
			...limits,
		});
		// A call of yesterday that is settled only now tells nothing of today.
		if (day.name === this.day().name) this.last = { day: day.name, standing };
		return applied;
	}

	async reserve(nanoUsd: number, capNanoUsd: number | null): Promise<Reserved> {
		// A call is paid by the day it was sent in.
		const day = this.day();
		const fits = await this.add({ reservedNanoUsd: nanoUsd }, { capNanoUsd }, day);
		if (!fits) return { kind: 'refused', settled: (signal) => this.look(signal) };
		this.holding += 1;
		return {
			kind: 'reserved',
			reservation: { settle: (actual) => void this.settle({ reservedNanoUsd: -nanoUsd, spentNanoUsd: actual ?? nanoUsd }, day) },
		};
	}

	private async settle(add: SpendingChange['add'], day: Day): Promise<void> {
		await this.add(add, {}, day);
		this.holding -= 1;
		this.waiting.wake();
	}

	private async look(signal: AbortSignal): Promise<void> {
		const { clock } = this.setup;
		await withDeadline({ clock, signal, deadlineMs: clock.now() + LOOK_AGAIN_MS }, (either) => this.waiting.wait(either));
		await this.add({});
	}

	private day(): Day {
		return this.setup.dayOf(this.setup.clock.wall());
	}
}
