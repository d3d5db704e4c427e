import { createArithmeticCheck } from '../../../router/quality/arithmetic';
import { judge, scoreOf } from '../../support/checks';
import { analyzed } from '../../support/requests';
import { answerOf, askOf } from '../../support/routing';

const check = createArithmeticCheck({ severity: 'counts' });

describe('Arithmetic', () => {
	it.each([
		'17 · 23 = 391',
		'17 × 23 = 391.',
		'So 3 × 40 = $120 in all.',
		'5% of 200 is 10',
		'2+3=5+1=6',
		'9 * 2 = <<9*2=18>>18 dollars',
		'\\(17 \\times 23 = 391\\)',
		'$\\frac{3}{4} = 0.75$',
		'1,200 + 300 = 1,500',
		'10 / 3 = 3.33',
		'10 / 3 = 3.34',
		'2^10 = 1,024',
		'5² = 25',
		'2 × [3 + (4 − 1)] = 12',
		'3 x 4 = 12',
		'25/200 × 100 = 12.5%',
		'25/200 = 12.5%',
		'17 apples + 5 apples = 22 apples',
		'**17 × 23** = **391**',
		'2**3 = 8',
		'3.33 × 300 = 1000',
		'0.1 + 0.2 = 0.3',
		'(3 + 4 = 7)',
		'x = 2 + 3 = 5',
		'-3 + 5 = 2',
		'1. 2 + 3 = 5',
		'2(3 + 4) = 14',
		'17 / 5 = 3',
		'\\text{Total} = 3 \\cdot 4 = 12',
		'2^2 = 4 and gcd(8, 12) = 2^2',
	])('passes %j', async (text) => expect(await scoreOf(check, text)).toBe(1));

	it.each([
		['17 · 23 = 381', '17 · 23 = 381, not 391'],
		['It costs 3 × 40 = $130.', '3 × 40 = $130, not 120'],
		['5% of 200 is 20', '5% of 200 is 20, not 10'],
		['2+3=5+1=7', '5+1=7, not 6'],
		['She has 9 * 2 = <<9*2=19>>19 eggs', '9*2=19, not 18'],
		['\\[17 \\times 23 = 381\\]', '17 × 23 = 381, not 391'],
		['\\frac{3}{4} = 0.6', null],
		['1,200 + 300 = 1,600', null],
		['2^10 = 1,000', null],
		['19.99 × 3 = 59.79', null],
		['0.1 + 0.2 = 0.4', null],
		['19.99 + 5.01 = 25.02', null],
		['2 × [3 + (4 − 1)] = 13', null],
		['17 apples + 5 apples = 23 apples', null],
		['17 + 5 = 23 apples', null],
		['**17 × 23** = **381**', null],
		['x = 2 + 3 = 6', null],
		['10 = 3 × 3', null],
		['First: 4 + 4 = 9', null],
		['(3 + 4 = 8)', null],
		['10 / 3 = 4.5', null],
		['6 \\div 2 = 4', null],
		['1{,}200 + 300 = 1{,}600', null],
		['\\$3 + \\$4 = \\$8', null],
		['\\left(2 + 3\\right) \\times 2 = 11', null],
		['2\\;+\\;2\\;=\\;5', null],
		['1\u202f200 + 300 = 1\u202f600', null],
	])('rejects %j', async (text, quote) => {
		const result = await judge(check, text);
		expect(result).toMatchObject({ kind: 'score', score: 0, reason: 'a calculation is wrong' });
		if (quote !== null) expect(result).toMatchObject({ quote });
	});

	it.each([
		'Canberra.',
		'x = 5',
		'2x + 3 = 8',
		'3a + 2 = 6a',
		'2024-01-02 = a Tuesday',
		'pages 10-20',
		'version 2.0.1 = 2.1',
		'if (2 + 2 == 5)',
		'a := 2 + 2',
		'10:30 + 1 = 11:30',
		'10:00 + 2 = 13:00',
		'1 hour + 30 minutes = 90 minutes',
		'3 m × 200 cm = 6 m²',
		'f(2) + 1 = 7',
		'C(5,2) = 10',
		'gcd(12,18) = 6',
		'log_2(8) + 1 = 4',
		'10 + 7 = 5 (mod 12)',
		'2 + 2 = 5 is wrong.',
		'Is 2 + 2 = 5?',
		'2 + 2 ≠ 5',
		'2/3 ≈ 0.5',
		'`2 + 2 = 5`',
		'```\n2 + 2 = 5\n```',
		'3 × 10^8 m/s',
		'17 % 5 = 2',
		'7 // 2 = 3',
		'1 1/2 + 1 = 2.5',
		'100 + 10% = 110',
		'2 + y = 5',
		'n! = 120',
		'1 + 1 = 10 in binary',
		'3 million + 2 = 5',
		'6 ÷ 2(1+2) = 1',
		'-2² = 4',
		'3 of 12 = 25%',
		'20% off 50 = 40',
		'5 - 8 = 3',
		'1 kg = 2.2 lb',
		'2 width + 4 = 10',
		'(12,18) = 2 × 3',
		'+ 2 = 3',
		'H2O + 2 = 3',
		'2 + 3 = 5x',
		'= 5',
		'3 + 4 =',
		'lcm(6, 14, 21) = 2 × 3 × 7',
		'P(X = 4) = (5C4) × 3',
		'(2 + 4) / 2) = (10',
		'~~2 + 2 = 5~~',
		'Run `a; 2 + 2 = 5; b` now',
		'- 2 + 3 = 1',
		'twice 3 + 1 = 7',
		'width - 2 + 3 = 9',
		'n 2 + 3 = 6',
		'| 3 - 9 = 2 |',
		'11 + 2 = 1:00',
		'2 + 3 = 6 times 4',
		'-2² + 1 = 5',
		`${'('.repeat(4_000)}1${')'.repeat(4_000)} + 1 = 3`,
		'(2 × (1 + 1 = 3',
	])('does not read %j', async (text) => {
		const result = await judge(check, text);
		expect(result.kind === 'score' ? result.score : 'none').not.toBe(0);
	});

	it('reads decimal commas where the request is not in English', async () => {
		expect(await scoreOf(check, '3,5 + 2,5 = 6', 'Was ist die Summe und wie rechne ich das aus?')).toBe(1);
		expect(await scoreOf(check, '3,5 + 2,5 = 7', 'Was ist die Summe und wie rechne ich das aus?')).toBe(0);
		expect(await scoreOf(check, '3,5 + 2,5 = 7', 'What is the sum of this?')).toBe('not_applicable');
		expect(await scoreOf(check, '1.200 + 300 = 1.500', 'Was ist die Summe und wie rechne ich das aus?')).toBe(1);
	});

	it('shows a fraction as it stands', async () => {
		expect(await judge(check, '\\frac{3}{4} = 0.6')).toMatchObject({ quote: '\\frac{3}{4} = 0.6, not 0.75' });
	});

	it('reads no number that is cut in half', async () => {
		const cutOff = { ...askOf(answerOf('2 + 2 = 4\n17 × 23 = 39', { finish: 'length' })), request: analyzed('hi') };
		expect(await check.run(cutOff)).toMatchObject({ score: 1 });
		expect(await scoreOf(check, '2 + 2 = 4\n17 × 23 = 39')).toBe(0);
	});

	it('reads equations up to a limit, says where it stopped, and lets nothing through that it did not read', async () => {
		expect(await scoreOf(check, `${'1 + 1 = 2\n'.repeat(7_000)}1 + 1 = 3`)).toBe(0);
		expect(await judge(check, `${'1 + 1 = 2\n'.repeat(8_000)}1 + 1 = 3`)).toEqual({
			kind: 'error',
			reason: 'it stopped after 65529 characters of calculations',
		});
		expect(await scoreOf(check, `1 + 1 = 3\n${'1 + 1 = 2\n'.repeat(8_000)}`)).toBe(0);
		expect(await scoreOf(check, `${'no sum\n'.repeat(40_000)}1 + 1 = 3`)).toBe(0);
	});

	it('does not blame the answer for what the request says', async () => {
		expect(await scoreOf(check, 'Orwell wrote 2+2=5.', 'Who wrote "2 + 2 = 5"')).toBe('not_applicable');
	});
});
