import { LLMock } from '@copilotkit/aimock';

import type { ModelRequest, StreamPart } from '../../../router/calls/client';
import type { Message, ToolSpec } from '../../../router/request/request';
import { clientFor, MODEL, REQUEST, told } from '../../support/anthropic';

const never = new AbortController().signal;
const WEATHER: ToolSpec = { name: 'weather', description: 'Weather of a city', parameters: { type: 'object', properties: {} } };
const QUESTION: Message = { role: 'user', content: 'Weather in Bonn?' };

/** It answers 400 to a tool's result whose call has no thoughts before it, as the real one does. */
let mock: LLMock;
beforeAll(async () => {
	mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', strict: true });
	mock.on({}, ({ messages }) =>
		messages.at(-1)?.role === 'tool'
			? { content: 'It is sunny in Bonn.', reasoning: 'So it is sunny.' }
			: { toolCalls: [{ id: 'toolu_1', name: 'weather', arguments: '{"city":"Bonn"}' }], reasoning: 'I need the weather.' },
	);
	await mock.start();
});
afterAll(() => mock.stop());

async function ask(messages: readonly Message[], more: Partial<ModelRequest> = {}) {
	const parts: StreamPart[] = [];
	const request = { ...REQUEST, messages, tools: [WEATHER], settings: { effort: 'low' as const }, ...more };
	const url = `${mock.url.replace(/\/$/, '')}/v1`;
	const inOne = await clientFor(url).complete(request, never);
	const result = await clientFor(url).complete(request, never, undefined, (part) => parts.push(part));
	if (!result.ok || !inOne.ok) throw new Error(JSON.stringify({ result, inOne }));
	expect(result.answer).toEqual(inOne.answer);
	return { answer: result.answer, parts };
}

describe('the steps of a tool, as a streamed and as a whole message', () => {
	it('go on thinking with the thoughts of the call', async () => {
		const { answer: step, parts } = await ask([QUESTION]);
		expect(step).toMatchObject({ reasoning: 'I need the weather.', toolCalls: [{ id: 'toolu_1', arguments: '{"city":"Bonn"}' }] });
		expect(told(parts)).toEqual({
			text: '',
			reasoning: 'I need the weather.',
			calls: [{ id: 'toolu_1', name: 'weather', arguments: '{"city":"Bonn"}' }],
		});
		const { text: content, toolCalls, carried } = step;
		const history: Message[] = [
			QUESTION,
			{ role: 'assistant', content, toolCalls, carried },
			{ role: 'tool', content: 'Sun', toolCallId: 'toolu_1' },
		];
		const { answer: end, parts: said } = await ask(history);
		expect(end).toMatchObject({ text: 'It is sunny in Bonn.', finish: 'stop', toolCalls: [] });
		expect(told(said).text).toBe('It is sunny in Bonn.');
		expect(mock.getLastRequest()?.body).toMatchObject({ model: 'claude-x' });
	});

	it('go on without thinking where another model made the call', async () => {
		const history: Message[] = [
			QUESTION,
			{ role: 'assistant', content: '', toolCalls: [{ id: 'call_9', name: 'weather', arguments: '{}' }] },
			{ role: 'tool', content: 'Sun', toolCallId: 'call_9' },
		];
		expect((await ask(history)).answer).toMatchObject({ text: 'It is sunny in Bonn.' });
	});

	it('would be refused with thinking and without thoughts', async () => {
		const made = { providerId: MODEL.providerId, apiModel: MODEL.apiModel, fields: { content: [] } };
		const extraBody = { thinking: { type: 'enabled', budget_tokens: 1024 } };
		const history: Message[] = [
			QUESTION,
			{ role: 'assistant', content: '', toolCalls: [{ id: 'call_9', name: 'weather', arguments: '{}' }], carried: made },
			{ role: 'tool', content: 'Sun', toolCallId: 'call_9' },
		];
		await expect(ask(history, { settings: { extraBody } })).rejects.toThrow('thinking');
	});
});
