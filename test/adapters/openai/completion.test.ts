import { readCompletion, readEmbeddings } from '../../../adapters/openai/completion';

const chat = (message: unknown, finish_reason: unknown = 'stop', more: object = {}) => ({
	model: 'served-1',
	choices: [{ index: 0, message, finish_reason }],
	...more,
});

const CALL = { id: '1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
const CALLED = { id: '1', name: 'f', arguments: '{"a":1}' };

describe('readCompletion', () => {
	it('reads an answer', () => {
		expect(readCompletion(chat({ role: 'assistant', content: 'Hi' }))).toEqual({
			kind: 'answer',
			answer: { text: 'Hi', finish: 'stop', servedBy: 'served-1', toolCalls: [], logProbs: null },
		});
	});

	test.each<[string, unknown, unknown, object]>([
		['cut off', { content: 'Hi' }, 'length', { text: 'Hi', finish: 'length' }],
		['Mistral’s cut off', { content: 'Hi' }, 'model_length', { text: 'Hi', finish: 'length' }],
		['empty', { content: '' }, 'stop', { text: '', finish: 'stop' }],
		['null', { content: null }, 'stop', { text: '', finish: 'stop' }],
		['absent', {}, null, { text: '', finish: 'other' }],
		['blank and cut off', { content: ' \n' }, 'length', { text: ' \n', finish: 'length' }],
		['a refusal', { content: null, refusal: 'I cannot.' }, 'stop', { text: 'I cannot.', refused: true }],
		['a refusal beside words', { content: 'Well.', refusal: 'I cannot.' }, 'stop', { text: 'Well.', refused: true }],
		['a refusal as a part', { content: [{ type: 'refusal', refusal: 'I cannot.' }] }, 'stop', { text: 'I cannot.', refused: true }],
		['cut off by the window', { content: 'Hi' }, 'model_context_window_exceeded', { text: 'Hi', finish: 'length', cutByWindow: true }],
		[
			'parts',
			{
				content: [
					{ type: 'text', text: 'a' },
					{ type: 'thinking', thinking: [] },
					{ type: 'text', text: 'b' },
				],
			},
			'stop',
			{ text: 'ab' },
		],
		['tool calls', { content: null, tool_calls: [CALL] }, 'tool_calls', { text: '', finish: 'other', toolCalls: [CALLED] }],
		['tool calls at the limit', { content: null, tool_calls: [CALL] }, 'length', { finish: 'length', toolCalls: [CALLED] }],
		[
			'an old function call',
			{ content: null, function_call: { name: 'f' } },
			'function_call',
			{ toolCalls: [{ id: null, name: 'f', arguments: '{}' }] },
		],
		['an odd finish reason', { content: 'Hi' }, 7, { text: 'Hi', finish: 'other' }],
	])('%s is an answer', (_, message, finish, expected) => {
		expect(readCompletion(chat(message, finish))).toMatchObject({ kind: 'answer', answer: expected });
	});

	it('is truncated when the limit left no text at all, or no message', () => {
		expect(readCompletion(chat({ content: '' }, 'length'))).toEqual({ kind: 'truncated' });
		expect(readCompletion(chat(undefined, 'length'))).toEqual({ kind: 'truncated' });
	});

	test.each<[string, unknown]>([
		['cut off', '{"a":'],
		['a list', '[1]'],
		['a text', '"x"'],
		['a number', 7],
	])('is none where the arguments of a call are %s, and truncated where the limit cut them', (_, given) => {
		const message = { content: 'Hi', tool_calls: [CALL, { id: '2', function: { name: 'f', arguments: given } }] };
		expect(readCompletion(chat(message, 'tool_calls'))).toEqual({ kind: 'none', why: expect.stringContaining('arguments') });
		expect(readCompletion(chat(message, 'length'))).toEqual({ kind: 'truncated' });
	});

	test.each([undefined, null, '', ' \n', '{}', {}])('takes %j for no arguments', (given) => {
		const message = { tool_calls: [{ id: '', function: { name: 'f', arguments: given } }] };
		expect(readCompletion(chat(message))).toMatchObject({ answer: { toolCalls: [{ id: null, name: 'f', arguments: '{}' }] } });
	});

	it('is none where a call has no name, or that of a tool the model was not given', () => {
		const asked = { model: { providerId: 'p', apiModel: 'm' }, tools: ['f'] };
		const called = (name: unknown) => readCompletion(chat({ content: 'Hi', tool_calls: [{ function: { name } }] }), asked).kind;
		expect([called('f'), called('g'), called(''), called(7)]).toEqual(['answer', 'none', 'none', 'none']);
	});

	it('is the text alone where no tool was offered, and none where there is no text either', () => {
		const asked = { model: { providerId: 'p', apiModel: 'm' }, tools: [] };
		const called = (content: string) => readCompletion(chat({ content, tool_calls: [CALL, []] }), asked);
		expect(called('Hi')).toMatchObject({ kind: 'answer', answer: { text: 'Hi', toolCalls: [] } });
		expect(called('')).toMatchObject({ kind: 'none' });
	});

	it('carries what its provider wants back, and only with a call', () => {
		const asked = { model: { providerId: 'p', apiModel: 'm' }, tools: ['f'] };
		const thoughts = { reasoning_content: 'hm', reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] };
		const signed = { ...CALL, extra_content: { google: { thought_signature: 's' } } };
		const whose = { providerId: 'p', apiModel: 'm' };
		const completion = readCompletion(chat({ ...thoughts, reasoning: '', other: 1, tool_calls: [signed, CALL] }), asked);
		expect(completion).toMatchObject({
			answer: {
				carried: { ...whose, fields: thoughts },
				toolCalls: [{ ...CALLED, carried: { ...whose, fields: { extra_content: signed.extra_content } } }, CALLED],
			},
		});
		if (completion.kind !== 'answer') throw new Error('it is no answer');
		expect(completion.answer.carried?.fields).toEqual(thoughts);
		expect(completion.answer.toolCalls[1]).toEqual(CALLED);
		expect(readCompletion(chat({ ...thoughts, content: 'Hi' }), asked)).not.toHaveProperty('answer.carried');
	});

	it('is a full window where that left no text', () => {
		expect(readCompletion(chat({ content: '' }, 'model_context_window_exceeded'))).toEqual({ kind: 'window_exceeded' });
	});

	test.each(['error', 'network_error', 'server_error', 'abort', 'aborted', 'insufficient_system_resource', 'cancelled', 'CANCELED'])(
		'is broken off at %s, with text or without',
		(reason) => {
			expect(readCompletion(chat({ content: 'half' }, reason))).toMatchObject({ kind: 'interrupted', text: 'half', reason });
			expect(readCompletion(chat({ content: '' }, reason))).toMatchObject({ kind: 'interrupted', text: '' });
			expect(readCompletion(chat(undefined, reason))).toMatchObject({ kind: 'interrupted', text: '' });
		},
	);

	it('is broken off where its choice or its body holds an error', () => {
		const error = { code: 502, message: 'gone' };
		const choices = [{ message: { content: 'half' }, finish_reason: 'stop', error }];
		expect(readCompletion({ choices })).toMatchObject({ kind: 'interrupted', error });
		expect(readCompletion(chat({ content: 'half' }, 'stop', { error }))).toMatchObject({ kind: 'interrupted', error });
		expect(readCompletion(chat({ content: 'half' }, 'stop', { error: 'gone' }))).toMatchObject({ kind: 'interrupted', error: 'gone' });
	});

	test.each([null, '', {}, false])('is whole beside an error that is %j', (error) => {
		expect(readCompletion(chat({ content: 'Hi' }, 'stop', { error })).kind).toBe('answer');
	});

	test.each([['stop'], ['unknown'], [null], ['error_free'], ['timeouts']])('is an answer at %j', (reason) => {
		expect(readCompletion(chat({ content: 'Hi' }, reason)).kind).toBe('answer');
	});

	it('is filtered where a prompt was blocked, without any choice', () => {
		expect(readCompletion({ choices: [], promptFeedback: { blockReason: 'SAFETY' } })).toEqual({ kind: 'filtered' });
		expect(readCompletion({ prompt_feedback: { block_reason: 'OTHER' } })).toEqual({ kind: 'filtered' });
		expect(readCompletion(chat({ content: 'Hi' }, 'stop', { promptFeedback: { blockReason: 'X' } })).kind).toBe('answer');
	});

	test.each([
		'sensitive',
		'content_policy',
		'content-filter',
		'guardrail_intervened',
		'content_filter',
		'content_filter: SAFETY',
		'SAFETY',
		'PROHIBITED_CONTENT',
		'RECITATION',
		'refusal',
	])('is filtered at %s, half a sentence or none', (reason) => {
		expect(readCompletion(chat({ content: 'half of a' }, reason))).toEqual({ kind: 'filtered' });
		expect(readCompletion(chat({ content: null }, reason))).toEqual({ kind: 'filtered' });
		expect(readCompletion(chat(undefined, reason))).toEqual({ kind: 'filtered' });
	});

	test.each<[unknown]>([
		[null],
		['text'],
		[{}],
		[{ choices: [] }],
		[{ choices: {} }],
		[{ choices: [{}] }],
		[{ choices: [{ message: { content: 7 } }] }],
	])('%j is no completion', (body) => {
		expect(readCompletion(body).kind).toBe('none');
	});
});

describe('readEmbeddings', () => {
	it('puts vectors into the order of the texts', () => {
		const body = {
			data: [
				{ index: 1, embedding: [3, 4] },
				{ index: 0, embedding: [1, 2] },
			],
		};
		expect(readEmbeddings(body, 2)).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
	});

	test.each<[string, unknown]>([
		['one too few', { data: [{ index: 0, embedding: [1] }] }],
		[
			'one twice',
			{
				data: [
					{ index: 0, embedding: [1] },
					{ index: 0, embedding: [1] },
				],
			},
		],
		[
			'an index past the end',
			{
				data: [
					{ index: 0, embedding: [1] },
					{ index: 9, embedding: [1] },
				],
			},
		],
		[
			'two lengths',
			{
				data: [
					{ index: 0, embedding: [1] },
					{ index: 1, embedding: [1, 2] },
				],
			},
		],
		[
			'words',
			{
				data: [
					{ index: 0, embedding: ['a'] },
					{ index: 1, embedding: ['b'] },
				],
			},
		],
		['nothing', null],
	])('refuses %s', (_, body) => {
		expect(readEmbeddings(body, 2)).toBeNull();
	});
});
