import { readCompletion } from '../../../adapters/openai/completion';
import { readEventStream } from '../../../adapters/openai/eventStream';
import { readBill } from '../../../adapters/openai/usage';

const DONE = 'data: [DONE]\n\n';
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) =>
	`data: ${JSON.stringify({ model: 'm', choices: [{ index: 0, delta, finish_reason, ...more }] })}\n\n`;
const completion = (text: string) => readCompletion(readEventStream(text));

describe('a stream that was not asked for', () => {
	it('is the answer it amounts to', () => {
		const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 2 } })}\n\n`;
		const text = `: hello\n\n${chunk({ role: 'assistant', content: 'Hel' })}${chunk({ content: 'lo' })}${chunk({}, 'stop')}${usage}${DONE}`;
		expect(completion(text)).toMatchObject({ kind: 'answer', answer: { text: 'Hello', finish: 'stop', servedBy: 'm' } });
		expect(readBill(readEventStream(text), null).usage).toMatchObject({ inputTokens: 7, outputTokens: 2 });
	});

	it('is read whatever its lines end with, and whatever else they hold', () => {
		const text = `event: x\r\nid: 1\r\n${chunk({ content: 'Hi' }, 'stop').replaceAll('\n', '\r\n')}data: {cut\r\n\r\ndata:[DONE]\r\n`;
		expect(completion(text)).toMatchObject({ kind: 'answer', answer: { text: 'Hi' } });
	});

	it('may come as whole messages', () => {
		const text = `data: ${JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })}\n\n`;
		expect(completion(text)).toMatchObject({ kind: 'answer', answer: { text: 'Hi', servedBy: null } });
	});

	it('keeps refusals, tool calls and log-probabilities', () => {
		const call = (more: object) => ({ tool_calls: [{ index: 0, ...more }] });
		const text =
			chunk({ refusal: 'Not ' }) +
			chunk({ refusal: 'that.' }, null, { logprobs: { content: [{ logprob: -0.5 }] } }) +
			chunk(call({ id: 'c1', function: { name: 'f', arguments: '{"a"' } })) +
			chunk(call({ function: { arguments: ':1}' } })) +
			chunk({ tool_calls: [{ index: 1, id: 'c2', function: { name: 'g' } }] }, 'tool_calls');
		expect(completion(text)).toMatchObject({
			answer: {
				text: 'Not that.',
				refused: true,
				logProbs: [-0.5],
				toolCalls: [
					{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
					{ id: 'c2', type: 'function', function: { name: 'g', arguments: '' } },
				],
			},
		});
	});

	it('that ends without an end was broken off', () => {
		expect(completion(chunk({ content: 'Hel' }))).toMatchObject({ kind: 'interrupted', text: 'Hel' });
		expect(completion(chunk({ content: 'Hel' }) + DONE)).toMatchObject({ kind: 'answer', answer: { text: 'Hel', finish: 'other' } });
	});

	it('that ends with an error holds it', () => {
		const error = { code: 502, message: 'gone' };
		const last = `data: ${JSON.stringify({ error, choices: [{ delta: {}, finish_reason: 'error' }] })}\n\n`;
		expect(completion(chunk({ content: 'Hel' }) + last)).toMatchObject({ kind: 'interrupted', text: 'Hel', error });
		expect(readEventStream(`data: ${JSON.stringify({ error })}\n\n`)).toEqual({ error });
	});

	test.each(['data: {"choices":[]}\n\n', 'data: 7\n\n', DONE, 'Hi', '{"data": 1}', '', '<html>data: x'])('is none: %j', (text) => {
		expect(readEventStream(text)).toBeNull();
	});
});
