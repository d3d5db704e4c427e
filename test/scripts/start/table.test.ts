import { renderTable, type TableRow } from '../../../scripts/start/table';

const row = (more: Partial<TableRow>): TableRow => ({
	prompt: 'Hi',
	branch: 'Cheap',
	reason: 'easy',
	costUsd: 0.25,
	strongestUsd: 1,
	...more,
});

describe('the table of a run', () => {
	it('shows each item with its branch, reason and both costs', () => {
		const text = renderTable([row({ prompt: 'What is\n2 + 2?' })], 'Strong', 100);
		expect(text).toMatch(/1 +What is 2 \+ 2\? +Cheap +0\.250000 +1\.000000/);
		expect(text).toContain('easy');
	});

	it('compares only items whose two costs are known', () => {
		expect(renderTable([row({}), row({ costUsd: 0, strongestUsd: null }), row({ costUsd: null })], 'Strong', 100)).toContain(
			'about 1.000000 USD: 75 % less',
		);
	});

	it('does not call it a saving when it cost more', () => {
		expect(renderTable([row({ costUsd: 2 })], 'Strong', 100)).toContain('100 % more');
	});

	it('invents no comparison where the price is unknown', () => {
		expect(renderTable([row({ strongestUsd: null })], 'Strong', 100)).toContain('What Strong would have cost is unknown');
	});
});
