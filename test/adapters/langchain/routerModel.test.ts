import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';

import { harvest } from '../../../adapters/langchain/harvest';
import { chatResult, chunkWriter } from '../../../adapters/langchain/reply';
import { routerModel, type RouterModelParts } from '../../../adapters/langchain/routerModel';
import type { Answer } from '../../../router/calls/client';
import { z } from '../../../vendor/zod';
import { sdkLike } from './sdkLike';

const CALL = { id: 'call_1', name: 'extract', arguments: '{"total":7}' };
const ANSWER: Answer = {
	text: 'Hi',
	finish: 'stop',
	usage: { inputTokens: 10, outputTokens: 4, cachedInputTokens: 3 },
	servedBy: 'served-by',
	toolCalls: [CALL],
	logProbs: null,
};

async function routed(parts: Partial<RouterModelParts> = {}) {
	const sdk = sdkLike();
	const classes = await harvest(sdk);
	const generate = jest.fn<Promise<object>, Parameters<RouterModelParts['generate']>>(async () => chatResult(classes, ANSWER, {}));
	const model = routerModel(sdk, 'the context', {
		generate,
		async *stream() {
			const writer = chunkWriter(classes);
			yield writer.part({ kind: 'text', text: 'H' });
			yield writer.part({ kind: 'text', text: 'i' });
			yield writer.part({ kind: 'tool_call', index: 0, ...CALL });
			yield writer.last(ANSWER, {});
		},
		countTokens: () => 5,
		callbacks: [],
		...parts,
	}) as BaseChatModel;
	return { model, generate, sdk };
}

const lookUp = tool(() => '', { name: 'look_up', schema: { type: 'object', properties: {} } });

it('is the SDK model of the node, with what it is given', async () => {
	const callbacks = [{ handleLLMStart: () => {} }];
	const { model, sdk } = await routed({ callbacks });
	expect(sdk.supplyModel).toHaveBeenLastCalledWith('the context', expect.anything());
	expect(model.lc_namespace).toEqual(expect.arrayContaining(['chat_models']));
	expect(model.callbacks).toEqual(callbacks);
	expect(await model.getNumTokens('some text')).toBe(5);
});

it('gets the messages as they are, with the tools, the choice and the stops that were bound', async () => {
	const { model, generate } = await routed();
	const message = new HumanMessage({ content: [{ type: 'image_url', image_url: 'data:image/png;base64,AA' }] });
	await model.bindTools?.([lookUp], { tool_choice: 'any' }).invoke([message], { stop: ['END'] });
	const [messages, options] = generate.mock.calls[0] ?? [];
	expect(messages).toEqual([message]);
	expect(options).toMatchObject({ tools: [lookUp], tool_choice: 'any', stop: ['END'] });
});

it('streams text and calls, which make the message again', async () => {
	const { model } = await routed();
	const seen: unknown[] = [];
	for await (const { event, data } of model.streamEvents('x', { version: 'v2' })) {
		if (event === 'on_chat_model_stream') seen.push((data.chunk as { content: unknown }).content);
		if (event === 'on_chat_model_end') seen.push((data.output as { tool_calls: unknown }).tool_calls);
	}
	expect(seen).toEqual(['H', 'i', '', '', [{ type: 'tool_call', id: 'call_1', name: 'extract', args: { total: 7 } }]]);
});

it('gives a structure, and has the model forced to give it', async () => {
	const { model, generate } = await routed();
	const structured = model.withStructuredOutput(z.object({ total: z.number() }));
	expect(await structured.invoke('x')).toEqual({ total: 7 });
	expect(generate.mock.calls[0]?.[1]).toMatchObject({ tool_choice: 'any', tools: [{ function: { name: 'extract' } }] });
});
