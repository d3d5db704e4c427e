import { nextExecution } from '../../support/executions';
import { EASY, HARD, openExamples, PIXEL_PNG, ROUTER, type ExampleWorld } from '../../support/exampleWorld';

let world: ExampleWorld;
beforeAll(async () => {
	world = await openExamples();
});
afterEach(() => {
	for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, null);
});
afterAll(async () => await world.close());

describe('the chat example', () => {
	const WEBHOOK = 'llm-router-example-chat';
	beforeAll(async () => {
		await world.published('chat-trigger.json');
	});

	/** As the chat window sends files. */
	function upload(chatInput: string, files: readonly File[], sessionId: string): Promise<Response> {
		const form = new FormData();
		for (const [name, value] of Object.entries({ action: 'sendMessage', sessionId, chatInput })) form.append(name, value);
		for (const file of files) form.append('files', file);
		return fetch(`${world.n8n.url}/webhook/${WEBHOOK}/chat`, { method: 'POST', body: form });
	}
	const lastAsked = () => world.provider.asked().at(-1);

	it.each([
		{ text: EASY, output: 'gpt-6-luna says hello' },
		{ text: HARD, output: 'gpt-6.1-sol says hello' },
	])('answers "$output"', async ({ text, output }) => {
		const response = await world.chat(WEBHOOK, text, 'one message');
		expect(await response.json()).toEqual({ output });
	});

	it('remembers what was said in the same chat, and nothing of another', async () => {
		await world.chat(WEBHOOK, EASY, 'first');
		await world.chat(WEBHOOK, 'And in Italian?', 'first');
		expect(lastAsked()?.messages.filter(({ role }) => role !== 'system')).toMatchObject([
			{ role: 'user', content: EASY },
			{ role: 'assistant', content: 'gpt-6-luna says hello' },
			{ role: 'user', content: 'And in Italian?' },
		]);
		await world.chat(WEBHOOK, 'And in Italian?', 'second');
		expect(lastAsked()?.messages.filter(({ role }) => role !== 'system')).toMatchObject([{ role: 'user', content: 'And in Italian?' }]);
	});

	it.each(['What is in this picture?', ''])('sends a picture with the message "%s"', async (text) => {
		const picture = new File([Buffer.from(PIXEL_PNG, 'base64')], 'screen.png', { type: 'image/png' });
		const response = await upload(text, [picture], `picture ${text}`);
		expect(await response.json()).toEqual({ output: expect.stringMatching(/says hello$/) });
		const parts = [
			...(text === '' ? [] : [{ type: 'text', text }]),
			{ type: 'image_url', image_url: expect.objectContaining({ url: `data:image/png;base64,${PIXEL_PNG}` }) },
		];
		expect(lastAsked()?.messages.at(-1)).toMatchObject({ role: 'user', content: parts });
	});

	it('says sorry where no model answers', async () => {
		world.provider.fail('gpt-6-luna', 400);
		world.provider.fail('gpt-6.1-sol', 400);
		const response = await world.chat(WEBHOOK, EASY, 'nobody answers');
		expect(await response.json()).toEqual({ output: expect.stringContaining('could not answer') });
	});
});

describe('Route Only with a Basic LLM Chain per branch', () => {
	let id: string;
	beforeEach(async () => {
		id = await world.published('route-only-basic-llm-chain.json');
	});
	afterEach(async () => await world.unpublish(id));
	async function asked(text: string) {
		const response = await world.post('llm-router-route-only', { prompt: text });
		return { answer: await response.json(), execution: await nextExecution(world.n8n.rest, id) };
	}

	it('lets the chain of the branch answer', async () => {
		const { answer } = await asked(EASY);
		expect(answer).toEqual({ output: 'gpt-6-luna says hello' });
	});

	it('takes the next branch when a chain fails', async () => {
		world.provider.fail('gpt-6-luna', 400);
		const { answer, execution } = await asked(EASY);
		expect(execution.items('Ask Cheap', 1)).toEqual([
			expect.objectContaining({ error: expect.anything(), llmRoute: expect.objectContaining({ id: expect.any(String) }) }),
		]);
		expect(execution.items(ROUTER, 2)).toHaveLength(1);
		expect(answer).toEqual({ output: 'gpt-6.1-sol says hello' });
	});

	it('ends at Fallback when every chain has failed', async () => {
		world.provider.fail('gpt-6-luna', 400);
		world.provider.fail('gpt-6.1-sol', 400);
		const { answer, execution } = await asked(EASY);
		expect(execution.items(ROUTER, 0)).toHaveLength(1);
		expect(answer).toEqual({ output: expect.stringContaining('could not answer') });
	});
});
