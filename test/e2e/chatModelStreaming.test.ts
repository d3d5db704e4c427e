import { randomUUID } from 'node:crypto';
import { say } from '../support/chatClient';
import { FAILURES, type NamedFault } from '../support/chatFaults';
import { chatWorkflow, SOURCES, STOCK } from '../support/chatWorkflow';
import { startChatWorld, waste, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { nextExecution } from '../support/executions';

const FAULTS: readonly NamedFault[] = ['none', ...FAILURES, 'early'];

/** One chat for all: an agent for each way to fail, at its first step and at its second, each with models of its own. */
describe.each(SOURCES)('agents that stream, %s', (source) => {
	let world: ChatWorld;

	beforeAll(async () => {
		world = await startChatWorld();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	it('answer, or end with an error where something was said already; never "HALF WHOLE"', async () => {
		const { provider, n8n } = world;
		const cases = FAULTS.flatMap((fault) =>
			(['first', 'second'] as const).map((step) => ({
				fault,
				step,
				name: `${fault} ${step}`,
				tag: `stream-${source}-${fault}-${step}`,
			})),
		);
		for (const { fault, step, tag } of cases) {
			if (step === 'first') provider.always(`small-${tag}`, fault);
			else provider.plan(`small-${tag}`, 'none', fault);
		}
		const webhookId = randomUUID();
		const pieces = cases.map(({ name, tag }) => world.piece('agent', source, tag, { name }));
		const id = await n8n.rest.createWorkflow(chatWorkflow(`Streams ${source}`, webhookId, pieces));
		await n8n.rest.activate(id);
		const said = await say(n8n.url, webhookId, { text: 'Hello', sessionId: randomUUID() });
		const execution = await nextExecution(n8n.rest, id);
		await n8n.rest.deactivate(id);
		for (const { name, fault, step, tag } of cases) {
			const calls = provider.calls(tag);
			// What has been shown can't be taken back.
			const lost = fault === 'half' || (STOCK && fault !== 'none');
			const tools = provider
				.tools(tag)
				.map(({ tool }) => tool)
				.toSorted();
			expect({ name, streamed: calls.every(({ stream }) => stream), waste: waste(calls, provider.tools(tag)), tools }).toEqual({
				name,
				streamed: true,
				waste: [],
				tools: lost && step === 'first' ? [] : ['clock', 'weather'],
			});
			expect({ name, errors: execution.errors(name).length }).toEqual({ name, errors: lost ? 1 : 0 });
			const text = said.text(name);
			expect({ name, text }).toEqual({
				name,
				text: fault === 'half' ? 'HALF ' : lost ? '' : expect.stringMatching(/^(small|large)\S+ says: .*clock is fine.*weather is fine.*$/),
			});
		}
	});
});
