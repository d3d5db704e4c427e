import { messagesBody, type MessagesBody } from '../../../adapters/anthropic/messagesBody';
import type { ModelRequest } from '../../../router/calls/client';
import type { Message, ToolSpec } from '../../../router/request/request';
import { MODEL, REQUEST } from '../../support/anthropic';

const LONG = 'Tell me all there is to say. '.repeat(200);
const WEATHER: ToolSpec = { name: 'weather', description: 'of a city', parameters: { properties: { city: { type: 'string' } } } };
const EPHEMERAL = { cache_control: { type: 'ephemeral' } };

function bodyOf(request: Partial<ModelRequest>): MessagesBody {
	return messagesBody({ ...REQUEST, ...request }, false).body;
}

function turnsOf(...messages: readonly Message[]) {
	return bodyOf({ messages }).messages;
}

describe('turns', () => {
	it('have what the system says apart, wherever it says it', () => {
		const messages: Message[] = [
			{ role: 'system', content: 'Be brief.' },
			{ role: 'user', content: 'Hi' },
			{ role: 'system', content: [{ kind: 'text', text: 'Be kind.' }] },
		];
		expect(bodyOf({ messages })).toEqual({
			model: 'claude-x',
			max_tokens: 4096,
			system: [
				{ type: 'text', text: 'Be brief.' },
				{ type: 'text', text: 'Be kind.' },
			],
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
		});
	});

	it('take turns, begin with a user, and hold no blank text', () => {
		expect(
			turnsOf(
				{ role: 'assistant', content: 'Hello' },
				{ role: 'user', content: 'a' },
				{ role: 'user', content: ' ' },
				{ role: 'user', content: 'b' },
				{ role: 'assistant', content: '' },
				{ role: 'user', content: 'c' },
				{ role: 'assistant', content: 'It is ' },
			),
		).toEqual([
			{ role: 'user', content: [{ type: 'text', text: '(Earlier messages were left out.)' }] },
			{ role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
			{ role: 'user', content: ['a', 'b', 'c'].map((text) => ({ type: 'text', text })) },
			{ role: 'assistant', content: [{ type: 'text', text: 'It is' }] },
		]);
	});

	it('hold all results of a step in one user turn', () => {
		expect(
			turnsOf(
				{ role: 'user', content: 'Both?' },
				{
					role: 'assistant',
					content: '',
					toolCalls: [
						{ id: 'functions.a:0', name: 'a', arguments: '{"x":1}' },
						{ id: null, name: 'b', arguments: '' },
						{ id: null, name: 'b', arguments: '[1]' },
					],
				},
				{ role: 'tool', content: 'A', toolCallId: 'functions.a:0' },
				{ role: 'tool', content: '' },
				{ role: 'tool', content: [{ kind: 'image', url: 'data:image/png;base64,AA==' }] },
				{ role: 'user', content: 'Go on' },
			).slice(1),
		).toEqual([
			{
				role: 'assistant',
				content: [
					{ type: 'tool_use', id: 'functions_a_0', name: 'a', input: { x: 1 } },
					{ type: 'tool_use', id: 'call_1', name: 'b', input: {} },
					{ type: 'tool_use', id: 'call_2', name: 'b', input: {} },
				],
			},
			{
				role: 'user',
				content: [
					{ type: 'tool_result', tool_use_id: 'functions_a_0', content: [{ type: 'text', text: 'A' }] },
					{ type: 'tool_result', tool_use_id: 'call_1' },
					{
						type: 'tool_result',
						tool_use_id: 'call_2',
						content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }],
					},
					{ type: 'text', text: 'Go on' },
				],
			},
		]);
	});

	it('hold images and files, as data and as links', () => {
		const content: Message['content'] = [
			{ kind: 'image', url: 'https://example.com/a.png' },
			{ kind: 'file', url: 'data:application/pdf;base64,JVBERg==', mediaType: 'application/pdf', name: 'a.pdf' },
			{ kind: 'file', url: 'https://example.com/b.pdf', mediaType: 'application/pdf', name: null },
			{ kind: 'file', url: 'data:text/csv,a%2Cb', mediaType: 'text/csv', name: 'c.csv' },
			{ kind: 'file', url: 'data:application/octet-stream;base64,AA==', mediaType: 'image/webp', name: 'd' },
		];
		expect(turnsOf({ role: 'user', content })[0]?.content).toEqual([
			{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
			{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' }, title: 'a.pdf' },
			{ type: 'document', source: { type: 'url', url: 'https://example.com/b.pdf' } },
			{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' }, title: 'c.csv' },
			{ type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AA==' } },
		]);
	});
});

describe('settings', () => {
	test.each<[string, Partial<ModelRequest>, number]>([
		['the request’s', { maxOutputTokens: 50, model: { ...MODEL, maxOutputTokens: 64_000 } }, 50],
		['else the model’s', { model: { ...MODEL, maxOutputTokens: 64_000 } }, 64_000],
		['else what every model takes', {}, 4096],
		['that too where any other was refused', { maxOutputTokens: 9_000, omit: ['max_tokens'] }, 4096],
	])('send an output limit in any case: %s', (_, request, max_tokens) => {
		expect(bodyOf(request)).toMatchObject({ max_tokens });
	});

	it('are sent by the names of the API, the row’s own fields last', () => {
		const settings = { topP: 0.5, stop: ['END', ' \n'], extraBody: { top_k: 5, metadata: { user_id: 'u' } } };
		const body = bodyOf({ settings, temperature: 0.2, stop: ['Observation:', 'END', ''] });
		expect(body).toMatchObject({
			temperature: 0.2,
			top_p: 0.5,
			stop_sequences: ['END', 'Observation:'],
			top_k: 5,
			metadata: { user_id: 'u' },
		});
		expect(bodyOf({ stop: ['\n'] })).not.toHaveProperty('stop_sequences');
	});

	it('leave out what was refused', () => {
		const settings = { topP: 0.5, stop: ['END'], effort: 'low' as const, extraBody: { top_k: 5 } };
		const omit = ['temperature', 'top_p', 'stop_sequences', 'thinking', 'top_k', 'tool_choice'];
		expect(Object.keys(bodyOf({ settings, temperature: 0.2, omit, tools: [WEATHER], toolChoice: { kind: 'required' } })).sort()).toEqual([
			'max_tokens',
			'messages',
			'model',
			'tools',
		]);
	});

	test.each([
		['auto', { type: 'auto' }],
		['none', { type: 'none' }],
		['required', { type: 'any' }],
	] as const)('choose among tools: %s', (kind, tool_choice) => {
		expect(bodyOf({ tools: [WEATHER, WEATHER], toolChoice: { kind } })).toMatchObject({
			tools: [{ name: 'weather', description: 'of a city', input_schema: { type: 'object', ...WEATHER.parameters } }],
			tool_choice,
		});
	});

	it('choose one tool, and nothing without tools', () => {
		const toolChoice = { kind: 'tool', name: 'weather' } as const;
		expect(bodyOf({ tools: [WEATHER], toolChoice })).toMatchObject({ tool_choice: { type: 'tool', name: 'weather' } });
		expect(bodyOf({ toolChoice })).not.toHaveProperty('tool_choice');
	});

	it('say a format in words', () => {
		expect(bodyOf({ responseFormat: { kind: 'json_object' } })).toMatchObject({
			system: [{ text: expect.stringContaining('JSON object') }],
		});
	});
});

describe('thinking', () => {
	const settings = { effort: 'low', topP: 0.5 } as const;
	const thinking = { type: 'enabled', budget_tokens: 2048 };
	const step = (content: unknown, apiModel = MODEL.apiModel): Message[] => [
		{ role: 'user', content: 'Weather?' },
		{
			role: 'assistant',
			content: 'I look.',
			toolCalls: [{ id: 't1', name: 'weather', arguments: '{}' }],
			...(content !== null && { carried: { providerId: MODEL.providerId, apiModel, fields: { content } } }),
		},
		{ role: 'tool', content: 'Sunny', toolCallId: 't1' },
	];
	const thought = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };

	it('is asked for by its budget, without what does not go with it', () => {
		const body = bodyOf({ settings, temperature: 0.2 });
		expect(body).toMatchObject({ thinking, max_tokens: 10_240 });
		expect(body).not.toHaveProperty('temperature');
		expect(body).not.toHaveProperty('top_p');
		expect(bodyOf({ settings: { effort: 'low', topP: 0.95 }, temperature: 1 })).toMatchObject({ thinking, temperature: 1, top_p: 0.95 });
		expect(bodyOf({ settings: { effort: 'none' }, temperature: 0.2 })).toMatchObject({ thinking: { type: 'disabled' }, temperature: 0.2 });
	});

	it('is not asked for where a call is forced', () => {
		const body = bodyOf({ settings, temperature: 0.2, tools: [WEATHER], toolChoice: { kind: 'required' } });
		expect(body).not.toHaveProperty('thinking');
		expect(body).toMatchObject({ temperature: 0.2, max_tokens: 4096 });
	});

	test.each([thought, { type: 'redacted_thinking', data: 'abc' }])('goes on over a step of a tool: %j', (block) => {
		const body = bodyOf({ settings, messages: step([block, { type: 'other' }].slice(0, 1)) });
		expect(body).toMatchObject({ thinking });
		expect(body.messages[1]?.content).toEqual([
			block,
			{ type: 'text', text: 'I look.' },
			{ type: 'tool_use', id: 't1', name: 'weather', input: {} },
		]);
	});

	test.each([
		['another model made the call', step([thought], 'claude-y')],
		['nothing was carried', step(null)],
		['what was carried is something else', step([{ type: 'thinking', thinking: 'unsigned' }])],
	])('is left out where %s', (_, messages) => {
		const body = bodyOf({ settings, messages });
		expect(body).not.toHaveProperty('thinking');
		expect(body.messages[1]?.content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
	});

	it('is asked for again once a user has spoken', () => {
		const messages: Message[] = [...step(null), { role: 'assistant', content: 'Sunny.' }, { role: 'user', content: 'Why?' }];
		expect(bodyOf({ settings, messages })).toMatchObject({ thinking });
	});
});

describe('marks of what to keep', () => {
	const messages: Message[] = [
		{ role: 'system', content: LONG },
		{ role: 'user', content: 'one' },
		{ role: 'assistant', content: 'two' },
		{ role: 'user', content: 'three' },
		{ role: 'assistant', content: '', toolCalls: [{ id: 't1', name: 'weather', arguments: '{}' }] },
		{ role: 'tool', content: 'four', toolCallId: 't1' },
		{ role: 'user', content: 'five' },
	];
	const second = { ...WEATHER, name: 'second' };

	it('are four: tools, system, and the last two user turns', () => {
		const body = bodyOf({ messages, tools: [WEATHER, second] });
		expect(body).toMatchObject({ tools: [{ name: 'weather' }, { name: 'second', ...EPHEMERAL }], system: [{ ...EPHEMERAL }] });
		expect(body.messages[2]?.content).toEqual([{ type: 'text', text: 'three', ...EPHEMERAL }]);
		expect(body.messages[4]?.content).toEqual([expect.not.objectContaining(EPHEMERAL), { type: 'text', text: 'five', ...EPHEMERAL }]);
		expect(JSON.stringify(body).split('cache_control')).toHaveLength(5);
	});

	test.each<[string, Partial<ModelRequest>]>([
		['the request is short', { messages: messages.slice(1) }],
		['they were refused', { messages, omit: ['cache_control'] }],
	])('are none where %s', (_, request) => {
		expect(JSON.stringify(bodyOf({ ...request, tools: [WEATHER] }))).not.toContain('cache_control');
	});

	it('are the row’s own where it has any', () => {
		const extraBody = { cache_control: { type: 'ephemeral', ttl: '1h' } };
		const body = bodyOf({ messages, settings: { extraBody } });
		expect(body).toMatchObject(extraBody);
		expect(JSON.stringify(body).split('cache_control')).toHaveLength(2);
	});

	it('may be what a refusal is about', () => {
		const { sent } = messagesBody({ ...REQUEST, messages }, true);
		expect(sent).toEqual({
			parameters: ['max_tokens', 'system', 'stream', 'cache_control'],
			outputLimit: { name: 'max_tokens', tokens: 4096 },
		});
	});
});
