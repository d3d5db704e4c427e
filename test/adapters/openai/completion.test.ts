import { readCompletion, readEmbeddings } from '../../../adapters/openai/completion';

const chat = (message: unknown, finish_reason: unknown = 'stop', more: object = {}) => ({
	model: 'served-1',
	choices: [{ index: 0, message, finish_reason }],
	...more,
});

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
		['tool calls', { content: null, tool_calls: [{ id: '1' }] }, 'tool_calls', { text: '', finish: 'other', toolCalls: [{ id: '1' }] }],
		['tool calls at the limit', { content: null, tool_calls: [{ id: '1' }] }, 'length', { finish: 'length', toolCalls: [{ id: '1' }] }],
		['an old function call', { content: null, function_call: { name: 'f' } }, 'function_call', { toolCalls: [{ name: 'f' }] }],
		['an odd finish reason', { content: 'Hi' }, 7, { text: 'Hi', finish: 'other' }],
	])('%s is an answer', (_, message, finish, expected) => {
		expect(readCompletion(chat(message, finish))).toMatchObject({ kind: 'answer', answer: expected });
	});

	it('is truncated when the limit left no text at all, or no message', () => {
		expect(readCompletion(chat({ content: '' }, 'length'))).toEqual({ kind: 'truncated' });
		expect(readCompletion(chat(undefined, 'length'))).toEqual({ kind: 'truncated' });
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
