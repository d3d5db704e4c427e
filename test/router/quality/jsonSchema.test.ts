import { createJsonSchemaCheck, parseJsonSchema } from '../../../router/quality/jsonSchema';
import { judge, scoreOf } from '../../support/checks';

const checkOf = (schema: object) => createJsonSchemaCheck({ severity: 'must_pass', schema });
const person = checkOf({
	type: 'object',
	required: ['name'],
	additionalProperties: false,
	properties: {
		name: { type: 'string', pattern: '^[A-Z]' },
		age: { type: 'integer', minimum: 0 },
		tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
	},
	$defs: { tag: { enum: ['a', 'b'] } },
});

describe('JSON Schema', () => {
	it.each(['{"name":"Ada"}', '```json\n{"name":"Ada","age":36,"tags":["a","b"]}\n```'])('accepts %j', async (text) => {
		expect(await scoreOf(person, text)).toBe(1);
	});

	it.each([
		['{}', '#: required'],
		['{"name":"ada"}', '#/name: pattern'],
		['{"name":"Ada","age":-1}', '#/age: minimum'],
		['{"name":"Ada","tags":["c"]}', '#/tags/0: enum'],
		['{"name":"Ada","secret":1}', '#/secret: not allowed'],
		['[]', '#: type'],
	])('rejects %j and names the place', async (text, quote) => {
		const result = await judge(person, text);
		expect(result).toMatchObject({ score: 0, reason: 'the answer is not as the schema says' });
		expect(result.kind === 'score' ? result.quote : '').toContain(quote);
	});

	it('rejects what is not JSON', async () => {
		expect(await judge(person, 'Ada')).toMatchObject({ score: 0, reason: 'the answer is not valid JSON' });
	});

	it('tests patterns in linear time, where a backtracking engine would never end', async () => {
		const check = checkOf({ type: 'string', pattern: '^(a+)+$' });
		expect(await scoreOf(check, JSON.stringify(`${'a'.repeat(50_000)}!`))).toBe(0);
		expect(await scoreOf(check, '"aaa"')).toBe(1);
	});

	it('keeps a pattern beside a format and other conditions', async () => {
		const check = checkOf({ type: 'string', format: 'email', pattern: 'example', allOf: [{ maxLength: 20 }] });
		expect(await scoreOf(check, '"ada@example.org"')).toBe(1);
		expect(await scoreOf(check, '"example"')).toBe(0);
		expect(await scoreOf(check, '"ada@sample.org"')).toBe(0);
		expect(await scoreOf(check, '"ada.lovelace@example.org"')).toBe(0);
	});

	it('takes names and data that look like keywords for what they are', async () => {
		const check = checkOf({
			properties: { pattern: { type: 'string' }, const: { type: 'string', pattern: '^b' } },
			enum: [{ pattern: '(' }, { const: 'b' }, { const: 'a' }],
		});
		expect(await scoreOf(check, '{"pattern":"("}')).toBe(1);
		expect(await scoreOf(check, '{"const":"b"}')).toBe(1);
		expect(await scoreOf(check, '{"const":"a"}')).toBe(0);
	});

	it('does not judge lists whose comparison would take too long', async () => {
		expect(await scoreOf(checkOf({ uniqueItems: true }), JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i)))).toBe('error');
	});
});

describe('reading a schema', () => {
	it('accepts one that can be used', () => {
		expect(parseJsonSchema('{"type":"object"}')).toEqual({ ok: true, schema: { type: 'object' } });
	});

	it.each([
		['{', 'is not valid JSON'],
		['[]', 'is not a JSON object'],
		['3', 'is not a JSON object'],
		['{"properties":{"a":{"$ref":"#/$defs/b"}}}', 'has a $ref that leads nowhere: #/$defs/b'],
		['{"$ref":"#"}', 'cannot be used: it refers to itself without end'],
		['{"pattern":"(?=a)"}', 'has a pattern that cannot be used'],
		['{"patternProperties":{"^a":{}}}', 'uses patternProperties, which is not supported'],
	])('says why %s cannot be used', (text, why) => {
		const parsed = parseJsonSchema(text);
		expect(parsed.ok ? '' : parsed.why).toContain(why);
	});
});
