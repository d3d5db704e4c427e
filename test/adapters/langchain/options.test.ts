import { DynamicTool, tool } from '@langchain/core/tools';

import { schemaConverter } from '../../../adapters/langchain/jsonSchema';
import { readOptions } from '../../../adapters/langchain/options';
import { z } from '../../../vendor/zod';
import { sdkLike } from './sdkLike';

const schemaOf = schemaConverter(sdkLike());
const read = (options: Record<string, unknown>) => readOptions(options, schemaOf);
const parameters = { type: 'object' as const, properties: { q: { type: 'number' } }, required: ['q'] };
const ONE = { type: 'function', function: { name: 'one', description: 'd', parameters } };
const SPEC = { name: 'one', description: 'd', parameters };

describe('tools', () => {
	it.each<[string, object]>([
		['OpenAI', ONE],
		['the Responses API', { type: 'function', name: 'one', description: 'd', parameters }],
		['Anthropic', { name: 'one', description: 'd', input_schema: parameters }],
		['the SDK', { type: 'function', name: 'one', description: 'd', inputSchema: parameters }],
		['LangChain', { name: 'one', description: 'd', schema: parameters }],
		['LangChain, as an object', tool(() => '', { name: 'one', description: 'd', schema: parameters })],
		['LangChain, with zod', { name: 'one', description: 'd', schema: z.object({ q: z.number() }), invoke: () => '' }],
	])('are read as %s has them', (_, raw) => {
		expect(read({ tools: [raw] })).toMatchObject({ tools: [SPEC], leftOut: [] });
	});

	it('that take a text have a schema too', () => {
		const [spec] = read({ tools: [new DynamicTool({ name: 'one', description: 'd', func: async () => '' })] }).tools ?? [];
		expect(spec?.parameters).toMatchObject({ type: 'object', properties: { input: { type: 'string' } } });
	});

	it('keep that they are strict, take anything where they say nothing, and lose the version of the schema', () => {
		const strict = { type: 'function', function: { name: 'one', strict: true, parameters: { $schema: 'x', ...parameters } } };
		expect(read({ tools: [strict, { type: 'function', function: { name: 'two' } }] }).tools).toEqual([
			{ name: 'one', description: null, parameters, strict: true },
			{ name: 'two', description: null, parameters: { type: 'object', properties: {} } },
		]);
	});

	it('are there once for each name', () => {
		const again = { name: 'one', description: 'another', input_schema: parameters };
		expect(read({ tools: [ONE, again] }).tools).toEqual([SPEC]);
	});

	it('of a provider are named apart', () => {
		const own = [{ type: 'web_search_20250305', name: 'web_search' }, { type: 'provider', name: 'search' }, { type: 'code_interpreter' }];
		expect(read({ tools: [ONE, ...own] })).toEqual({ tools: [SPEC], leftOut: ['web_search_20250305', 'search', 'code_interpreter'] });
	});

	it('without a name are an error', () => {
		expect(() => read({ tools: [{ description: 'd' }] })).toThrow('has no name');
	});
});

describe('the choice', () => {
	it.each<[unknown, unknown]>([
		['auto', { kind: 'auto' }],
		['none', { kind: 'none' }],
		['any', { kind: 'required' }],
		['required', { kind: 'required' }],
		[{ type: 'any' }, { kind: 'required' }],
		['one', { kind: 'tool', name: 'one' }],
		[
			{ type: 'function', function: { name: 'one' } },
			{ kind: 'tool', name: 'one' },
		],
		[
			{ type: 'tool', name: 'one' },
			{ kind: 'tool', name: 'one' },
		],
		[undefined, undefined],
		[{ odd: 1 }, undefined],
	])('%j is %j', (tool_choice, expected) => {
		expect(read({ tools: [ONE], tool_choice }).toolChoice).toEqual(expected);
	});

	it('is none without tools, and of a tool that is not there is said', () => {
		expect(read({ tool_choice: 'any' })).toEqual({ leftOut: [] });
		expect(read({ tools: [ONE], tool_choice: 'web_search' })).toEqual({ tools: [SPEC], leftOut: ['web_search'] });
	});
});

it('reads where the answer ends', () => {
	expect(read({ stop: ['A', ''] }).stop).toEqual(['A']);
	expect(read({ stop: 'A' }).stop).toEqual(['A']);
	expect(read({ stop: [] })).toEqual({ leftOut: [] });
});

it('reads what the answer has to be', () => {
	expect(read({ response_format: { type: 'json_object' } }).responseFormat).toEqual({ kind: 'json_object' });
	expect(read({ response_format: { type: 'json_schema', json_schema: { name: 'my answer', schema: parameters } } }).responseFormat).toEqual(
		{
			kind: 'json_schema',
			name: 'my_answer',
			schema: parameters,
		},
	);
	expect(read({ response_format: { type: 'text' } })).toEqual({ leftOut: [] });
});
