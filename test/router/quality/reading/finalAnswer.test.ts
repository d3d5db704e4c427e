import { agrees, finalAnswerOf } from '../../../../router/quality/reading/finalAnswer';

const number = (value: string) => ({ kind: 'number', value });
const option = (value: string) => ({ kind: 'option', value });
const words = (value: string) => ({ kind: 'words', value });
const prose = 'The night was long and the road was longer, and nobody on it had yet spoken of the weather or the war. ';

describe('the final answer of a text', () => {
	it.each([
		['42', number('42')],
		['It is 42.', number('42')],
		['12 × 5 = 60', number('60')],
		['$1,234.50', number('1234.5')],
		['+007', number('7')],
		['-3', number('-3')],
		['−3', number('-3')],
		['in 2020-2024', number('2024')],
		['3/4', number('3/4')],
		['2.000', number('2')],
		['12345678901234567890', number('12345678901234567890')],
		['B', option('B')],
		['(B)', option('B')],
		['**B**', option('B')],
		['C) Paris', option('C')],
		['D. 42', option('D')],
		['Paris', words('paris')],
		['  "Paris!"  ', words('paris')],
		['ＰＡＲＩＳ', words('paris')],
		['{"answer": 42}', number('42')],
		['{"why": "1 and 2", "answer": "Paris"}', words('paris')],
		['{"answer": true}', words('true')],
		['so \\boxed{7} or rather \\boxed{\\frac{1}{2}}', number('2')],
		['x = \\boxed{42}, found in 3 steps', number('42')],
		['\\boxed{B} as the other 3 fail', option('B')],
		['４２', number('42')],
		[`${prose}So he has ４２.`, number('42')],
		[`${prose}\n**Answer**: Paris`, words('paris')],
		[`${prose}#### 18`, number('18')],
		[`${prose}\n**Answer:** Paris`, words('paris')],
		[`${prose}The answer is (C) because of that. ${prose}`, option('C')],
		[`The answer is 4. No: the answer is 5. ${prose}`, number('5')],
		[`${prose}So he has 42 apples.`, number('42')],
		[`${prose}\nTotal: 3.5 kg`, number('3.5')],
	])('%j', (text, expected) => {
		expect(finalAnswerOf(text)).toEqual(expected);
	});

	it.each([
		['nothing', '  '],
		['marks only', '…!?'],
		['long prose', prose.repeat(3)],
		['long prose that ends in a short sentence', `${prose}He slept.`],
		['a number in a long sentence', `${prose}and 42 ${'of them went on and on '.repeat(5)}`],
		['JSON without an answer', '{"name": "Bob", "age": 30}'],
		['a list', '[1, 2, 3]'],
		['broken JSON', '{"answer": 42,}'],
	])('is none in %s', (_, text) => {
		expect(finalAnswerOf(text)).toBeNull();
	});

	it('is read from 64 KB of anything', () => {
		for (const unit of ['1', ',', '-', '.', '{', '\\boxed{', 'answer is ', '####', ' ', '\n', "'", 'a', '(', '*', '}', '1/', '. ', 'İ']) {
			const text = unit.repeat(Math.floor(65_536 / unit.length));
			expect(['object', 'number']).toContain(typeof finalAnswerOf(text));
			finalAnswerOf(`{${text}}`);
		}
	});
});

describe('two final answers agree', () => {
	const agree = (a: string, b: string) => {
		const [x, y] = [finalAnswerOf(a), finalAnswerOf(b)];
		if (x === null || y === null) throw new Error('no final answer');
		expect(agrees(y, x)).toBe(agrees(x, y));
		return agrees(x, y);
	};

	it.each([
		['42', 'It is 42.0 apples'],
		['Paris', 'The capital of France is Paris.'],
		['Yes', 'Yes, it does.'],
		['(B)', 'B. Paris'],
	])('%j and %j', (a, b) => {
		expect(agree(a, b)).toBe(true);
	});

	it.each([
		['42', '43'],
		['42', '-42'],
		['3', '3/4'],
		['A', 'B'],
		['Paris', 'London'],
		['safe', 'It is not safe'],
		['safe', "It isn't safe"],
		['it is', 'It is never'],
		['is', 'It is Paris'],
		['B', '2'],
		['new york', 'york new'],
	])('not %j and %j', (a, b) => {
		expect(agree(a, b)).toBe(false);
	});
});
