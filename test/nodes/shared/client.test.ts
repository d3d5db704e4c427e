import type { Endpoint } from '../../../adapters/providers';
import { createClient } from '../../../nodes/shared/client';
import { json, serve, type TestServer } from '../../support/httpServer';
import { requestHelper } from '../../support/requestHelper';
import { MODEL, REQUEST } from '../../support/anthropic';

let server: TestServer;

beforeAll(async () => {
	server = await serve((response, { path }) => {
		if (!path.endsWith('/messages')) {
			return json(response, 200, {
				id: 'c',
				choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'compatible' } }],
			});
		}
		json(response, 200, {
			id: 'm',
			type: 'message',
			role: 'assistant',
			model: 'claude-x',
			content: [{ type: 'text', text: 'own' }],
			stop_reason: 'end_turn',
			usage: { input_tokens: 1, output_tokens: 1 },
		});
	});
});
afterAll(() => server.close());

const endpoint = (kind: Endpoint['kind']): Endpoint => ({
	kind,
	name: kind,
	baseUrl: `${server.url}/v1`,
	apiKey: 'sk-test-key-for-clients',
	apiVersion: null,
});

/** Asks the Anthropic and the OpenAI model of one node. */
async function ask(ownAnthropic: boolean | undefined, connected = new Map()) {
	const endpoints = new Map([
		['anthropic', endpoint('anthropic')],
		['openai', endpoint('openai')],
	]);
	const ctx = { helpers: { httpRequest: requestHelper } } as never;
	const client = createClient({ ctx, endpoints, connected, ...(ownAnthropic !== undefined && { ownAnthropic }) });
	const said = (keyId: string) => client.complete({ ...REQUEST, model: { ...MODEL, keyId } }, new AbortController().signal);
	const before = server.journal.length;
	const results = [await said('anthropic'), await said('openai')];
	return {
		texts: results.map((one) => (one.ok ? one.answer.text : one.failure.message)),
		paths: server.journal.slice(before).map(({ path }) => path),
	};
}

describe('the way to the models of a node', () => {
	it.each([undefined, false])("is Anthropic's compatible endpoint, as all others (%s)", async (own) => {
		expect(await ask(own)).toEqual({ texts: ['compatible', 'compatible'], paths: ['/v1/chat/completions', '/v1/chat/completions'] });
	});

	it("is Anthropic's own API where it is wanted, for Anthropic alone", async () => {
		const { texts, paths } = await ask(true);
		expect(texts).toEqual(['own', 'compatible']);
		expect(paths).toEqual(['/v1/messages', '/v1/chat/completions']);
	});

	it('leads to connected Chat Models by their key', async () => {
		const connected = new Map([['plugged', { invoke: async () => ({ content: 'plugged', response_metadata: {}, tool_calls: [] }) }]]);
		const ctx = { helpers: { httpRequest: requestHelper } } as never;
		const client = createClient({ ctx, endpoints: new Map(), connected });
		const model = { ...MODEL, id: 'connected/Plugged', keyId: 'plugged' };
		expect(await client.complete({ ...REQUEST, model }, new AbortController().signal)).toMatchObject({
			ok: true,
			answer: { text: 'plugged' },
		});
	});
});
