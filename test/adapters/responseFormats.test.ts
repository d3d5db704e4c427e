import { PROVIDER_KINDS, type ProviderKind } from '../../adapters/providers';
import { formatAskOf } from '../../adapters/responseFormats';
import type { ResponseFormat } from '../../router/request/request';
import { modelAt } from '../support/routing';

const schemaOf = (schema: object): ResponseFormat => ({ kind: 'json_schema', name: 'answer', schema });
const TOTAL = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'], additionalProperties: false };
const LOOSE = { type: 'object', properties: { total: { type: 'number' } } };
const ask = (kind: ProviderKind, schema: object, apiModel = 'm') => formatAskOf(kind, modelAt(0, { apiModel }), schemaOf(schema));

type Way = 'schema' | 'schema and words' | 'JSON mode and words' | 'words';

/** As each provider's own docs have it. Typed as total: a new provider does not compile until it is listed here. */
const WAYS: Readonly<Record<ProviderKind, Way>> = {
	openai: 'schema',
	anthropic: 'words',
	gemini: 'schema',
	azure: 'schema',
	openrouter: 'schema and words',
	mistral: 'schema',
	groq: 'schema',
	deepseek: 'JSON mode and words',
	xai: 'schema',
	together: 'schema and words',
	ollama: 'schema and words',
	custom1: 'schema and words',
	custom2: 'schema and words',
	custom3: 'schema and words',
};

describe.each(PROVIDER_KINDS)('%s', (kind) => {
	const way = WAYS[kind];

	it(`is asked for a schema by ${way}`, () => {
		const { field, inWords } = ask(kind, TOTAL, 'openai/gpt-oss-20b');
		const schema = { type: 'json_schema', json_schema: { name: 'answer', schema: TOTAL, strict: true } };
		expect(field).toEqual(way === 'words' ? null : way === 'JSON mode and words' ? { type: 'json_object' } : schema);
		expect(inWords).toBe(way !== 'schema');
	});

	it('is asked for JSON in words, and by its JSON mode where it has one', () => {
		const asked = formatAskOf(kind, modelAt(0), { kind: 'json_object' });
		expect(asked).toEqual({ field: way === 'words' ? null : { type: 'json_object' }, inWords: true });
	});

	it('is asked for a list in words alone: schemas and JSON mode are for objects', () => {
		for (const schema of [{ type: 'array', items: TOTAL }, { anyOf: [TOTAL, LOOSE] }, { type: 'object', anyOf: [TOTAL] }]) {
			expect(ask(kind, schema)).toEqual({ field: null, inWords: true });
		}
	});
});

describe('strictly', () => {
	const strict = (schema: object, kind: ProviderKind = 'openai', apiModel = 'gpt-4o') => {
		const { field } = ask(kind, schema, apiModel);
		return field?.type === 'json_schema' ? field.json_schema : null;
	};
	const within = (part: object) => ({ ...TOTAL, properties: { total: part } });

	it.each<[string, object]>([
		['all required, none besides', TOTAL],
		['an object within', within(TOTAL)],
		['a list of objects', within({ type: 'array', items: TOTAL })],
		['a choice', within({ anyOf: [TOTAL, { type: 'null' }] })],
		['a reference', { ...within({ $ref: '#/$defs/sum' }), $defs: { sum: TOTAL } }],
		['no properties', { type: 'object', additionalProperties: false }],
		['a property called not', { ...TOTAL, properties: { not: { type: 'string' } }, required: ['not'] }],
	])('is asked for: %s', (_, schema) => {
		expect(strict(schema)).toMatchObject({ strict: true, schema });
	});

	it.each<[string, object]>([
		['others allowed', LOOSE],
		['one not required', { ...TOTAL, required: [] }],
		['an open object within', within(LOOSE)],
		['an object without a word on its properties', within({ type: 'object' })],
		['one that may be null', within({ ...LOOSE, type: ['object', 'null'] })],
		['an open object in a list', within({ type: 'array', items: LOOSE })],
		['an open object in a choice', within({ anyOf: [LOOSE, { type: 'null' }] })],
		['an open definition', { ...within({ $ref: '#/$defs/sum' }), $defs: { sum: LOOSE } }],
		['a keyword that strict decoding lacks', within({ oneOf: [{ type: 'string' }, { type: 'number' }] })],
		['bounds, which not all decode strictly', within({ type: 'number', minimum: 0 })],
		['a part that is true', within({ anyOf: [true] })],
	])('is not asked for, and the schema is left as it is: %s', (_, schema) => {
		expect(strict(schema)).toMatchObject({ strict: false, schema });
	});

	it('is asked of Groq for GPT-OSS alone', () => {
		expect(strict(TOTAL, 'groq', 'openai/gpt-oss-120b')?.strict).toBe(true);
		expect(strict(TOTAL, 'groq', 'meta-llama/llama-4-scout-17b-16e-instruct')?.strict).toBe(false);
	});
});
