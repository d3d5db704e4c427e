import { compareWithReference, type CompareBy } from '../../../router/quality/compareWithReference';

const kindOf = (by: CompareBy, answer: string, reference: string) => compareWithReference({ answer, reference, by }).kind;

describe('the same text', () => {
	it.each([
		['Paris.', 'paris'],
		['  The  Eiffel-Tower! ', 'the eiffel tower'],
		['**Yes**', 'yes'],
		['Cafe\u0301', 'CAFÉ'],
		['1,234.5 km', '1234.5 km'],
		['“Don’t”', '"don\'t"'],
		['…', '…'],
		['`foo`', 'foo'],
		['👍️', '👍'],
		['−5', '-5'],
		['2-3', '2–3'],
	])('%j is %j', (answer, reference) => expect(kindOf('text', answer, reference)).toBe('same'));

	it.each([
		['Paris, France', 'Paris'],
		['-5', '5'],
		['3.5', '35'],
		['a < b', 'a > b'],
		['👍', '👎'],
		['$5', '€5'],
		['!', '?'],
		['C++', 'C'],
		['', 'Paris'],
	])('%j is not %j', (answer, reference) => expect(kindOf('text', answer, reference)).toBe('different'));
});

describe('containing the reference', () => {
	it.each([
		['It is Paris, of course.', 'paris'],
		['The New York office', 'new-york'],
		['答案是北京。', '北京'],
		['costs $1,200 now', '$1200'],
		['x is -5.', '-5'],
	])('%j contains %j', (answer, reference) => expect(kindOf('contains', answer, reference)).toBe('same'));

	it.each([
		['I know', 'no'],
		['the new office in York', 'New York'],
		['it is 15', '5'],
		['x is -5', '5'],
		['Paris', 'It is Paris'],
	])('%j does not contain %j', (answer, reference) => expect(kindOf('contains', answer, reference)).toBe('different'));
});

describe('the same number', () => {
	it.each([
		['42', '42.0'],
		['The total is $1,234.50.', '1234.5'],
		['So x = \\boxed{-7}, as 3 > 2', '−7'],
		['Natalia sold 48 in May.\n#### 72', '72'],
		['The answer is 12. I checked it with 3 other ways.', '12'],
		['{"steps": [1, 2], "answer": 9}', '9'],
		['.5', '0.50'],
		['0.5', '1/2'],
		['½', '0.5'],
		['1e3', '1000'],
		['007', '7'],
		['0', '0.0'],
		['42 apples', '42 apples'],
		['123456789012345678901', '123456789012345678901'],
		[`It is ${'very '.repeat(40)}long: 5 in all`, '5'],
	])('%j is %j', (answer, reference) => expect(kindOf('number', answer, reference)).toBe('same'));

	it.each([
		['41', '42'],
		['-42', '42'],
		['none', '42'],
		['', '42'],
		['0.1', '0.11'],
		['123456789012345678901', '123456789012345678902'],
		['1/0', '1'],
	])('%j is not %j', (answer, reference) => expect(kindOf('number', answer, reference)).toBe('different'));

	it('says both numbers', () => {
		expect(compareWithReference({ answer: 'It is 41.', reference: '42', by: 'number' })).toEqual({
			kind: 'different',
			why: 'the answer has 41, not 42',
		});
	});
});

describe('the same JSON', () => {
	it.each([
		['{"a":1,"b":[true,null]}', '{ "b": [true, null], "a": 1.0 }'],
		['```json\n{"a":"x"}\n```', '{"a":"x"}'],
		['"x"', '"x"'],
		['[]', '[]'],
		['['.repeat(50_000 / 2) + ']'.repeat(50_000 / 2), '['.repeat(50_000 / 2) + ']'.repeat(50_000 / 2)],
	])('of any order and layout (%#)', (answer, reference) => expect(kindOf('json', answer, reference)).toBe('same'));

	it.each([
		['[1,2]', '[2,1]'],
		['{"a":1}', '{"a":1,"b":2}'],
		['{"a":1,"b":2}', '{"a":1,"c":2}'],
		['{"a":"1"}', '{"a":1}'],
		['[]', '{}'],
		['null', '{}'],
		['Here: {"a":1}', '{"a":1}'],
		['{"0":1}', '[1]'],
	])('%j is not %j', (answer, reference) => expect(kindOf('json', answer, reference)).toBe('different'));
});

it.each<[CompareBy, string, RegExp]>([
	['text', '  ', /^is empty/],
	['number', 'many', /^has no number/],
	['json', 'a: 1', /^is not valid JSON/],
	['text', 'x'.repeat(65_537), /^has more than 65536/],
])('by %s a reference that cannot be compared with is the user’s mistake, not the model’s', (by, reference, why) => {
	expect(compareWithReference({ answer: 'a', reference, by })).toEqual({ kind: 'unusable', why: expect.stringMatching(why) });
});

it('an answer too long to be read is different', () => {
	expect(kindOf('contains', `Paris ${'x '.repeat(40_000)}`, 'Paris')).toBe('different');
});
