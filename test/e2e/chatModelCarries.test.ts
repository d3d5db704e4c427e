import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { say } from '../support/chatClient';
import { CONSUMERS, ERRORS } from '../support/chatConsumers';
import { chatWorkflow, manualWorkflow, SOURCES, START, STOCK } from '../support/chatWorkflow';
import { startChatWorld, waste, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { finished, nextExecution, until } from '../support/executions';

/** Bytes that are no real picture: nobody looks into it. */
const PICTURE = Buffer.from('the bytes of a picture');
const PAPER = Buffer.from('%PDF-1.4 the bytes of a paper');

describe.each(SOURCES)('between a consumer and the models, %s', (source) => {
	let world: ChatWorld;

	beforeAll(async () => {
		world = await startChatWorld();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	it('a picture and a PDF reach the model, streamed and not, also when another has to answer', async () => {
		const { provider, n8n } = world;
		const cases = [true, false].map((enableStreaming) => ({ enableStreaming, tag: `files-${source}-${String(enableStreaming)}` }));
		if (!STOCK) for (const { tag } of cases) provider.always(`small-${tag}`, '500');
		const webhookId = randomUUID();
		const pieces = cases.map(({ enableStreaming, tag }) =>
			world.piece('agent', source, tag, {
				name: tag,
				prompt: '={{ $json.chatInput }}',
				options: { enableStreaming, passthroughBinaryImages: true, passthroughBinaryPdfs: true },
			}),
		);
		const id = await n8n.rest.createWorkflow(chatWorkflow(`Files ${source}`, webhookId, pieces));
		await n8n.rest.activate(id);
		const files = [new File([PICTURE], 'a.png', { type: 'image/png' }), new File([PAPER], 'b.pdf', { type: 'application/pdf' })];
		await say(n8n.url, webhookId, { text: 'What is in these?', sessionId: randomUUID(), files });
		const execution = await nextExecution(n8n.rest, id);
		await n8n.rest.deactivate(id);
		for (const { tag, enableStreaming } of cases) {
			const calls = provider.calls(tag);
			expect(calls.map(({ model, stream, answered }) => [model, stream, answered])).toEqual([
				...(STOCK ? [] : [[`small-${tag}`, enableStreaming, false]]),
				[`${STOCK ? 'small' : 'large'}-${tag}`, enableStreaming, true],
			]);
			for (const { messages } of calls) {
				const sent = JSON.stringify(messages);
				expect(sent).toContain(`"image_url":{"url":"data:image/png;base64,${PICTURE.toString('base64')}"`);
				expect(sent).toMatch(/"type":"file","file":\{[^}]*"file_data":"data:application\/pdf;base64,/);
				expect(sent).toContain(PAPER.toString('base64'));
			}
			expect(execution.errors(tag)).toEqual([]);
		}
	});

	it('a forced tool call is forced, each tool once, and the next step is free', async () => {
		const tag = `forced-${source}`;
		const agent = world.piece('agent', source, tag, { prompt: 'Hello', options: { forceToolCallOnFirstIteration: true } });
		const execution = await world.run(`Forced ${source}`, [agent]);
		expect(world.provider.calls(tag).map(({ tools, toolChoice }) => [tools.toSorted(), toolChoice])).toEqual([
			[['clock', 'weather'], 'required'],
			[['clock', 'weather'], undefined],
		]);
		expect(world.provider.tools(tag)).toHaveLength(1);
		expect(execution.items('agent')).toEqual([{ output: expect.stringContaining('is fine') }]);
	});

	// n8n gives Information Extractor's calls no signal: only the router can hear of the end.
	it.each(STOCK ? (['agent', 'chain'] as const) : (['agent', 'chain', 'extractor'] as const))(
		'stopping the execution ends the call in flight of: %s',
		async (kind) => {
			const { provider, n8n } = world;
			const tag = `stop-${kind}-${source}`;
			provider.always(`small-${tag}`, { slowMs: 20_000 });
			const piece = world.piece(kind, source, tag, { fields: { timeout: 60 } });
			const id = await n8n.rest.createWorkflow(manualWorkflow(`Stopped ${kind} ${source}`, [{ text: 'Hello' }], [piece]));
			const started = await n8n.rest.request('POST', `/workflows/${id}/run`, { triggerToStartFrom: { name: START } });
			const { executionId } = z.object({ executionId: z.coerce.string() }).parse(started);
			const call = await until('the call', async () => await Promise.resolve(provider.calls(tag)[0] ?? null));
			await n8n.rest.request('POST', `/executions/${executionId}/stop`, {});
			await call.gone;
			expect((await finished(n8n.rest, executionId)).status).toBe('canceled');
			expect(provider.calls(tag).map(({ model, answered, aborted }) => ({ model, answered, aborted }))).toEqual([
				{ model: `small-${tag}`, answered: false, aborted: true },
			]);
		},
	);

	it('an answer that a consumer cannot read is asked for anew; what was finished before is not', async () => {
		const { provider } = world;
		const tags = { sentiment: `unread-${source}`, extractor: `mended-${source}`, agent: `again-${source}` };
		provider.plan(`small-${tags.sentiment}`, 'badJson');
		provider.plan(`small-${tags.extractor}`, 'badJson');
		provider.plan(`small-${tags.agent}`, 'none', '500');
		provider.plan(`large-${tags.agent}`, '500');
		const settings = { onError: 'stopWorkflow', retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const execution = await world.run(`Retries ${source}`, [
			world.piece('sentiment', source, tags.sentiment, { settings }),
			world.piece('extractor', source, tags.extractor, { settings: { onError: 'stopWorkflow' } }),
			world.piece('agent', source, tags.agent, { settings }),
		]);
		expect(execution.status).toBe('success');
		const unread = provider.calls(tags.sentiment);
		expect(unread.map(({ fault }) => fault)).toEqual(['badJson', 'none']);
		expect(new Set(unread.map(({ asks }) => asks)).size).toBe(1);
		// LangChain's own parser asks once more, with another prompt.
		const mended = provider.calls(tags.extractor);
		expect(mended.map(({ fault }) => fault)).toEqual(['badJson', 'none']);
		expect(new Set(mended.map(({ asks }) => asks)).size).toBe(2);
		const answered = provider.calls(tags.agent).filter((call) => call.answered);
		expect(answered).toHaveLength(2);
		expect(
			provider
				.tools(tags.agent)
				.map(({ tool }) => tool)
				.toSorted(),
		).toEqual(['clock', 'weather']);
	});

	(STOCK ? it.skip : it)('one allowed model: nobody else is asked, under every consumer, and each ends with one error', async () => {
		const { provider } = world;
		const tagOf = (kind: string) => `${kind}-private-${source}`;
		// A rate limit is each model's own, so that every consumer's is asked.
		for (const kind of CONSUMERS) provider.always(`small-${tagOf(kind)}`, '429');
		const pieces = CONSUMERS.map((kind) => world.piece(kind, source, tagOf(kind), { fields: { allowedModels: 'small' } }));
		const execution = await world.run(`Private ${source}`, pieces);
		for (const kind of CONSUMERS) {
			const calls = provider.calls(tagOf(kind));
			const elsewhere = calls.filter(({ model }) => model.startsWith('large'));
			expect({ kind, elsewhere, waste: waste(calls, []), errors: execution.errors(kind).length, asked: calls.length > 0 }).toEqual({
				kind,
				elsewhere: [],
				waste: [],
				errors: ERRORS[kind],
				asked: true,
			});
		}
	});
});
