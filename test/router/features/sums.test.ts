import { checkSums } from '../../../router/features/sums';

describe('checkSums', () => {
	it.each([
		'3 + 4 = 7',
		'3+4=7',
		'2 + 3 × 4 = 14',
		'10 - 2 - 3 = 5',
		'20 / 4 = $5',
		'9 * $2 = $<<9*2=18>>18',
		'1,000 + 1 = 1,001',
		'6 x 7 = 42',
		'2 \\times 3 = 6',
		'10 / 3 = 3.33',
		'so we get 3 + 4 = 7 apples',
		'0.5 · 4 = 2',
		'8 ÷ 2 = 4',
	])('finds %j right', (text) => {
		const { count, right } = checkSums(text);
		expect(count).toBeGreaterThan(0);
		expect(right).toBe(count);
	});

	it.each(['3 + 4 = 8', '2 + 3 × 4 = 20', '10 - 2 - 3 = 11', '1,000 + 1 = 2', '10 / 3 = 3.5'])('finds %j wrong', (text) => {
		expect(checkSums(text)).toEqual({ count: 1, right: 0 });
	});

	it('checks every side of a chain', () => {
		expect(checkSums('1 + 2 = 3 = 6 / 2 = 3')).toEqual({ count: 2, right: 2 });
		expect(checkSums('1 + 2 = 3; 2 + 2 = 5\n4 - 1 = 3')).toEqual({ count: 3, right: 2 });
	});

	it.each([
		'x^2 + 3 = 7',
		'(1 + 2) * 4 = 12',
		'2(3 + 4) = 14',
		'-3 + 4 = 1',
		'a + 3 = 7',
		'3x + 4x = 7x',
		'3 + 4 = 7^2',
		'50% * 10 = 5',
		'x = 5',
		'3 + 4',
		'3 + = 7',
		'2 \\sqrt{3} + 1 = 4',
		'3 + 4 = \\frac{14}{2}',
		'= 7',
		'5 = 5',
	])('leaves %j, which is part of something longer', (text) => {
		expect(checkSums(text).count).toBe(0);
	});
});
