import { saysTheSame } from '../../../../router/learning/audit/sameAnswer';

describe('two answers', () => {
	it.each([
		['spam', ' Spam.\n'],
		['"Not Spam"', 'not spam'],
		['**YES**', 'yes'],
		['12.50', '12.5'],
		['+7', '7.'],
		['1,234,567', '1234567'],
		['1,234.50', '1.234,5'],
		['0,5', '0.50'],
		['{"a":1,"b":[1,2]}', '```json\n{ "b": [1.0, 2], "a": 1 }\n```'],
		['line one\r\nline two', 'line one\nline two\n'],
		['\u00dcber Stra\u00dfe', '\u00fcber stra\u00dfe'],
	])('that say the same: %j and %j', (a, b) => {
		expect(saysTheSame(a, b)).toBe(true);
		expect(saysTheSame(b, a)).toBe(true);
	});

	it.each([
		['spam', 'not spam'],
		['1,000', '1.000'],
		['1.000', '1'],
		['1,000', '1000'],
		['007', '7'],
		['5', '-5'],
		['5', '5%'],
		['C', 'C++'],
		['C#', 'C'],
		['aGVsbG8', 'AGVSBG8'],
		['x = Foo', 'x = foo'],
		['{"a":[1,2]}', '{"a":[2,1]}'],
		['{"a":"X"}', '{"a":"x"}'],
		['{"a":12345678901234567890}', '{"a":12345678901234567891}'],
		['{"a":1}', 'So: {"a":1}'],
		['', 'none'],
		['First line.\nSecond', 'first line.\nsecond'],
	])('that may not: %j and %j', (a, b) => {
		expect(saysTheSame(a, b)).toBe(false);
	});
});
