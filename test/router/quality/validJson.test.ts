import { createValidJsonCheck } from '../../../router/quality/validJson';
import { answerOf, askOf } from '../../support/routing';
import { scoreOf } from '../../support/checks';

const check = createValidJsonCheck({ severity: 'must_pass' });

describe('Valid JSON', () => {
	it.each(['{"ok":true}', ' [1, 2]\n', '391', '```json\n{"a": 1}\n```', '\n```\n{"a": 1}\n```\n'])('accepts %j', async (text) => {
		expect(await scoreOf(check, text)).toBe(1);
	});

	it.each([
		'{"a": 1,}',
		"{'a': 1}",
		'Here it is: {"a": 1}',
		'Here:\n```json\n{"a": 1}\n```',
		'```json\n{"a": 1}',
		'```json\n{"a": 1}\n```\n```json\n{"b": 1}\n```',
		'```python\n{"a": 1}\n```',
		'Canberra.',
		'',
	])('rejects %j', async (text) => expect(await scoreOf(check, text)).toBe(0));

	it('does not judge an answer that is only a tool call', async () => {
		expect(await check.run(askOf(answerOf('', { toolCalls: [{ id: null, name: 'x', arguments: '{}' }] })))).toEqual({
			kind: 'not_applicable',
		});
	});

	it('is a free check with the severity it was given', () => {
		expect(check).toMatchObject({ name: 'Valid JSON', severity: 'must_pass', cost: 'free', remedy: 'stronger', needsLogProbs: false });
	});
});
