import { readCompletion } from '../../../adapters/openai/completion';
import { readEventStream } from '../../../adapters/openai/eventStream';
import { readThinking } from '../../../adapters/openai/thoughts';
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
					{ id: 'c1', name: 'f', arguments: '{"a":1}' },
					{ id: 'c2', name: 'g', arguments: '{}' },
				],
			},
		});
	});

	const calls = (...pieces: object[]) => completion(pieces.map((piece) => chunk({ tool_calls: [piece] })).join('') + DONE);
	const called = (name: string, given: string) => ({ function: { name, arguments: given } });

	it('may give all whole calls the same number, as Gemini does, or none', () => {
		const two = {
			answer: {
				toolCalls: [
					{ name: 'f', arguments: '{}' },
					{ name: 'g', arguments: '{"b":2}' },
				],
			},
		};
		expect(calls({ index: 0, id: '1', ...called('f', '{}') }, { index: 0, id: '2', ...called('g', '{"b":2}') })).toMatchObject(two);
		expect(calls({ id: '1', ...called('f', '{}') }, { id: '2', ...called('g', '{"b":2}') })).toMatchObject(two);
		expect(calls(called('f', '{}'), called('g', '{"b":2}'))).toMatchObject(two);
	});

	it('may say id and name of a call with each piece', () => {
		const pieces = ['{"a', '":1}'].map((given) => ({ index: 0, id: '1', ...called('f', given) }));
		expect(calls(...pieces)).toMatchObject({ answer: { toolCalls: [{ id: '1', name: 'f', arguments: '{"a":1}' }] } });
	});

	it('keeps what is to go back with calls, put together', () => {
		const detail = (more: object) => chunk({ reasoning_details: [{ type: 'reasoning.text', index: 0, ...more }] });
		const signed = { index: 0, id: '1', extra_content: { google: { thought_signature: 's' } }, ...called('f', '{}') };
		const text =
			detail({ text: 'Let ' }) +
			detail({ text: 'me.', signature: null }) +
			detail({ signature: 'sig' }) +
			chunk({ reasoning_details: [{ type: 'reasoning.encrypted', index: 1, data: 'x' }] }) +
			chunk({ reasoning: 'Let ' }) +
			chunk({ reasoning: 'me.', tool_calls: [signed] }) +
			DONE;
		const asked = { model: { providerId: 'p', apiModel: 'm' }, tools: ['f'] };
		expect(readCompletion(readEventStream(text), asked)).toMatchObject({
			answer: {
				carried: {
					fields: {
						reasoning: 'Let me.',
						reasoning_details: [
							{ type: 'reasoning.text', index: 0, text: 'Let me.', signature: 'sig' },
							{ type: 'reasoning.encrypted', index: 1, data: 'x' },
						],
					},
				},
				toolCalls: [{ carried: { fields: { extra_content: { google: { thought_signature: 's' } } } } }],
			},
		});
	});

	it('has the first choice alone, and content in parts', () => {
		const other = `data: ${JSON.stringify({ choices: [{ index: 1, delta: { content: 'Other' } }] })}\n\n`;
		const parts = chunk(
			{
				content: [
					{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
					{ type: 'text', text: 'lo' },
				],
			},
			'stop',
		);
		const body = readEventStream(chunk({ content: 'Hel' }) + other + parts);
		expect(readCompletion(body)).toMatchObject({ answer: { text: 'Hello' } });
		expect(readThinking(body)).toMatchObject({ aside: 'hm' });
	});

	it('may have line separators in its texts', () => {
		expect(completion(chunk({ content: 'a\u2028b\u2029c' }, 'stop'))).toMatchObject({ answer: { text: 'a\u2028b\u2029c' } });
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
