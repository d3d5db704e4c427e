import { AIMessage, HumanMessage } from '@langchain/core/messages';

import { createConnectedClient } from '../../../adapters/connected/client';
import { callWhenSent as whenSent } from '../../../adapters/onSent';
import { systemClock } from '../../../nodes/shared/clock';
import { Original } from '../../../adapters/langchain/original';
import type { ModelRequest } from '../../../router/calls/client';
import { chatModel, message, type Invoke } from '../../support/chatModels';
import { modelAt } from '../../support/routing';

const sleep = (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal);

const never = new AbortController().signal;
const MODEL = modelAt(0, { id: 'connected/My Model', keyId: 'connected:wf:My Model' });
const TOOL = { type: 'function', function: { name: 'one', parameters: {} } };
const MESSAGES = [new HumanMessage('Hello')];
const PDF = { type: 'file', source_type: 'base64', mime_type: 'application/pdf', data: 'QQ', metadata: { filename: 'a.pdf' } };

function requestOf(options: Record<string, unknown>, messages: readonly object[] = MESSAGES): ModelRequest {
	return {
		model: MODEL,
		messages: [{ role: 'user', content: 'ours' }],
		maxOutputTokens: null,
		temperature: null,
		responseFormat: { kind: 'json_object' },
		logProbs: false,
		omit: [],
		timeoutMs: 20_000,
		firstByteMs: null,
		original: new Original(messages, { signal: never, promptIndex: 0, ...options }),
	};
}

function connected(more: object = {}, reply: unknown = message('Hi')) {
	const invoke = jest.fn<unknown, Parameters<Invoke>>(() => reply);
	const bound = chatModel(invoke);
	const bindTools = jest.fn(() => bound);
	const client = createConnectedClient({
		models: new Map([[MODEL.keyId, chatModel(invoke, { bindTools, ...more })]]),
		now: () => 0,
		sleep,
		whenSent,
	});
	return { client, invoke, bindTools };
}

it('goes to the model as it is, without handlers of whoever asked', async () => {
	const { client, invoke, bindTools } = connected();
	await client.complete(requestOf({ stop: ['END'], response_format: { type: 'json_object' } }), never);
	expect(invoke.mock.calls[0]?.[0]).toBe(MESSAGES);
	expect(invoke.mock.calls[0]?.[1]).toEqual({
		signal: expect.any(AbortSignal),
		stop: ['END'],
		response_format: { type: 'json_object' },
		callbacks: [],
	});
	expect(bindTools).not.toHaveBeenCalled();
});

it('has its tools bound, with those that its provider runs, and the choice', async () => {
	const search = { type: 'web_search' };
	const { client, invoke, bindTools } = connected({ metadata: { tools: [search] } });
	await client.complete(requestOf({ tools: [TOOL], tool_choice: 'any', strict: true }), never);
	expect(bindTools).toHaveBeenCalledWith([TOOL, search], { tool_choice: 'any', strict: true });
	expect(invoke.mock.calls[0]?.[1]).toEqual({ signal: expect.any(AbortSignal), callbacks: [] });
	await client.complete(requestOf({ tool_choice: 'any' }), never);
	expect(bindTools).toHaveBeenLastCalledWith([search], {});
});

it('comes back untouched with the answer', async () => {
	const reply = new AIMessage({ content: 'Hi', additional_kwargs: { signatures: ['s'] } });
	const { client } = connected({}, reply);
	const result = await client.complete(requestOf({}), never);
	expect(result.ok && result.answer.original).toBe(reply);
	const { original: _none, ...ours } = requestOf({});
	expect(await client.complete(ours, never)).not.toHaveProperty('answer.original');
});

it.each([
	['cannot take tools', { bindTools: undefined }, 'takes no tools'],
	[
		'throws at them',
		{
			bindTools: () => {
				throw new Error('odd tool');
			},
		},
		'odd tool',
	],
	['makes no model of them', { bindTools: () => ({}) }, 'takes no tools'],
])('is refused where a model %s', async (_, more, words) => {
	const { client, invoke } = connected(more);
	expect(await client.complete(requestOf({ tools: [TOOL] }), never)).toMatchObject({
		ok: false,
		failure: { kind: 'unsupported', retryable: false, billed: false, message: expect.stringContaining(words) },
	});
	expect(invoke).not.toHaveBeenCalled();
});

it('needs no binding where there are no tools', async () => {
	expect(await connected({ bindTools: undefined, metadata: { tools: [{}] } }).client.complete(requestOf({}), never)).toMatchObject({
		ok: true,
	});
});

describe('PDFs', () => {
	const text = { type: 'text', text: 'See' };
	const asked = new HumanMessage({ content: [text, PDF] });
	const sent = async (more: object) => {
		const { client, invoke } = connected(more);
		await client.complete(requestOf({}, [asked, ...MESSAGES]), never);
		return invoke.mock.calls[0]?.[0];
	};

	it('are in the form of the Responses API for a model that uses it', async () => {
		const [first, second] = (await sent({ _useResponsesApi: () => true })) ?? [];
		expect(first).toBeInstanceOf(HumanMessage);
		expect(first).toMatchObject({
			content: [text, { type: 'input_file', file_data: 'data:application/pdf;base64,QQ', filename: 'a.pdf' }],
		});
		expect(second).toBe(MESSAGES[0]);
		expect(asked.content).toEqual([text, PDF]);
	});

	it('are left as they are for others', async () => {
		expect((await sent({ _useResponsesApi: () => false }))?.[0]).toBe(asked);
		expect((await sent({}))?.[0]).toBe(asked);
	});
});
