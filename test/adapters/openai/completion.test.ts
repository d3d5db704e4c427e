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
		['a refusal', { content: null, refusal: 'I cannot.' }, 'stop', { text: 'I cannot.' }],
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

	it('is truncated when the limit left no text at all', () => {
		expect(readCompletion(chat({ content: '' }, 'length'))).toEqual({ kind: 'truncated' });
	});

	test.each(['content_filter', 'content_filter: SAFETY', 'SAFETY', 'PROHIBITED_CONTENT', 'RECITATION', 'refusal'])(
		'is filtered at %s, half a sentence or none',
		(reason) => {
			expect(readCompletion(chat({ content: 'half of a' }, reason))).toEqual({ kind: 'filtered' });
			expect(readCompletion(chat({ content: null }, reason))).toEqual({ kind: 'filtered' });
		},
	);

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
