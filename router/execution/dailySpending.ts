import type { Clock } from '../clock';

import { createWaiting, type Budget, type Reserved } from './budget';
import { reachable, type DayStanding, type SpendingChange, type SpendingStore } from './spending';

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

export interface DailySpendingSetup {
	readonly store: SpendingStore;
	readonly rules: DailyRules;
	/** Names the node, over all its executions. */
	readonly routerId: string;
	readonly dayOf: (nowMs: number) => Day;
	/** What the ledger knows of this day. */
	readonly opening: (day: Day) => Promise<DayStanding>;
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

const EMPTY: DayStanding = { spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 };

/** Costs nothing where neither a budget nor a share is set. */
export function createDailySpending(setup: DailySpendingSetup): DailySpending {
	const { budgetNanoUsd, strongestShare } = setup.rules;
	const unlimited = budgetNanoUsd === null && strongestShare === null;
	const waiting = createWaiting();
	let standing = EMPTY;
	const apply = async (add: Partial<DayStanding>, limits: Partial<Pick<SpendingChange, 'capNanoUsd' | 'reachedShare'>> = {}, day = setup.dayOf(setup.clock.now())) => {
		const applied = await setup.store.apply({
			key: `${setup.routerId} ${day.name}`,
			opening: () => setup.opening(day),
			add,
			capNanoUsd: null,
			reachedShare: null,
			...limits,
		});
		standing = applied.standing;
		return applied.applied;
	};
	const look = async (signal: AbortSignal) => {
		await Promise.race([waiting.wait(signal), setup.clock.sleep(LOOK_AGAIN_MS, signal)]);
		await apply({});
	};
	return {
		budget: {
			unspent: () => (budgetNanoUsd === null ? null : Math.max(0, budgetNanoUsd - standing.spentNanoUsd)),
			async reserve(nanoUsd, overdraw = false): Promise<Reserved> {
				if (unlimited) return { kind: 'reserved', reservation: { settle: () => undefined } };
				// A call is paid by the day it was sent in.
				const day = setup.dayOf(setup.clock.now());
				const fits = await apply({ reservedNanoUsd: nanoUsd }, { capNanoUsd: overdraw ? null : budgetNanoUsd }, day);
				if (!fits) return { kind: 'refused', settled: look };
				return {
					kind: 'reserved',
					reservation: {
						settle(actual) {
							void apply({ reservedNanoUsd: -nanoUsd, spentNanoUsd: actual ?? nanoUsd }, {}, day).then(waiting.wake);
						},
					},
				};
			},
		},
		strongest: {
			closed: () => strongestShare !== null && standing.reached + 1 > reachable(strongestShare, standing.requests),
			began: async () => void (unlimited || (await apply({ requests: 1 }))),
			reach: async (always) => unlimited || (await apply({ reached: 1 }, { reachedShare: always ? null : strongestShare })),
		},
	};
}
