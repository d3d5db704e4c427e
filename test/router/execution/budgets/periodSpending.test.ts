import fc from 'fast-check';

import { DAY_MS } from '../../../../router/clock';
import { bothBudgets, createBudget } from '../../../../router/execution/budgets/budget';
import { createPeriodSpending, type SpendingRules } from '../../../../router/execution/budgets/periodSpending';
import { createSpendingStore, type PeriodTotals, type SpendingStore } from '../../../../router/execution/budgets/spendingStore';
import { NAMED, fakeClock, handClock, reserved, type FakeClock } from '../../../support/routing';

const NOTHING: PeriodTotals = { spentNanoUsd: 0, reservedNanoUsd: 0, requests: 0, reached: 0 };
const { signal } = new AbortController();

interface Setup {
	readonly store?: SpendingStore;
	readonly opening?: PeriodTotals;
	readonly routerId?: string;
	readonly keyHash?: string | null;
	readonly clock?: Pick<FakeClock, 'now' | 'wall' | 'sleep' | 'advance'>;
}

function setup(
	rules: Partial<SpendingRules>,
	{ store = createSpendingStore(), opening = NOTHING, routerId = 'w:n', keyHash = null, clock = fakeClock(10 * DAY_MS) }: Setup = {},
) {
	const asked: string[] = [];
	const daily = createPeriodSpending({
		store,
		routerId,
		keyHash,
		name: NAMED,
		clock,
		rules: { budgetNanoUsd: null, strongestShare: null, ...rules },
		periodOf: (nowMs) => {
			const day = Math.floor(nowMs / DAY_MS);
			return { name: String(day), startMs: day * DAY_MS, overMs: (day + 1) * DAY_MS };
		},
		opening: async ({ name }) => {
			asked.push(name);
			return opening;
		},
	});
	return { ...daily, clock, asked, store };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a daily budget', () => {
	it('reserves, settles, and gives back what a call did not cost', async () => {
		const { budget } = setup({ budgetNanoUsd: 100 });
		const held = await reserved(budget, 70);
		expect((await budget.reserve(31)).kind).toBe('refused');
		held.settle(20);
		await settled();
		expect(budget.unspent()).toBe(80);
		await reserved(budget, 80);
	});

	it('is none where only the share is limited, and no share where only the money is', async () => {
		const shared = setup({ strongestShare: 0.5 });
		await shared.strongest.began();
		expect(shared.budget.unspent()).toBeNull();
		(await reserved(shared.budget, 1e15)).settle(1e15);
		const limited = setup({ budgetNanoUsd: 100 });
		for (let i = 0; i < 150; i++) expect(await limited.strongest.reach(false)).toBe(true);
		expect(limited.strongest.closed()).toBe(false);
	});

	it('spends the whole reservation where the bill is unknown', async () => {
		const { budget } = setup({ budgetNanoUsd: 100 });
		(await reserved(budget, 70)).settle(null);
		await settled();
		expect(budget.unspent()).toBe(30);
	});

	it('goes on from what the ledger knows of the day, asked once', async () => {
		const { budget, strongest, asked } = setup({ budgetNanoUsd: 100 }, { opening: { ...NOTHING, spentNanoUsd: 90 } });
		await strongest.began();
		expect(budget.unspent()).toBe(10);
		expect((await budget.reserve(11)).kind).toBe('refused');
		expect(asked).toEqual(['10']);
	});

	it('begins anew with the day, and a call is paid by the day it was sent in', async () => {
		const { budget, strongest, clock } = setup({ budgetNanoUsd: 100 });
		const late = await reserved(budget, 100);
		clock.advance(DAY_MS);
		await strongest.began();
		await reserved(budget, 100);
		late.settle(100);
		await settled();
		await strongest.began();
		expect(budget.unspent()).toBe(100);
	});

	it('that is spent is whole again with the next day, also while a call of the last one is settled', async () => {
		const { budget, strongest, clock } = setup({ budgetNanoUsd: 100, strongestShare: 0.01 });
		(await reserved(budget, 40)).settle(40);
		const late = await reserved(budget, 60);
		await strongest.reach(false);
		clock.advance(DAY_MS);
		expect([budget.unspent(), strongest.closed()]).toEqual([100, false]);
		(await reserved(budget, 30)).settle(30);
		late.settle(60);
		await settled();
		expect([budget.unspent(), strongest.closed()]).toEqual([70, false]);
	});

	it('is seen by who has waited long enough without what others hold, once this run holds nothing', async () => {
		const store = createSpendingStore();
		await reserved(setup({ budgetNanoUsd: 100 }, { store }).budget, 70);
		const mine = bothBudgets(createBudget(null), setup({ budgetNanoUsd: 100 }, { store }).budget);
		const held = await reserved(mine, 10);
		expect([mine.unspent(), mine.unspent(true)]).toEqual([100, 100]);
		held.settle(10);
		await settled();
		expect([mine.unspent(), mine.unspent(true)]).toEqual([90, 20]);
	});

	it('that only others hold is looked at again after a moment', async () => {
		const store = createSpendingStore();
		const clock = handClock(10 * DAY_MS);
		const mine = setup({ budgetNanoUsd: 100 }, { store, clock });
		const theirs = await reserved(setup({ budgetNanoUsd: 100 }, { store }).budget, 80);
		const refused = await mine.budget.reserve(60);
		const waiting = refused.kind === 'refused' ? refused.settled(signal) : null;
		theirs.settle(80);
		await settled();
		clock.advance(250);
		await waiting;
		expect(mine.budget.unspent()).toBe(20);
	});

	it('is asked for again when a call of this run ends, and what others spent meanwhile is seen then', async () => {
		const store = createSpendingStore();
		const mine = setup({ budgetNanoUsd: 100 }, { store, clock: handClock(10 * DAY_MS) });
		const held = await reserved(mine.budget, 60);
		const refused = await mine.budget.reserve(60);
		(await reserved(setup({ budgetNanoUsd: 100 }, { store }).budget, 30)).settle(30);
		const told: string[] = [];
		const waiting = refused.kind === 'refused' ? refused.settled(signal).then(() => told.push('settled')) : null;
		await settled();
		expect(told).toEqual([]);
		held.settle(0);
		await waiting;
		expect([told, mine.budget.unspent()]).toEqual([['settled'], 70]);
	});

	it('is one for all runs of a node, and another for each node', async () => {
		const store = createSpendingStore();
		await reserved(setup({ budgetNanoUsd: 100 }, { store }).budget, 60);
		expect((await setup({ budgetNanoUsd: 100 }, { store }).budget.reserve(60)).kind).toBe('refused');
		await reserved(setup({ budgetNanoUsd: 100 }, { store, routerId: 'w:other' }).budget, 60);
	});

	it('held by calls in flight is waited for, also where another process holds it', async () => {
		const store = createSpendingStore();
		const mine = setup({ budgetNanoUsd: 100 }, { store });
		const theirs = await reserved(setup({ budgetNanoUsd: 100 }, { store }).budget, 100);
		const refused = await mine.budget.reserve(50);
		theirs.settle(0);
		if (refused.kind === 'refused') await refused.settled(signal);
		expect(refused.kind).toBe('refused');
		await reserved(mine.budget, 50);
	});

	it('is passed only by who may overdraw it', async () => {
		const { budget } = setup({ budgetNanoUsd: 100 });
		const made = await budget.reserve(150, true);
		if (made.kind === 'reserved') made.reservation.settle(150);
		await settled();
		expect([made.kind, budget.unspent()]).toEqual(['reserved', 0]);
	});
});

describe('the share of the strongest model', () => {
	it('counts at least a hundred requests a day, then those there are', async () => {
		const { strongest } = setup({ strongestShare: 0.02 });
		const reach = async () => {
			await strongest.began();
			return await strongest.reach(false);
		};
		expect([await reach(), await reach(), await reach()]).toEqual([true, true, false]);
		expect(strongest.closed()).toBe(true);
		for (let i = 0; i < 98; i++) await strongest.began();
		expect([strongest.closed(), await strongest.reach(false), strongest.closed()]).toEqual([false, true, true]);
	});

	it('never holds back who must have it, and counts them', async () => {
		const { strongest } = setup({ strongestShare: 0.01 });
		expect([await strongest.reach(true), await strongest.reach(true), await strongest.reach(false)]).toEqual([true, true, false]);
	});

	it('is never passed by requests that come together', async () => {
		const { strongest } = setup({ strongestShare: 0.1 });
		const all = await Promise.all(Array.from({ length: 100 }, () => strongest.began().then(() => strongest.reach(false))));
		expect(all.filter(Boolean)).toHaveLength(10);
	});
});

it('a day that could not be begun is begun with the next change', async () => {
	const store = createSpendingStore();
	const change = { key: 'k', add: { requests: 1 }, capNanoUsd: null, reachedShare: null, nowMs: 0, keepMs: 1 };
	await expect(store.apply({ ...change, opening: () => Promise.reject(new Error('no disk')) })).rejects.toThrow('no disk');
	expect((await store.apply({ ...change, opening: async () => NOTHING })).standing.requests).toBe(1);
});

it('where nothing is limited, no store and no ledger is asked', async () => {
	const store: SpendingStore = { apply: () => Promise.reject(new Error('asked')) };
	const { budget, strongest } = setup({}, { store });
	await strongest.began();
	(await reserved(budget, 1e9)).settle(1e9);
	expect([budget.unspent(), await strongest.reach(false), strongest.closed()]).toEqual([null, true, false]);
});

describe('budget keys', () => {
	it('each have a budget and a share of their own, apart from what is spent without a key', async () => {
		const store = createSpendingStore();
		const of = (keyHash: string | null) => setup({ budgetNanoUsd: 100, strongestShare: 0.01 }, { store, keyHash });
		for (const keyHash of ['a', 'b', null]) {
			expect([keyHash, (await of(keyHash).budget.reserve(100)).kind, (await of(keyHash).budget.reserve(1)).kind]).toEqual([
				keyHash,
				'reserved',
				'refused',
			]);
			expect([await of(keyHash).strongest.reach(false), await of(keyHash).strongest.reach(false)]).toEqual([true, false]);
		}
	});

	interface Call {
		readonly key: number;
		readonly estimate: number;
		readonly bill: number | null;
	}
	type Event =
		| { readonly kind: 'call'; readonly call: Call }
		| { readonly kind: 'end'; readonly which: number }
		| { readonly kind: 'midnight' }
		/** What is under way is lost, unbilled; what was billed is in the ledger. */
		| { readonly kind: 'restart' };
	const CAP = 100;
	const call = fc.record({ key: fc.nat(3), estimate: fc.integer({ min: 0, max: 60 }), bill: fc.option(fc.integer({ min: 0, max: 60 })) });
	const event: fc.Arbitrary<Event> = fc.oneof(
		{
			weight: 8,
			arbitrary: call.map((made) => ({
				kind: 'call' as const,
				call: { ...made, bill: made.bill === null ? null : Math.min(made.bill, made.estimate) },
			})),
		},
		{ weight: 8, arbitrary: fc.nat(20).map((which) => ({ kind: 'end' as const, which })) },
		{ weight: 1, arbitrary: fc.constant({ kind: 'midnight' as const }) },
		{ weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
	);

	it('never spend more than their cap in a day, whatever the costs, the order and the restarts, and are used where they fit', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(event, { maxLength: 120 }), fc.integer({ min: 1, max: 6 }), async (events, mostKept) => {
				const clock = fakeClock(10 * DAY_MS);
				const ledger = new Map<string, number>();
				const nameOf = (key: number, day: number) => `${String(key)} ${String(day)}`;
				let store = createSpendingStore(mostKept);
				let underWay: { readonly key: number; readonly day: number; readonly held: number; settle(): void }[] = [];
				for (const one of events) {
					const day = Math.floor(clock.wall() / DAY_MS);
					if (one.kind === 'midnight') clock.advance(DAY_MS);
					if (one.kind === 'restart') [store, underWay] = [createSpendingStore(mostKept), []];
					if (one.kind === 'end') underWay.splice(one.which % Math.max(1, underWay.length), 1)[0]?.settle();
					if (one.kind === 'call') {
						const { key, estimate, bill } = one.call;
						const opening = { ...NOTHING, spentNanoUsd: ledger.get(nameOf(key, day)) ?? 0 };
						const { budget } = setup({ budgetNanoUsd: CAP }, { store, clock, keyHash: String(key), opening });
						const made = await budget.reserve(estimate);
						const held = underWay.filter((other) => other.key === key && other.day === day).reduce((sum, other) => sum + other.held, 0);
						expect(made.kind).toBe(opening.spentNanoUsd + held + estimate <= CAP ? 'reserved' : 'refused');
						if (made.kind !== 'reserved') continue;
						const settle = () => {
							made.reservation.settle(bill);
							ledger.set(nameOf(key, day), (ledger.get(nameOf(key, day)) ?? 0) + (bill ?? estimate));
						};
						underWay.push({ key, day, held: estimate, settle });
					}
					await settled();
				}
				for (const one of underWay) one.settle();
				for (const spent of ledger.values()) expect(spent).toBeLessThanOrEqual(CAP);
			}),
			{ numRuns: 150 },
		);
	});
});
