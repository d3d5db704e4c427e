import { createBudget } from '../../../router/execution/budget';

describe('a budget', () => {
	it('without a cap reserves anything and counts what was spent', () => {
		const budget = createBudget(null);
		budget.reserve(1e15)?.settle(7);
		expect([budget.left(), budget.spent()]).toEqual([null, 7]);
	});

	it('holds back what is reserved until it is settled', () => {
		const budget = createBudget(100);
		const reservation = budget.reserve(60);
		expect(budget.left()).toBe(40);
		expect(budget.reserve(41)).toBeNull();
		reservation?.settle(10);
		expect([budget.left(), budget.spent()]).toEqual([90, 10]);
	});

	it('reserves to the last nano-USD', () => {
		expect(createBudget(100).reserve(100)).not.toBeNull();
	});

	it('spends the whole reservation where the bill is unknown, nothing where there is none', () => {
		const budget = createBudget(100);
		budget.reserve(60)?.settle(null);
		budget.reserve(40)?.settle(0);
		expect([budget.left(), budget.spent()]).toEqual([40, 60]);
	});

	it('counts what earlier runs of the execution have spent, and is never below nothing', () => {
		expect(createBudget(100, 30).left()).toBe(70);
		expect(createBudget(100, 130).left()).toBe(0);
	});
});
