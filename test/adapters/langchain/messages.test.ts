import {
	AIMessage,
	ChatMessage,
	HumanMessage,
	RemoveMessage,
	SystemMessage,
	ToolMessage,
	type MessageContent,
} from '@langchain/core/messages';

import { withCarried } from '../../../adapters/langchain/carried';
import { readMessages } from '../../../adapters/langchain/messages';

const PDF = 'data:application/pdf;base64,QQ';
const PNG = 'data:image/png;base64,AA';
const person = (...content: object[]) => readMessages([new HumanMessage({ content: content as MessageContent })]);

describe('messages', () => {
	it('keep their roles', () => {
		const { messages } = readMessages([
			new SystemMessage('Be brief'),
			new HumanMessage('A'),
			new AIMessage('B'),
			new ChatMessage({ role: 'user', content: 'C' }),
			{ role: 'developer', content: 'D' },
		]);
		expect(messages).toEqual([
			{ role: 'system', content: 'Be brief' },
			{ role: 'user', content: 'A' },
			{ role: 'assistant', content: 'B' },
			{ role: 'user', content: 'C' },
			{ role: 'system', content: 'D' },
		]);
	});

	it('keep calls at once, and results of tools with their ids', () => {
		const { messages } = readMessages([
			new AIMessage({
				content: [],
				tool_calls: [
					{ id: 'a', name: 'one', args: { q: 1 } },
					{ id: 'b', name: 'two', args: {} },
				],
			}),
			new ToolMessage({ content: 'found', tool_call_id: 'a', name: 'one' }),
			new ToolMessage({ content: [{ type: 'text', text: 'not there' }], tool_call_id: 'b', status: 'error' }),
			new ToolMessage({ content: 'Error: no', tool_call_id: 'b', status: 'error' }),
		]);
		expect(messages).toEqual([
			{
				role: 'assistant',
				content: '',
				toolCalls: [
					{ id: 'a', name: 'one', arguments: '{"q":1}' },
					{ id: 'b', name: 'two', arguments: '{}' },
				],
			},
			{ role: 'tool', content: 'found', toolCallId: 'a', toolName: 'one' },
			{ role: 'tool', content: 'Error: not there', toolCallId: 'b' },
			{ role: 'tool', content: 'Error: no', toolCallId: 'b' },
		]);
	});

	it('have with them what was carried', () => {
		const carried = { providerId: 'p', apiModel: 'm', fields: { reasoning_content: 'hm' } };
		const own = { providerId: 'p', apiModel: 'm', fields: { thought_signature: 'x' } };
		const additional_kwargs = withCarried({ carried, toolCalls: [{ id: 'a', name: 'one', arguments: '{}', carried: own }] });
		const { messages } = readMessages([
			new AIMessage({ content: 'B', tool_calls: [{ id: 'a', name: 'one', args: {} }], additional_kwargs }),
		]);
		expect(messages).toEqual([
			{ role: 'assistant', content: 'B', toolCalls: [{ id: 'a', name: 'one', arguments: '{}', carried: own }], carried },
		]);
	});

	it('carry nothing where somebody else wrote that', () => {
		const additional_kwargs = { llm_router_carried: { turn: 7, calls: 'x' } };
		expect(readMessages([new AIMessage({ content: 'B', additional_kwargs })]).messages).toEqual([{ role: 'assistant', content: 'B' }]);
	});

	it.each([
		['a removal', new RemoveMessage({ id: '1' }), 'its type is "remove"'],
		['nothing', null, 'null'],
		['a number as content', { role: 'user', content: 7 }, 'its type is "user"'],
	])('are not %s', (_, raw, words) => {
		expect(() => readMessages([new HumanMessage('A'), raw])).toThrow(`Message 2 is not one that a model can be sent: ${words}`);
	});
});

describe('blocks', () => {
	it.each<[string, object]>([
		['a link', { type: 'image_url', image_url: PNG }],
		['a link with detail', { type: 'image_url', image_url: { url: PNG, detail: 'low' } }],
		['LangChain data', { type: 'image', source_type: 'base64', data: 'AA', mime_type: 'image/png' }],
		['newer LangChain data', { type: 'image', data: 'AA', mimeType: 'image/png' }],
		['bytes', { type: 'image', data: new Uint8Array([0]), mimeType: 'image/png' }],
		['an Anthropic source', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } }],
		['an OpenAI input', { type: 'input_image', image_url: PNG }],
		['Google media', { type: 'media', mimeType: 'image/png', data: 'AA' }],
	])('with an image as %s', (_, block) => {
		const url = 'data' in block && block.data instanceof Uint8Array ? 'data:image/png;base64,AA==' : PNG;
		expect(person(block)).toEqual({ messages: [{ role: 'user', content: [{ kind: 'image', url }] }], leftOut: [] });
	});

	it.each<[string, object]>([
		[
			'the Agent writes',
			{ type: 'file', source_type: 'base64', mime_type: 'application/pdf', data: 'QQ', metadata: { filename: 'a.pdf' } },
		],
		['the SDK writes', { type: 'file', mimeType: 'application/pdf', data: 'QQ', providerMetadata: { filename: 'a.pdf' } }],
		['OpenAI takes', { type: 'file', file: { file_data: PDF, filename: 'a.pdf' } }],
		['the Responses API takes', { type: 'input_file', file_data: PDF, filename: 'a.pdf' }],
		['Anthropic takes', { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'QQ' } }],
	])('with a file as %s it', (_, block) => {
		expect(person({ type: 'text', text: 'See' }, block).messages).toEqual([
			{
				role: 'user',
				content: [
					{ kind: 'text', text: 'See' },
					{ kind: 'file', url: PDF, mediaType: 'application/pdf', name: 'a.pdf' },
				],
			},
		]);
	});

	it('with a sound', () => {
		expect(person({ type: 'input_audio', input_audio: { data: 'QQ', format: 'mp3' } }).messages[0]?.content).toEqual([
			{ kind: 'file', url: 'data:audio/mp3;base64,QQ', mediaType: 'audio/mp3', name: null },
		]);
	});

	it('of text alone are a text', () => {
		expect(person({ type: 'text', text: 'A' }).messages[0]?.content).toBe('A');
		expect(person({ type: 'text-plain', text: 'A' }).messages[0]?.content).toBe('A');
		expect(
			readMessages([
				new AIMessage({
					content: [
						{ type: 'text', text: 'A' },
						{ type: 'text', text: 'B' },
					],
				}),
			]).messages[0]?.content,
		).toBe('AB');
	});

	it('of calls and thoughts are no text, and no loss', () => {
		const content = [
			{ type: 'thinking', thinking: 'hm' },
			{ type: 'text', text: 'A' },
			{ type: 'tool_use', id: 'a', name: 'one', input: {} },
		];
		expect(readMessages([new AIMessage({ content })])).toEqual({ messages: [{ role: 'assistant', content: 'A' }], leftOut: [] });
	});

	it('that cannot be sent are named, each once', () => {
		const known = { type: 'file', source_type: 'id', id: 'file-1' };
		expect(person({ type: 'text', text: 'A' }, { type: 'hologram' }, { type: 'hologram' }, known, { no: 'type' })).toEqual({
			messages: [{ role: 'user', content: 'A' }],
			leftOut: ['hologram', 'file', 'without a type'],
		});
	});
});
