import 'reflect-metadata';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { ServerResponse } from 'node:http';

import { testLlmModelRegistry } from '../../../nodes/shared/credentialTest';
import { json, serve, type TestServer } from '../../support/httpServer';

const KEYS = { openai: 'sk-first-AAAABBBBCCCC', mistral: 'mi-second-DDDDEEEEFFFF', custom1: 'cu-third-GGGGHHHHIIII' };
const servers: TestServer[] = [];

afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function server(answer: (response: ServerResponse) => void): Promise<TestServer> {
	const started = await serve(answer);
	servers.push(started);
	return started;
}

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const accept = (response: ServerResponse) => json(response, 200, { data: [] });

async function three(mistral: (response: ServerResponse) => void) {
	const [a, b, c] = await Promise.all([server(accept), server(mistral), server(accept)]);
	const data = {
		providers: ['openai', 'mistral', 'custom1'],
		openaiApiKey: KEYS.openai,
		openaiBaseUrl: `${a.url}/v1`,
		mistralApiKey: KEYS.mistral,
		mistralBaseUrl: b.url,
		custom1Name: 'Gateway',
		custom1ApiKey: KEYS.custom1,
		custom1BaseUrl: c.url,
	};
	return { data, servers: { openai: a, mistral: b, custom1: c } };
}

async function run(data: ICredentialDataDecryptedObject) {
	const result = await testLlmModelRegistry.call(new CredentialTestContext(), {
		id: 'c',
		name: 'Registry',
		type: 'llmModelRegistryApi',
		data,
	});
	for (const key of Object.values(KEYS)) {
		for (const piece of [key, key.slice(0, key.length / 2), key.slice(key.length / 2), Buffer.from(key).toString('base64')]) {
			expect(JSON.stringify(result)).not.toContain(piece);
		}
	}
	return result;
}

it('says which model under Model Facts is retired', async () => {
	const { data } = await three(accept);
	const modelFacts = {
		values: [
			{ modelId: 'openai/gpt-4-turbo', inputPrice: 10, outputPrice: 30 },
			{ modelId: 'openai/gpt-6-luna', contextTokens: 9 },
		],
	};
	expect(await run({ ...data, modelFacts })).toEqual({
		status: 'OK',
		message: matching(/Gateway · Model Facts: openai\/gpt-4-turbo was retired on 2026-10-23; use gpt-5\.6-sol instead\.$/),
	});
});

it('asks every provider, each with its own key only', async () => {
	const { data, servers: seen } = await three(accept);
	expect(await run(data)).toEqual({ status: 'OK', message: matching(/OpenAI, Mistral, Gateway/) });
	expect(seen.openai.journal.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/v1/models', `Bearer ${KEYS.openai}`]]);
	expect(seen.mistral.journal.map(({ path, headers }) => [path, headers.authorization])).toEqual([
		['/v1/models', `Bearer ${KEYS.mistral}`],
	]);
	expect(seen.custom1.journal.map(({ path, headers }) => [path, headers.authorization])).toEqual([
		['/v1/models', `Bearer ${KEYS.custom1}`],
	]);
});

it.each(['openai', 'mistral', 'custom1'] as const)('asks %s no more once it is taken out, though its key is still stored', async (gone) => {
	const { data, servers: seen } = await three(accept);
	expect(await run({ ...data, providers: data.providers.filter((kind) => kind !== gone) })).toMatchObject({ status: 'OK' });
	for (const [kind, { journal }] of Object.entries(seen)) {
		expect([kind, journal.length]).toEqual([kind, kind === gone ? 0 : 1]);
		const others = Object.entries(KEYS)
			.filter(([owner]) => owner !== kind)
			.map(([, key]) => key);
		for (const key of others) expect(JSON.stringify(journal)).not.toContain(key);
	}
});

it.each<[number, RegExp]>([
	[401, /^Mistral: 401, the key was refused$/],
	[403, /^Mistral: 403, the key was refused$/],
	[404, /^Mistral: 404, there is no such address: check the base URL$/],
	[429, /^Mistral: 429, .*rate limit/],
	[400, /^Mistral: 400, Mistral did not accept the request$/],
	[503, /^Mistral: 503, the provider has an internal error$/],
])('names the provider that answers %i, and why', async (status, message) => {
	const { data } = await three((response) => json(response, status, { error: { message: `bad key ${KEYS.mistral}` } }));
	expect(await run(data)).toEqual({ status: 'Error', message: matching(message) });
});

it('names every provider that fails', async () => {
	const { data, servers: seen } = await three((response) => json(response, 401, {}));
	await seen.custom1.close();
	const { message } = await run(data);
	expect(message).toMatch(/^Mistral: 401, the key was refused · Gateway: 127\.0\.0\.1:\d+ could not be reached/);
});

it('follows no redirect: the key would go to another host', async () => {
	const elsewhere = await server(accept);
	const { data } = await three((response) => response.writeHead(302, { location: elsewhere.url }).end());
	expect(await run(data)).toMatchObject({ status: 'Error', message: matching(/^Mistral: 302, it redirects elsewhere/) });
	expect(elsewhere.journal).toEqual([]);
});

it('takes a web page for a wrong address', async () => {
	const { data } = await three((response) =>
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Welcome</h1>'),
	);
	expect(await run(data)).toMatchObject({ status: 'Error', message: 'Mistral: the address answers with a web page: check the base URL' });
});

/** As LM Studio answers whatever it does not know. */
const unknownPath = (response: ServerResponse, path: string) =>
	json(response, 200, { error: `Unexpected endpoint or method. (GET ${path})` });

it.each<[string, unknown, RegExp]>([
	[
		'text',
		{ error: `Unexpected endpoint. ${KEYS.mistral}` },
		/^Mistral: it answers with an error: Unexpected endpoint\. \[key removed\]\. Check the base URL/,
	],
	['an object', { error: { message: 'No such key', code: 401 } }, /^Mistral: it answers with an error: .*No such key/],
	['an error beside a list', { data: [], error: { message: 'Upstream is down' } }, /Upstream is down/],
	['FastAPI’s words', { detail: 'Not Found' }, /^Mistral: it answers with an error: Not Found/],
])('knows a 200 with an error inside, said as %s', async (_, body, message) => {
	const { data } = await three((response) => json(response, 200, body));
	expect(await run(data)).toEqual({ status: 'Error', message: matching(message) });
});

it.each([{ data: [{ id: 'a' }] }, [{ id: 'a' }], { data: {} }, { data: [], error: null }, { data: [], error: {} }, {}])(
	'takes no fright at %j',
	async (body) => {
		const { data } = await three((response) => json(response, 200, body));
		expect(await run(data)).toMatchObject({ status: 'OK' });
	},
);

it('takes what is no JSON for a wrong address', async () => {
	const { data } = await three((response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('Ollama is running'));
	expect(await run(data)).toEqual({ status: 'Error', message: matching(/^Mistral: .*not a list of models: check the base URL$/) });
});

it('asks at the address that runs will use, however it was pasted', async () => {
	const local = await serve((response, { path }) => (path === '/v1/models' ? accept(response) : unknownPath(response, path)));
	servers.push(local);
	for (const pasted of ['', '/', '/v1', '/v1/', '/v1/chat/completions', '/v1/models'])
		expect(
			await run({ providers: ['custom1', 'ollama'], custom1BaseUrl: local.url + pasted, ollamaBaseUrl: local.url + pasted }),
		).toMatchObject({
			status: 'OK',
		});
	expect(await run({ providers: ['custom1'], custom1BaseUrl: `${local.url}/elsewhere` })).toMatchObject({
		status: 'Error',
		message: matching(/Unexpected endpoint or method\. \(GET \/elsewhere\/models\)/),
	});
});

it('asks a server of one’s own that lists no models whether it answers at all', async () => {
	for (const [status, expected] of [
		[400, { status: 'OK' }],
		[500, { status: 'OK' }],
		[404, { status: 'Error', message: matching(/^Custom 1: 404, there is no such address/) }],
		[401, { status: 'Error', message: 'Custom 1: 401, the key was refused' }],
	] as const) {
		const own = await serve((response, { method }) => json(response, method === 'POST' ? status : 404, { error: { message: 'no' } }));
		servers.push(own);
		expect(await run({ providers: ['custom1'], custom1BaseUrl: own.url, custom1ApiKey: KEYS.custom1 })).toEqual(
			expect.objectContaining(expected),
		);
		expect(own.journal.map(({ method, path, body }) => [method, path, body])).toEqual([
			['GET', '/v1/models', ''],
			['POST', '/v1/chat/completions', '{}'],
		]);
	}
});

it('does not wait for the end of an endless body', async () => {
	let hungUp: (value: string) => void = () => {};
	const closed = new Promise<string>((resolve) => (hungUp = resolve));
	const { data } = await three((response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const drip = setInterval(() => response.write('x'.repeat(1000)), 5);
		response.on('close', () => {
			clearInterval(drip);
			hungUp('closed');
		});
	});
	expect(await run(data)).toMatchObject({ status: 'OK' });
	expect(await closed).toBe('closed');
});

it('gives up on a provider that never answers, and still hears the others', async () => {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	try {
		let asked = () => {};
		const silent = new Promise<void>((resolve) => {
			asked = resolve;
		});
		const { data } = await three(() => asked());
		const context = new CredentialTestContext();
		const { request } = context.helpers;
		const answered: Promise<unknown>[] = [];
		context.helpers.request = (...given: Parameters<typeof request>) => {
			const call = request(...given);
			answered.push(call);
			return call;
		};
		const result = testLlmModelRegistry.call(context, { id: 'c', name: 'Registry', type: 'llmModelRegistryApi', data });
		await Promise.all([silent, answered[0], answered[2]]);
		await jest.advanceTimersByTimeAsync(15_000);
		expect(await result).toEqual({
			status: 'Error',
			message: matching(/^Mistral: 127\.0\.0\.1:\d+ could not be reached \(timeout of 15000ms exceeded\)$/),
		});
	} finally {
		jest.useRealTimers();
	}
});

it('says what is missing without asking anybody', async () => {
	const { data, servers: seen } = await three(accept);
	expect(await run({ ...data, mistralApiKey: '' })).toEqual({ status: 'Error', message: matching(/Mistral API Key: is empty/) });
	expect(Object.values(seen).flatMap(({ journal }) => journal)).toEqual([]);
});

it('refuses a key that no header can carry, without showing it', async () => {
	const { data, servers: seen } = await three(accept);
	expect(await run({ ...data, mistralApiKey: `${KEYS.mistral}\u20ac` })).toEqual({
		status: 'Error',
		message: matching(/Mistral API Key: contains spaces or characters/),
	});
	expect(seen.mistral.journal).toEqual([]);
});
