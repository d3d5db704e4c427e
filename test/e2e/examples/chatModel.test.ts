import { randomUUID } from 'node:crypto';
import { say } from '../../support/chatClient';
import type { ChatCall, ChatProvider } from '../../support/chatProvider';
import { EASY, HARD, openAgentExamples, type ExampleWorld } from '../../support/exampleWorld';
import { nextExecution, runByHand } from '../../support/executions';

const AGENT = 'AI Agent';

let world: ExampleWorld<ChatProvider>;
beforeAll(async () => {
	world = await openAgentExamples();
});
afterAll(async () => await world.close());

/** What this gave, and the calls that arrived meanwhile. */
async function during<T>(run: () => Promise<T>): Promise<{ readonly gave: T; readonly calls: readonly ChatCall[] }> {
	const before = world.provider.calls().length;
	const gave = await run();
	return { gave, calls: world.provider.calls().slice(before) };
}

/** What an agent's chat shows. */
async function said(webhookId: string, text: string, sessionId: string): Promise<string> {
	return (await say(world.n8n.url, webhookId, { text, sessionId })).text(AGENT);
}

describe('the agent with two tools', () => {
	const WEBHOOK = 'llm-router-example-agent';
	const TOOLS = ['Calculator', 'Order_Status'];
	let id: string;
	beforeAll(async () => {
		id = await world.published('chat-model-agent.json');
	});

	it('runs both tools, and their step stays with the model that called them', async () => {
		const { gave: shown, calls } = await during(() => said(WEBHOOK, 'Use Calculator and Order_Status on "1042".', randomUUID()));
		expect(calls.map(({ model, stream, tools }) => ({ model, stream, tools: tools.toSorted() }))).toEqual([
			{ model: 'gpt-6-luna', stream: true, tools: TOOLS },
			{ model: 'gpt-6-luna', stream: true, tools: TOOLS },
		]);
		expect(shown).toMatch(/^gpt-6-luna says: /);
		expect((await nextExecution(world.n8n.rest, id)).raw).toContain('stays with Cheap for this tool step');
		for (const told of ['1042', 'on its way, arrives on Friday']) expect(shown).toContain(`"response":"${told}"`);
	});

	it('moves up in a conversation that gets hard, stays there, and remembers', async () => {
		const sessionId = randomUUID();
		const asked = async (text: string) => (await during(() => said(WEBHOOK, text, sessionId))).calls.map(({ model }) => model);
		expect(await asked(EASY)).toEqual(['gpt-6-luna']);
		expect(await asked(HARD)).toEqual(['gpt-6.1-sol']);
		expect(await asked('Translate to Spanish: Where is the market?')).toEqual(['gpt-6.1-sol']);
		const texts = world.provider
			.calls()
			.at(-1)
			?.messages.filter(({ role }) => role === 'user');
		expect(texts?.map(({ content }) => content)).toEqual([EASY, HARD, 'Translate to Spanish: Where is the market?']);
	});

	it('answers with the other model where the first is at its rate limit', async () => {
		world.provider.plan('gpt-6-luna', '429');
		const { gave: shown, calls } = await during(() => said(WEBHOOK, EASY, randomUUID()));
		expect(calls.map(({ model, answered }) => [model, answered])).toEqual([
			['gpt-6-luna', false],
			['gpt-6.1-sol', true],
		]);
		expect(shown).toMatch(/^gpt-6.1-sol says: /);
	});
});

describe('the agent with connected OpenAI and Anthropic nodes', () => {
	const WEBHOOK = 'llm-router-example-connected';
	beforeAll(async () => {
		await world.published('chat-model-connected.json');
	});

	it.each([
		{ text: EASY, model: 'gpt-6-luna' },
		{ text: HARD, model: 'claude-sonnet-5-5' },
	])('$model answers "$text"', async ({ text, model }) => {
		const { gave: shown, calls } = await during(() => said(WEBHOOK, text, randomUUID()));
		expect(calls.map((call) => [call.model, call.tools])).toEqual([[model, ['Calculator']]]);
		expect(shown).toMatch(new RegExp(`^${model} says: `));
	});

	it('Claude calls the tool, too, and answers what it told', async () => {
		const { gave: shown, calls } = await during(() => said(WEBHOOK, `${HARD} First use Calculator on "6*7".`, randomUUID()));
		expect(calls.map(({ model }) => model)).toEqual(['claude-sonnet-5-5', 'claude-sonnet-5-5']);
		expect(shown).toMatch(/^claude-sonnet-5-5 says: .*"42"/);
	});
});

describe('questions about documents', () => {
	const WEBHOOK = 'llm-router-example-documents';

	it('are answered from the passages that were found, in a chat that remembers', async () => {
		const id = await world.published('chat-model-documents.json');
		const stored = await runByHand(world.n8n.rest, id, 'Run This Once');
		expect(stored.items('Store the Documents')).toHaveLength(2);
		const sessionId = randomUUID();
		for (const { text, model } of [
			{ text: 'Use Search_the_Documents on "When do you ship?"', model: 'gpt-6-luna' },
			{ text: `${HARD} First use Search_the_Documents on "shipping".`, model: 'gpt-6.1-sol' },
		]) {
			const { gave: output, calls } = await during(async () => await (await world.chat(WEBHOOK, text, sessionId)).json());
			expect(calls.map((call) => [call.model, call.tools])).toEqual([
				[model, ['Search_the_Documents']],
				[model, ['Search_the_Documents']],
			]);
			expect(JSON.stringify(calls[1]?.messages.at(-1))).toContain('shipped on Mondays and Thursdays');
			expect(output).toEqual({ output: expect.stringContaining(`${model} says: `) });
		}
		const asked = world.provider
			.calls()
			.at(-1)
			?.messages.filter(({ role }) => role === 'user');
		expect(asked).toHaveLength(2);
	});
});

describe('extracting fields', () => {
	it('everyday mails are read by the cheap model and contracts by the strong one, in one run', async () => {
		const id = await world.store('chat-model-extractor.json');
		const { gave: execution, calls } = await during(() => runByHand(world.n8n.rest, id, 'Manual Trigger'));
		const asked = calls.map(({ model, messages }) => `${model}: ${/Jana|Orchard|Tom/.exec(JSON.stringify(messages.at(-1)))?.[0] ?? ''}`);
		expect(asked.toSorted()).toEqual(['gpt-6-luna: Jana', 'gpt-6-luna: Tom', 'gpt-6.1-sol: Orchard']);
		expect(execution.items('Extracted Fields')).toEqual(
			['gpt-6-luna', 'gpt-6.1-sol', 'gpt-6-luna'].map((sender) => ({ output: { sender, due: '2026-01-31' } })),
		);
	});
});
