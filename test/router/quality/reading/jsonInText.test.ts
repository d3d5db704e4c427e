import { readJsonInText } from '../../../../router/quality/reading/jsonInText';

describe('the one JSON value in a text', () => {
	it.each<[string, string, unknown]>([
		['bare', '{"a":1}', { a: 1 }],
		['with blanks and a byte order mark', '\uFEFF\n {"a":1}\n ', { a: 1 }],
		['a list', '[1,"2",null]', [1, '2', null]],
		['in a fence', '```json\n{"a":1}\n```', { a: 1 }],
		['in a fence without a name', '```\n{"a":1}\n```', { a: 1 }],
		['in a fence that is not closed', '```json\n{"a":1}', { a: 1 }],
		['in a fence on one line', '```json {"a":1} ```', { a: 1 }],
		['with words around it', 'Sure! Here it is:\n{"a":1}\nAnything else?', { a: 1 }],
		['with a fence and words around it', 'Here it is:\n\n```json\n{"a":1}\n```\n\nTell me [if you like] more.', { a: 1 }],
		['with brackets in prose', 'For {name} (see [below]): {"a":1}', { a: 1 }],
		['with brackets and quotes in its texts', '{"a":"} ] \\" { ``` [","b":["\\\\"]}', { a: '} ] " { ``` [', b: ['\\'] }],
		['in any script', '{"名前":"Žofie 🐝","é":"\\u00e9"}', { 名前: 'Žofie 🐝', é: 'é' }],
		['with numbers as text, left as text', '{"a":{"price":"12.50"}}', { a: { price: '12.50' } }],
		['empty', '{}', {}],
	])('is read %s', (_, text, value) => {
		expect(readJsonInText(text)).toEqual({ ok: true, value });
	});

	it.each<[string, string]>([
		['', 'the answer has no JSON object or list'],
		['I cannot do that.', 'the answer has no JSON object or list'],
		['null', 'the answer has no JSON object or list'],
		['"text"', 'the answer has no JSON object or list'],
		['42', 'the answer has no JSON object or list'],
		['{"a":1', 'the JSON in the answer is cut off'],
		['{"a":{"b":1},"c":"and th', 'the JSON in the answer is cut off'],
		['[{"a":1},{"a":2}', 'the JSON in the answer is cut off'],
		['```json\n{"a":[1,2\n```', 'the JSON in the answer is cut off'],
		['{"a":1}\n{"a":2}', 'the answer has more than one JSON value'],
		['```json\n{"a":1}\n```\nor\n```json\n{"a":2}\n```', 'the answer has more than one JSON value'],
		['{"a":1,}', 'the JSON in the answer is not valid'],
		['{"a": NaN}', 'the JSON in the answer is not valid'],
		['{"a":{"b":1} oops}', 'the JSON in the answer is not valid'],
		['{"a":1} {"a":2,}', 'the JSON in the answer is not valid'],
		['"{\\"a\\":1}"', 'the answer has no JSON object or list'],
	])('is none in %j', (text, why) => {
		expect(readJsonInText(text)).toMatchObject({ ok: false, why });
	});

	it('says where the JSON breaks', () => {
		expect(readJsonInText('{"a":1,}')).toMatchObject({ where: expect.stringContaining('position 7') });
	});

	it('is none among brackets without end', () => {
		const among = (brackets: number) => readJsonInText(`${'[a]'.repeat(brackets)}{"a":1}`);
		expect(among(999)).toEqual({ ok: true, value: { a: 1 } });
		expect(among(1_000)).toMatchObject({ ok: false, why: 'the answer has too many brackets to tell its JSON' });
	});

	it('is none that is nested without end', () => {
		const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
		expect(readJsonInText(nested(64)).ok).toBe(true);
		expect(readJsonInText(nested(65))).toEqual({ ok: false, why: 'the JSON in the answer is nested too deeply' });
		expect(readJsonInText(nested(500_000)).ok).toBe(false);
	});
});
