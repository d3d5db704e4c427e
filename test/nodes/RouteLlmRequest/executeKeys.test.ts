import { CredentialTestContext } from 'n8n-core';

import { testLlmModelRegistry } from '../../../nodes/shared/credentialTest';
import { clearHealth } from '../../../nodes/shared/health';
import { searchModels } from '../../../nodes/shared/searchModels';
import { json, serve, type Seen, type TestServer } from '../../support/httpServer';
import { registryOf } from '../../support/ladder';
import { requestHelper } from '../../support/requestHelper';
import { LADDER, NODE, openLedger, run, says, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;
/** What the provider takes, and whether it has money. */
let rightKey: string;
let paid: boolean;
/** Keys of the calls that arrived, in order. */
let asked: string[];

beforeAll(async () => {
	ledger = await openLedger();
	server = await serve((response, seen) => {
		const key = keyOf(seen);
		if (!seen.path.startsWith('/v1/')) return json(response, 404, { error: { message: 'no such address' } });
		if (seen.method === 'GET') return json(response, key === rightKey ? 200 : 401, { data: [{ id: 'small' }] });
		asked.push(key);
		if (key !== rightKey) return json(response, 401, { error: { message: 'Incorrect API key', code: 'invalid_api_key' } });
		if (!paid) return json(response, 429, { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } });
		const reply = says('fine');
		if (reply.kind === 'json') json(response, reply.status, reply.body);
	});
});
afterAll(async () => {
	await Promise.all([server.close(), ledger.close()]);
});
beforeEach(() => {
	clearHealth();
	[rightKey, paid, asked] = ['sk-right-one-77aa88bb', true, []];
});

function keyOf({ headers }: Seen): string {
	return (headers.authorization ?? '').replace('Bearer ', '');
}

const ONE = { models: { values: [LADDER[0]] }, maxWaitTime: 0 };
const WRONG = 'sk-wrong-one-11cc22dd';

/** The credential of the ladder with this key for its first provider. */
const credentialOf = (key: string, url = `${server.url}/v1`) => ({ custom1ApiKey: key, custom1BaseUrl: url });

async function routed(key: string, url?: string) {
	const result = await run({
		items: [{ json: { text: 'Hi' } }],
		urls: [server.url, server.url],
		parameters: ONE,
		wired: ['Fallback', 'Small'],
		credential: credentialOf(key, url),
	});
	expect(result.error).toBeUndefined();
	const [answered] = result.items(NODE, 1);
	const [lost] = result.items(NODE, 0);
	const route = ((answered ?? lost)?.json['llmRoute'] ?? {}) as { reason: string; failure?: string };
	return { answered: answered !== undefined, ...route, hints: result.hints(NODE).map(({ message }) => message) };
}

const stored = (key: string) => ({ ...registryOf([server.url, server.url]), ...credentialOf(key), providers: ['custom1'] });

async function pressTest(key: string) {
	const credential = { id: 'registry', name: 'registry', type: 'llmModelRegistryApi', data: stored(key) };
	return await testLlmModelRegistry.call(new CredentialTestContext(), credential);
}

async function openList(key: string) {
	const credentials = { llmModelRegistryApi: { id: 'registry', name: 'registry' } };
	const context = {
		getNode: () => ({ credentials }),
		getCredentials: async () => stored(key),
		getCurrentNodeParameter: () => undefined,
		helpers: { httpRequest: requestHelper },
	};
	return await searchModels.call(context);
}

describe('a key that was refused', () => {
	it('is left alone, and the item says whose it is and what to do, never what it is', async () => {
		expect(await routed(WRONG)).toMatchObject({ answered: false, failure: 'auth' });
		const next = await routed(WRONG);
		const trouble = 'the key of One in the credential "registry" was refused. Correct it, then press Test';
		expect(next).toMatchObject({ answered: false, failure: 'capacity', reason: expect.stringContaining(trouble) });
		expect(next.hints).toContainEqual(expect.stringContaining(`Small (custom1/small) is on cooldown: ${trouble}`));
		expect(JSON.stringify(next)).not.toContain(WRONG);
		expect(asked).toEqual([WRONG]);
	});

	it('and corrected in the same credential works at once', async () => {
		await routed(WRONG);
		expect(await routed(rightKey)).toMatchObject({ answered: true });
		expect(asked).toEqual([WRONG, rightKey]);
	});

	it.each([
		['a green Test', pressTest],
		['a green model list', openList],
	])('and accepted meanwhile works after %s', async (_, look) => {
		const right = rightKey;
		rightKey = 'another';
		await routed(right);
		await look(right);
		expect(await routed(right)).toMatchObject({ answered: false, failure: 'capacity' });
		rightKey = right;
		await look(right);
		expect(await routed(right)).toMatchObject({ answered: true });
	});
});

it.each([
	['a green Test', pressTest],
	['a green model list', openList],
])('a quota that was topped up works after %s', async (_, look) => {
	paid = false;
	expect(await routed(rightKey)).toMatchObject({ failure: 'quota_exhausted' });
	paid = true;
	expect(await routed(rightKey)).toMatchObject({
		failure: 'capacity',
		reason: expect.stringContaining('the key of One in the credential "registry" has no quota left. Raise it at the provider'),
	});
	await look(rightKey);
	expect(await routed(rightKey)).toMatchObject({ answered: true });
});

it('a base URL that was corrected works at once', async () => {
	expect(await routed(rightKey, `${server.url}/wrong`)).toMatchObject({ failure: 'model_not_found' });
	expect(await routed(rightKey, `${server.url}/wrong`)).toMatchObject({ failure: 'capacity' });
	expect(await routed(rightKey)).toMatchObject({ answered: true });
});
