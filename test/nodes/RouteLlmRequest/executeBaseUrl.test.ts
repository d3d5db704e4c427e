import { USER_AGENT } from '../../../adapters/userAgent';
import { clearHealth } from '../../../nodes/shared/health';
import { json, serve, type TestServer } from '../../support/httpServer';
import { NODE, openLedger, run, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer | undefined;

beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());
afterEach(() => server?.close());

/** Answers at one path alone; of others it says what LM Studio says. */
async function answeringAt(base: string): Promise<TestServer> {
	server = await serve((response, { path, method }) => {
		if (path !== `${base}/chat/completions`) return json(response, 200, { error: `Unexpected endpoint or method. (${method} ${path})` });
		json(response, 200, { model: 'm', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello!' } }] });
	});
	return server;
}

async function go(kind: string, pasted: string) {
	return await run({
		items: [{ json: { text: 'Hello!' } }],
		urls: ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
		credential: { providers: [kind], [`${kind}BaseUrl`]: pasted, [`${kind}ApiKey`]: 'key-0123456789' },
		parameters: {
			prompt: '={{ $json.text }}',
			models: { values: [{ model: { mode: 'id', value: `${kind}/m` }, branchName: 'One', settings: { strength: '1' } }] },
		},
		wired: ['Fallback', 'One'],
	});
}

describe('an address as people paste it', () => {
	it.each([
		['custom1', '', '/v1'],
		['custom1', '/', '/v1'],
		['custom1', '/v1', '/v1'],
		['custom1', '/v1/', '/v1'],
		['custom1', '/v1/chat/completions', '/v1'],
		['custom1', '/chat/completions', ''],
		['custom1', '/api/v1/chat/completions', '/api/v1'],
		['ollama', '', '/v1'],
		['ollama', '/api', '/v1'],
		['ollama', '/v1', '/v1'],
		['openai', '', '/v1'],
		['gemini', '', '/v1beta/openai'],
		['gemini', '/v1beta', '/v1beta/openai'],
		['groq', '/openai', '/openai/v1'],
		['openrouter', '/api', '/api/v1'],
	])('of %s, %j is called at %j', async (kind, pasted, base) => {
		const { url, journal } = await answeringAt(base);
		const result = await go(kind, url + pasted);
		expect(journal.map(({ path }) => path)).toEqual([`${base}/chat/completions`]);
		expect(result.items(NODE, 1)[0]?.json['output']).toBe('Hello!');
		expect(journal[0]?.headers['user-agent']).toBe(USER_AGENT);
	});

	it('that leads nowhere is told in the server’s own words', async () => {
		const { url } = await answeringAt('/v1');
		const result = await go('custom1', `${url}/elsewhere`);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({
			reason: expect.stringContaining('Unexpected endpoint or method. (POST /elsewhere/chat/completions)'),
		});
	});
});
