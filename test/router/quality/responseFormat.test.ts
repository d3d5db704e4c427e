import { runGate } from '../../../router/quality/gate';
import { createResponseFormatCheck } from '../../../router/quality/responseFormat';
import { judge, scoreOf } from '../../support/checks';
import { answerOf, askOf } from '../../support/routing';

const json = createResponseFormatCheck({ kind: 'json_object' });
const lines = createResponseFormatCheck({
	kind: 'json_schema',
	name: 'answer',
	schema: {
		type: 'object',
		properties: { lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] } } },
		required: ['lines'],
	},
});

describe('Response Format', () => {
	it.each(['{"a":1}', '[]', 'Here: {"a":1}', '```json\n{}\n```'])('takes %j for JSON', async (text) => {
		expect(await scoreOf(json, text)).toBe(1);
	});

	it.each(['null', '12', '"yes"', 'yes', '', '{"a":'])('does not take %j for JSON', async (text) => {
		expect(await scoreOf(json, text)).toBe(0);
	});

	it.each([
		['{"lines":[{"price":1}]}', null],
		['{"lines":[{"price":1},{"price":"1"}]}', '#/lines/1/price: type, expected "number", found "string"'],
		['{"lines":[{}]}', '#/lines/0: required, "price" is missing'],
		['[]', '#: type, expected "object", found "array"'],
	])('holds %s against the schema and names the place', async (text, quote) => {
		const result = await judge(lines, text);
		expect(result.kind === 'score' ? (result.quote ?? null) : result.kind).toBe(quote);
	});

	it('rejects however low the bar is, and where it could not judge', async () => {
		const cases = ['yes', '{"lines":[{"price":"1"}]}', JSON.stringify({ lines: Array.from({ length: 6_000 }, () => ({ price: 1 })) })];
		for (const text of cases) expect((await runGate([lines], askOf(answerOf(text)), 0)).verdict).toBe('rejected');
	});

	it('takes no tool call for an answer', async () => {
		expect(await json.run(askOf(answerOf('', { toolCalls: [{ id: null, name: 'x', arguments: '{}' }] })))).toMatchObject({ score: 0 });
	});
});
