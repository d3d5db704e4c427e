import {
	createSpendingStore,
	NOTHING_SPENT,
	type PeriodTotals,
	type SpendingChange,
} from '../../../../router/execution/budgets/spendingStore';

const HOUR = 3_600_000;

function setup(mostKept?: number) {
	const store = createSpendingStore(mostKept);
	const opened: string[] = [];
	const apply = (key: string, add: Partial<PeriodTotals> = { requests: 1 }, over: Partial<SpendingChange> = {}) =>
		store.apply({
			key,
			opening: async () => (opened.push(key), NOTHING_SPENT),
			add,
			capNanoUsd: null,
			reachedShare: null,
			nowMs: 0,
			keepMs: HOUR,
			...over,
		});
	return { apply, opened };
}

it('of more keys than are kept the one that was longest not asked for is forgotten, not the busiest', async () => {
	const { apply, opened } = setup(1_000);
	await apply('busy');
	for (let i = 0; i < 1_500; i++) {
		await apply(`customer ${i}`);
		await apply('busy');
	}
	expect((await apply('busy')).standing.requests).toBe(1_502);
	await apply('customer 1499');
	await apply('customer 0');
	expect(opened.filter((key) => ['busy', 'customer 0', 'customer 1499'].includes(key))).toEqual([
		'busy',
		'customer 0',
		'customer 1499',
		'customer 0',
	]);
});

it('one with money held for a call is never forgotten, because no ledger knows of that', async () => {
	const { apply, opened } = setup(10);
	await apply('calling', { reservedNanoUsd: 5 });
	for (let i = 0; i < 50; i++) await apply(`customer ${i}`);
	expect((await apply('calling', {}, { capNanoUsd: 5 })).standing.reservedNanoUsd).toBe(5);
	await apply('calling', { reservedNanoUsd: -5, spentNanoUsd: 5 });
	for (let i = 0; i < 50; i++) await apply(`customer ${i}`);
	await apply('calling');
	expect(opened.filter((key) => key === 'calling')).toHaveLength(2);
});

it('yesterday is forgotten within an hour of its last call, however many keys it had', async () => {
	const { apply, opened } = setup();
	for (let i = 0; i < 5_000; i++) await apply(`yesterday ${i}`, { requests: 1 }, { nowMs: 0, keepMs: 30 * HOUR });
	for (let hour = 1; hour <= 31; hour++) await apply('today', { requests: 1 }, { nowMs: hour * HOUR, keepMs: 60 * HOUR });
	const before = opened.length;
	for (let i = 0; i < 5_000; i++) await apply(`yesterday ${i}`, { requests: 1 }, { nowMs: 31 * HOUR });
	await apply('today');
	expect(opened.length - before).toBe(5_000);
});

it('changes that come while a key is still read from the ledger are counted once each', async () => {
	const { apply, opened } = setup(3);
	await Promise.all(Array.from({ length: 400 }, (_, i) => apply(`customer ${i % 20}`, { spentNanoUsd: 1, reservedNanoUsd: 1 })));
	const standing = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await apply(`customer ${i}`, {})).standing.spentNanoUsd));
	expect([new Set(standing), opened.length]).toEqual([new Set([20]), 20]);
});
