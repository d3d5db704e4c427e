import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { lastTurns, readMessages } from '../../../nodes/shared/messages';
import type { Message } from '../../../router/request/request';

const read = (value: unknown) => {
	const result = readMessages(value);
	return result.kind === 'messages' ? result.messages : result.problem;
};
const hi: Message = { role: 'user', content: 'Hi' };
const hello: Message = { role: 'assistant', content: 'Hello' };
const rules: Message = { role: 'system', content: 'Be brief' };

describe('messages from outside', () => {
	it.each<[string, unknown]>([
		[
			'as OpenAI writes them',
			[
				{ role: 'system', content: 'Be brief' },
				{ role: 'user', content: 'Hi' },
				{ role: 'assistant', content: 'Hello' },
			],
		],
		[
			'with other names for the roles',
			[
				{ role: 'developer', content: 'Be brief' },
				{ role: 'Human', content: 'Hi' },
				{ role: 'ai', content: 'Hello' },
			],
		],
		[
			'with the role under type',
			[
				{ type: 'system', content: 'Be brief' },
				{ type: 'human', content: 'Hi' },
				{ type: 'ai', content: 'Hello' },
			],
		],
		[
			'as LangChain stores them',
			[new SystemMessage('Be brief'), new HumanMessage('Hi'), new AIMessage('Hello')].map((message) => message.toDict()),
		],
		[
			'as the Chat Memory Manager gives them',
			[new SystemMessage('Be brief'), new HumanMessage('Hi'), new AIMessage('Hello')].map(
				(message) => JSON.parse(JSON.stringify(message)) as unknown,
			),
		],
		['as it simplifies them', [{ system: 'Be brief', human: 'Hi', ai: 'Hello' }]],
		['as JSON text', ' [{"role":"system","content":"Be brief"},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]'],
	])('are read %s', (_, value) => expect(read(value)).toEqual([rules, hi, hello]));

	it.each([undefined, null, '', '  ', [], '[]', 'null'])('%j is no conversation', (value) => expect(read(value)).toEqual([]));

	it('keep text and images in parts; what else there is in them is left out', () => {
		const url = 'data:image/png;base64,AAAA';
		const content = [
			{ type: 'text', text: 'Look' },
			'here',
			{ type: 'image_url', image_url: { url } },
			{ type: 'input_image', image_url: 'https://a/b.png' },
			{ type: 'thinking', thinking: 'x' },
		];
		expect(read([{ role: 'user', content }])).toEqual([
			{
				role: 'user',
				content: [
					{ kind: 'text', text: 'Look' },
					{ kind: 'text', text: 'here' },
					{ kind: 'image', url },
					{ kind: 'image', url: 'https://a/b.png' },
				],
			},
		]);
	});

	it('keep images of people only, because no other can be sent', () => {
		const content = [
			{ type: 'text', text: 'Look' },
			{ type: 'image_url', image_url: 'https://a/b.png' },
		];
		expect(read([{ role: 'assistant', content }])).toEqual([{ role: 'assistant', content: [{ kind: 'text', text: 'Look' }] }]);
	});

	it('leave out tool calls, their results and what is empty', () => {
		const called = { role: 'assistant', content: null, tool_calls: [{ id: '1' }] };
		const result = JSON.parse(JSON.stringify(new ToolMessage({ content: '42', tool_call_id: '1' }))) as unknown;
		expect(
			read([
				{ role: 'user', content: 'Hi' },
				called,
				{ role: 'tool', content: '42', tool_call_id: '1' },
				result,
				{ role: 'user', content: ' ' },
			]),
		).toEqual([hi]);
	});

	it.each<[unknown, string]>([
		['hello', 'is text that is not valid JSON'],
		['{"a":1}', 'is not a list of messages'],
		[7, 'is not a list of messages'],
		[['secret'], 'holds a message (number 1) that is not an object'],
		[[hi, { content: 'secret' }], 'holds a message (number 2) that has no role'],
		[[{ role: 'secret', content: 'x' }], 'holds a message (number 1) that has a role other than user, assistant and system'],
		[[{ role: 'user' }], 'holds a message (number 1) that has no text that can be read'],
		[[{ role: 'user', content: { secret: 1 } }], 'holds a message (number 1) that has no text that can be read'],
		[[{ role: 'user', content: [{ type: 'text' }] }], 'holds a message (number 1) that has no text that can be read'],
		[
			[{ role: 'user', content: [{ type: 'image_url', image_url: 'file:///etc/secret' }] }],
			'holds a message (number 1) that has no text that can be read',
		],
		[[{ human: 7 }], 'holds a message (number 1) that has no text that can be read'],
	])('%j: says what is wrong and quotes nothing', (value, problem) => expect(read(value)).toBe(problem));
});

describe('the last turns', () => {
	const turns = Array.from({ length: 6 }, (_, n): Message => ({ role: n % 2 === 0 ? 'user' : 'assistant', content: String(n) }));

	it('are those at the end, in their order', () => {
		expect(lastTurns(turns, 2)).toEqual(turns.slice(4));
		expect(lastTurns(turns, 0)).toEqual([]);
		expect(lastTurns(turns, 99)).toEqual(turns);
	});

	it('system messages stay and are not counted', () => expect(lastTurns([rules, ...turns, rules], 1)).toEqual([rules, turns[5], rules]));
});
