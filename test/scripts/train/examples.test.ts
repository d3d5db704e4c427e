import { isWorse } from '../../../router/learning/training/isWorse';
import { outcomesOf } from '../../../scripts/train/examples';

describe('outcomesOf', () => {
	const row = {
		source: 's',
		task: 's',
		id: '1',
		prompt: 'Why?',
		scores: new Map([
			['a', 0],
			['b', 1],
			['c', 1],
		]),
	};

	it('puts each rung at its rank and lets the outcomes of a question weigh 1 together', () => {
		const found = outcomesOf(row, [
			['a', 'b', 'c'],
			['a', 'c'],
		]);
		expect(found.map(({ r, failed, equal }) => [r, failed.toFixed(4), equal.toFixed(4)])).toEqual([
			[0, '0.6667', '0.0000'],
			[0.5, '0.0000', '0.3333'],
		]);
	});

	it('leaves out ladders whose strongest did not answer', () => {
		expect(outcomesOf(row, [['a', 'missing']])).toEqual([]);
	});

	it('calls both wrong, a tie and a near tie equally good', () => {
		expect([isWorse(0, 0), isWorse(1, 1), isWorse(0.6, 0.65), isWorse(1, 0)]).toEqual([false, false, false, false]);
		expect(isWorse(0, 1)).toBe(true);
	});
});
