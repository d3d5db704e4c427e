import { bothBudgets, createBudget } from '../../../../router/execution/budgets/budget';
import { reserved } from '../../../support/routing';

const { signal } = new AbortController();

it('of two budgets the first holds nothing where the second cannot be asked', async () => {
	const first = createBudget(100);
	const broken = { unspent: () => null, reserve: () => Promise.reject(new Error('no answer')) };
	await expect(bothBudgets(first, broken).reserve(100)).rejects.toThrow('no answer');
	await reserved(first, 100);
});

describe('a budget', () => {
	it('without a cap reserves anything and counts what was spent', async () => {
		const budget = createBudget(null);
		(await reserved(budget, 1e15)).settle(7);
		expect([budget.unspent(), budget.spent()]).toEqual([null, 7]);
	});

	it('holds back what is reserved until it is settled, without calling it spent', async () => {
		const budget = createBudget(100);
		const reservation = await reserved(budget, 60);
		expect(budget.unspent()).toBe(100);
		const refused = await budget.reserve(41);
		if (refused.kind !== 'refused') throw new Error('it fits');
		const told: string[] = [];
		const waiting = refused.settled(signal).then(() => told.push('settled'));
		await Promise.resolve();
		expect(told).toEqual([]);
		reservation.settle(10);
		await waiting;
		await reserved(budget, 90);
		expect([budget.unspent(), budget.spent()]).toEqual([90, 10]);
	});

	it('keeps nobody waiting who was stopped, or where no call is under way', async () => {
		const none = await createBudget(100).reserve(101);
		if (none.kind === 'refused') await none.settled(signal);
		const budget = createBudget(100);
		await reserved(budget, 60);
		const refused = await budget.reserve(60);
		const stopped = new AbortController();
		const waiting = refused.kind === 'refused' ? refused.settled(stopped.signal) : null;
		stopped.abort();
		if (refused.kind === 'refused') await refused.settled(stopped.signal);
		expect([none.kind, refused.kind]).toEqual(['refused', 'refused']);
		await waiting;
	});

	it('reserves to the last nano-USD', async () => {
		await reserved(createBudget(100), 100);
	});

	it('spends the whole reservation where the bill is unknown, nothing where there is none', async () => {
		const budget = createBudget(100);
		(await reserved(budget, 60)).settle(null);
		(await reserved(budget, 40)).settle(0);
		expect([budget.unspent(), budget.spent()]).toEqual([40, 60]);
	});

	it('counts what earlier runs of the execution have spent, and is never below nothing', () => {
		expect(createBudget(100, 30).unspent()).toBe(70);
		expect(createBudget(100, 130).unspent()).toBe(0);
	});

	it('is passed only by who may overdraw it', async () => {
		const budget = createBudget(100);
		const made = await budget.reserve(150, true);
		if (made.kind === 'reserved') made.reservation.settle(150);
		expect([made.kind, budget.unspent(), budget.spent()]).toEqual(['reserved', 0, 150]);
	});
});

describe('two budgets', () => {
	it('leave the lesser of what they leave, and settle in both', async () => {
		const [run, day] = [createBudget(100), createBudget(70, 20)];
		const both = bothBudgets(run, day);
		expect(both.unspent()).toBe(50);
		(await reserved(both, 50)).settle(30);
		expect([run.spent(), day.spent(), both.unspent()]).toEqual([30, 50, 20]);
		expect(bothBudgets(createBudget(null), createBudget(null)).unspent()).toBeNull();
	});

	it('refuse where the first refuses, and hold nothing in the second', async () => {
		const [run, day] = [createBudget(10), createBudget(100)];
		expect((await bothBudgets(run, day).reserve(60)).kind).toBe('refused');
		await reserved(day, 100);
	});

	it('pass on who has waited long enough', () => {
		const told: unknown[] = [];
		const spy = { ...createBudget(null), unspent: (impatient?: boolean) => (told.push(impatient), null) };
		bothBudgets(spy, spy).unspent(true);
		expect(told).toEqual([true, true]);
	});

	it('hold nothing in the first where the second refuses', async () => {
		const [run, day] = [createBudget(100), createBudget(10)];
		expect((await bothBudgets(run, day).reserve(60)).kind).toBe('refused');
		await reserved(run, 100);
	});
});
