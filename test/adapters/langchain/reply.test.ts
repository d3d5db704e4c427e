import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs';

import { harvest, type MessageClasses } from '../../../adapters/langchain/harvest';
import { readMessages } from '../../../adapters/langchain/messages';
import { chatResult, chunkWriter, identified } from '../../../adapters/langchain/reply';
import type { Answer, StreamPart } from '../../../router/calls/client';
import { sdkLike } from './sdkLike';

let CLASSES: MessageClasses;
beforeAll(async () => {
	CLASSES = await harvest(sdkLike());
});

const carried = { providerId: 'p', apiModel: 'm', fields: { blocks: [{ thinking: 'hm' }] } };
const ANSWER: Answer = {
	text: 'Hi',
	reasoning: 'hm',
	finish: 'stop',
	usage: { inputTokens: 10, outputTokens: 4, cachedInputTokens: 3, cacheWriteTokens: 2, reasoningTokens: 1 },
	servedBy: 'served-by',
	carried,
	toolCalls: [
		{ id: 'a', name: 'one', arguments: '{"q":1}', carried },
		{ id: 'b', name: 'two', arguments: '{"q"' },
	],
	logProbs: null,
};
const USAGE = {
	input_tokens: 10,
	output_tokens: 4,
	total_tokens: 14,
	input_token_details: { cache_read: 3, cache_creation: 2 },
	output_token_details: { reasoning: 1 },
};

const messageOf = (answer: Answer) => {
	const { generations } = chatResult(CLASSES, answer, { routed_model: 'x' }) as ChatResult;
	return generations[0]?.message as AIMessageChunk;
};

function streamedMessage(parts: readonly StreamPart[], answer: Answer): AIMessageChunk {
	const writer = chunkWriter(CLASSES);
	const chunks = [...parts.map((part) => writer.part(part)), writer.last(answer, { routed_model: 'x' })] as ChatGenerationChunk[];
	return chunks.reduce((whole, chunk) => whole.concat(chunk)).message as AIMessageChunk;
}

describe('an answer at once', () => {
	it('is a chunk with all there is to it', () => {
		const message = messageOf(ANSWER);
		expect(message).toBeInstanceOf(AIMessageChunk);
		expect(message).toMatchObject({
			content: 'Hi',
			tool_calls: [
				{ id: 'a', name: 'one', args: { q: 1 } },
				{ id: 'b', name: 'two', args: {} },
			],
			additional_kwargs: { reasoning_content: 'hm' },
			usage_metadata: USAGE,
			response_metadata: { finish_reason: 'tool_calls', model_name: 'served-by', routed_model: 'x' },
		});
		expect(readMessages([message]).messages).toMatchObject([{ carried, toolCalls: [{ id: 'a', carried }, { id: 'b' }] }]);
	});

	it('says its tokens, if they are known', () => {
		expect(chatResult(CLASSES, ANSWER, {})).toMatchObject({
			llmOutput: { tokenUsage: { promptTokens: 10, completionTokens: 4, totalTokens: 14 } },
		});
		expect(chatResult(CLASSES, { ...ANSWER, usage: null }, {})).toMatchObject({ llmOutput: {} });
	});

	it('is what a connected model gave, as it gave it', () => {
		const content = [
			{ type: 'thinking', thinking: 'hm', signature: 's' },
			{ type: 'text', text: 'Hi' },
		];
		const original = new AIMessage({ id: 'theirs', content, additional_kwargs: { signatures: ['s'] }, response_metadata: { theirs: 1 } });
		const message = messageOf({ ...ANSWER, toolCalls: [], original });
		expect(message).toMatchObject({
			content,
			additional_kwargs: { signatures: ['s'] },
			response_metadata: { theirs: 1, finish_reason: 'stop' },
		});
		expect(message.id).toBeUndefined();
	});
});

describe('an answer in parts', () => {
	const PARTS: readonly StreamPart[] = [
		{ kind: 'reasoning', text: 'h' },
		{ kind: 'reasoning', text: 'm' },
		{ kind: 'text', text: 'H' },
		{ kind: 'text', text: 'i' },
		{ kind: 'tool_call', index: 0, id: 'a', name: 'one', arguments: '{"q"' },
		{ kind: 'tool_call', index: 1, id: 'b', name: 'two', arguments: '{"q":' },
		{ kind: 'tool_call', index: 0, id: null, name: null, arguments: ':1}' },
		{ kind: 'tool_call', index: 1, id: null, name: null, arguments: '2}' },
	];

	it('makes the same message once it is put together', () => {
		const message = streamedMessage(PARTS, ANSWER);
		expect(message).toMatchObject({
			content: 'Hi',
			tool_calls: [
				{ id: 'a', name: 'one', args: { q: 1 } },
				{ id: 'b', name: 'two', args: { q: 2 } },
			],
			invalid_tool_calls: [],
			additional_kwargs: { reasoning_content: 'hm' },
			usage_metadata: USAGE,
			response_metadata: { finish_reason: 'tool_calls', model_name: 'served-by', routed_model: 'x' },
		});
		expect(readMessages([message]).messages).toMatchObject([{ carried, toolCalls: [{ id: 'a', carried }, { id: 'b' }] }]);
	});

	it('has signed thoughts of a connected model at a tool step', () => {
		const thinking = { type: 'thinking', thinking: 'hm', signature: 's' };
		const original = new AIMessage({
			content: [thinking, { type: 'text', text: 'Hi' }],
			additional_kwargs: { reasoning_content: 'hm', signatures: ['s'] },
		});
		const message = streamedMessage(PARTS, { ...ANSWER, original });
		expect(message.content).toEqual([{ type: 'text', text: 'Hi' }, thinking]);
		expect(message.additional_kwargs).toMatchObject({ reasoning_content: 'hm', signatures: ['s'] });
		expect(streamedMessage(PARTS.slice(0, 4), { ...ANSWER, toolCalls: [], original }).content).toBe('Hi');
	});

	it('carries what belongs to a call without an id', () => {
		const part: StreamPart = { kind: 'tool_call', index: 0, id: null, name: 'one', arguments: '{}' };
		const message = streamedMessage([part], { ...ANSWER, toolCalls: [{ id: null, name: 'one', arguments: '{}', carried }] });
		expect(readMessages([message]).messages).toMatchObject([{ toolCalls: [{ name: 'one', carried }] }]);
	});

	it('has the same ids at the end as on the way', () => {
		const writer = chunkWriter(CLASSES);
		const first = (writer.part({ kind: 'tool_call', index: 0, id: null, name: 'one', arguments: '{}' }) as ChatGenerationChunk).message;
		const [call] = writer.identified({ ...ANSWER, toolCalls: [{ id: null, name: 'one', arguments: '{}' }] }).toolCalls;
		expect(call?.id).toMatch(/^call_/);
		expect(first).toMatchObject({ tool_calls: [{ id: call?.id }] });
	});
});

it('gives each call an id of its own', () => {
	const call = { id: null, name: 'one', arguments: '{}' };
	const [one, two] = identified({ ...ANSWER, toolCalls: [call, call] }).toolCalls;
	expect(one?.id).not.toBe(two?.id);
	expect(identified(ANSWER).toolCalls).toEqual(ANSWER.toolCalls);
});
