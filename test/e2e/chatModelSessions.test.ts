import { randomUUID } from 'node:crypto';

import { say } from '../support/chatClient';
import { BROKEN_TOOL } from '../support/chatProvider';
import {
	chatWorkflow,
	merged,
	modelOf,
	plain,
	SOURCES,
	STOCK,
	wire,
	type ChatModelFields,
	type Piece,
	type Source,
} from '../support/chatWorkflow';
import { startChatWorld, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import { finished, until, executionsOf } from '../support/executions';
import { EASY, HARD } from '../support/sessions';

/** What asks for reasoning is for the large model, all else for the small one. */
function rulesFor(source: Source, tag: string): ChatModelFields {
	const [small, large] = ['small', 'large'].map((size) => modelOf(source, size, tag));
	const signals = { values: [{ signal: 'reasoningWords', comparison: 'at_least', value: 1 }] };
	return {
		rules: {
			values: [
				{ name: 'Hard', model: large, signals },
				{ name: 'All else', model: small },
			],
		},
		timeout: 20,
	};
}

/** A conversation is one execution for each thing said. */
(STOCK ? describe.skip : describe).each(SOURCES)('conversations, %s', (source) => {
	let world: ChatWorld;

	beforeAll(async () => {
		world = await startChatWorld();
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	/** Published; the returned function says something in a session and returns who was asked for it, in order. */
	async function chat(tag: string, piece: Piece) {
		const { n8n, provider } = world;
		const webhookId = randomUUID();
		const id = await n8n.rest.createWorkflow(chatWorkflow(tag, webhookId, [piece]));
		await n8n.rest.activate(id);
		return async (sessionId: string, text: string): Promise<string[]> => {
			const before = provider.calls(tag).length;
			const ended = (await executionsOf(n8n.rest, id)).length;
			await say(n8n.url, webhookId, { text, sessionId });
			const [last] = await until('its execution', async () => {
				const all = await executionsOf(n8n.rest, id);
				return all.length > ended ? all : null;
			});
			await finished(n8n.rest, last ?? '');
			return provider
				.calls(tag)
				.slice(before)
				.map(({ model }) => model.replace(`-${tag}`, ''));
		};
	}

	it('what was hard once stays with the strong model, for its own session alone; the log has neither its id nor its words', async () => {
		const tag = `talk-${source}`;
		const secret = `secret${randomUUID().replaceAll('-', '')}`;
		const says = await chat(tag, world.piece('agent', source, tag, { prompt: '={{ $json.chatInput }}', fields: rulesFor(source, tag) }));
		const [one, other] = [randomUUID(), randomUUID()];
		expect(await says(one, EASY)).toEqual(['small']);
		expect(await says(one, HARD)).toEqual(['large']);
		expect(await says(other, EASY)).toEqual(['small']);
		expect(await says(one, `${EASY} ${secret}`)).toEqual(['large']);
		// Tool steps, too.
		expect(await says(one, 'Please use weather.')).toEqual(['large', 'large']);
		expect(await says(other, 'Please use weather.')).toEqual(['small', 'small']);
		const keys = world.decisions(tag).map(({ sessionKey }) => sessionKey);
		const [first, second] = [keys[0], keys[2]];
		expect(keys).toEqual([first, first, second, first, first, first, second, second]);
		expect(new Set([first, second, null]).size).toBe(3);
		expect(world.isWritten(tag)).toBe(true);
		for (const words of [one, other, secret]) expect(world.isWritten(words)).toBe(false);
	});

	it('one that answers for a model that failed does not move the conversation', async () => {
		const tag = `lent-${source}`;
		const says = await chat(tag, world.piece('agent', source, tag, { prompt: '={{ $json.chatInput }}', fields: rulesFor(source, tag) }));
		const session = randomUUID();
		expect(await says(session, HARD)).toEqual(['large']);
		world.provider.plan(`large-${tag}`, 'garbage');
		expect(await says(session, 'Please use weather.')).toEqual(['large', 'small', 'large']);
		expect(await says(session, EASY)).toEqual(['large']);
	});

	it('a tool call that fails again and again is taken over by the next stronger model', async () => {
		const tag = `stuck-${source}`;
		const agent = world.piece('agent', source, tag, {
			prompt: `Please insist on ${BROKEN_TOOL}`,
			tools: [BROKEN_TOOL],
			fields: { timeout: 20 },
		});
		const execution = await world.run(`Stuck ${source}`, [agent]);
		expect(world.provider.calls(tag).map(({ model }) => model.replace(`-${tag}`, ''))).toEqual(['small', 'small', 'small', 'large']);
		expect(execution.errors('agent')).toEqual([]);
		expect(world.decisions(tag).at(-1)?.reason).toContain('the same tool call failed again and again');
	});

	it('each of several items has its own session, over executions', async () => {
		const { n8n, provider } = world;
		const tag = `items-${source}`;
		const webhookPath = randomUUID();
		const chain = world.piece('chain', source, tag, { fields: { ...rulesFor(source, tag), sessionId: '={{ $json.session }}' } });
		const webhook = {
			...plain('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: webhookPath, responseMode: 'lastNode' }),
			webhookId: webhookPath,
		};
		const split = plain('Split Out', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'body.items' });
		const wires = [wire('Webhook', 'main', 'Split Out'), wire('Split Out', 'main', chain.root)];
		const id = await n8n.rest.createWorkflow({
			name: tag,
			...merged({ nodes: [webhook, split], connections: {} }, chain, ...wires),
			settings: { executionOrder: 'v1' },
		});
		await n8n.rest.activate(id);
		const post = async (texts: readonly string[]): Promise<Record<string, string>> => {
			const before = provider.calls(tag).length;
			const items = texts.map((text, session) => ({ text: `${text} (${String(session)})`, session }));
			const response = await fetch(`${n8n.url}/webhook/${webhookPath}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ items }),
			});
			expect(response.status).toBe(200);
			return Object.fromEntries(
				provider
					.calls(tag)
					.slice(before)
					.map(({ model, messages }): [string, string] => [
						/\((\d)\)/.exec(JSON.stringify(messages))?.[1] ?? '',
						model.replace(`-${tag}`, ''),
					]),
			);
		};
		expect(await post([EASY, HARD, EASY])).toEqual({ 0: 'small', 1: 'large', 2: 'small' });
		expect(await post([EASY, EASY, HARD])).toEqual({ 0: 'small', 1: 'large', 2: 'large' });
	});
});
