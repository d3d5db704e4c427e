import { createBudget } from '../../../router/execution/budget';

describe('a budget', () => {
	it('without a cap reserves anything and counts what was spent', () => {
		const budget = createBudget(null);
		budget.reserve(1e15)?.settle(7);
		expect([budget.unspent(), budget.spent()]).toEqual([null, 7]);
	});

	it('holds back what is reserved until it is settled, without calling it spent', async () => {
		const budget = createBudget(100);
		const reservation = budget.reserve(60);
		expect(budget.unspent()).toBe(100);
		expect(budget.reserve(41)).toBeNull();
		const told: string[] = [];
		const waiting = budget.settled(new AbortController().signal).then(() => told.push('settled'));
		await Promise.resolve();
		expect(told).toEqual([]);
		reservation?.settle(10);
		await waiting;
		expect(budget.reserve(90)).not.toBeNull();
		expect([budget.unspent(), budget.spent()]).toEqual([90, 10]);
	});

	it('keeps nobody waiting who was stopped, or where no call is under way', async () => {
		await createBudget(100).settled(new AbortController().signal);
		const budget = createBudget(100);
		budget.reserve(60);
		const stopped = new AbortController();
		const waiting = budget.settled(stopped.signal);
		stopped.abort();
		await waiting;
	});

	it('reserves to the last nano-USD', () => {
		expect(createBudget(100).reserve(100)).not.toBeNull();
	});

	it('spends the whole reservation where the bill is unknown, nothing where there is none', () => {
		const budget = createBudget(100);
		budget.reserve(60)?.settle(null);
		budget.reserve(40)?.settle(0);
		expect([budget.unspent(), budget.spent()]).toEqual([40, 60]);
	});

	it('counts what earlier runs of the execution have spent, and is never below nothing', () => {
		expect(createBudget(100, 30).unspent()).toBe(70);
		expect(createBudget(100, 130).unspent()).toBe(0);
	});
});
