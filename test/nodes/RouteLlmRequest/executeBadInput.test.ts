import { readFileSync } from 'node:fs';

import { clearHealth } from '../../../nodes/shared/health';
import { type TestServer, serve } from '../../support/httpServer';
import {
	KEYS,
	LADDER,
	NODE,
	openLedger,
	provider,
	refuses,
	row,
	run,
	says,
	start,
	type Ask,
	type TestLedger,
} from '../../support/routeNode';

let good: TestServer;
let ledger: TestLedger;

beforeAll(async () => {
	ledger = await openLedger();
	good = await provider((prompt) => says(`fine: ${prompt}`));
});
afterAll(async () => {
	await Promise.all([good.close(), ledger.close()]);
});
beforeEach(() => clearHealth());

const ask = ({ parameters, ...more }: Partial<Ask> = {}): Ask => ({
	items: [{ json: { text: 'hello' } }],
	urls: [good.url, good.url],
	// No patience, so that nothing waits between tries.
	parameters: { threshold: 0, maxWaitTime: 0, ...parameters },
	...more,
});
const models = (...values: object[]) => ({ parameters: { models: { values } } });

it('does not look at a store that is left over while Share Limits and Log Between Workers is off', async () => {
	const store = { postgresHost: 'nowhere.invalid', postgresPort: -1, redisHost: 'nowhere.invalid' };
	const off = await run(ask({ store, parameters: { shareBetweenWorkers: false } }));
	expect([off.error?.message, off.counts(NODE)]).toEqual([undefined, [0, 1, 0]]);
	// The same store, looked at, is an error.
	expect((await run(ask({ store }))).error).toBeDefined();
});

describe('misconfiguration: one error that names the field and the fix, before any call', () => {
	const openai = row('openai/gpt-4o-mini', 'Mini', 3);
	const cases: [string, Partial<Ask>, RegExp][] = [
		['no models', models(), /^Models: .*Add a model/],
		['every row disabled', models({ ...LADDER[0], settings: { enabled: false } }), /^Models: .*switch a row on/],
		[
			'duplicate ids',
			models(row('custom1/small', 'A', 1), row('custom1/small', 'B', 2)),
			/^Models, row 2: is the same model as row 1, with the same settings\. Give it other settings/,
		],
		['a model of no provider', models(row('nobody/x', 'X', 1)), /^Models, row 1: .*nobody\/x.*add the provider to the credential/],
		['an id without provider', models({ ...row('x', 'X', 1), model: { mode: 'list', value: 'x' } }), /^Models, row 1: .*provider\/model/],
		['a missing key', { ...models(openai), credential: { providers: ['openai'] } }, /OpenAI API Key: is empty\. Enter the key/],
		['no provider', { credential: { providers: [] } }, /Providers: is empty/],
		['an invalid base URL', { credential: { custom1BaseUrl: 'not a url' } }, /Custom 1 Base URL.*http/],
		...['__proto__', 'constructor', 'prototype', 'toString', ' hasOwnProperty ', 'llmRoute', 'error'].map(
			(outputField): [string, Partial<Ask>, RegExp] => [
				`Output Field ${outputField}`,
				{ parameters: { outputField } },
				/^Output Field: is ".+", which is reserved\. Choose another name/,
			],
		),
		...['..', '.', '../secret', 'a b', 'a\ud800'].map((name): [string, Partial<Ask>, RegExp] => [
			`the Azure deployment ${name}`,
			{
				...models(row(`azure/${name}`, 'A', 1)),
				credential: { providers: ['azure'], azureApiKey: 'azure-key-0123456789', azureBaseUrl: 'https://x.openai.azure.com' },
			},
			/^Models, row 1: (names the Azure deployment ".+", which is not a valid deployment name\. Write azure\/|holds half of a character)/,
		]),
		[
			'a share between workers without a store',
			{ parameters: { shareBetweenWorkers: true } },
			/^Share Limits and Log Between Workers: is on, but no LLM Router Store is chosen\. Choose one/,
		],
		[
			'half a character in a setting',
			{ parameters: { systemMessage: '={{ "a \\ud83d b" }}' } },
			/^System Message \(item 0\): holds half of a character at position 3 \(a lone surrogate\).*toWellFormed/,
		],
		...['={{ NaN }}', -1, 7].map((threshold): [string, Partial<Ask>, RegExp] => [
			`threshold ${threshold}`,
			{ parameters: { threshold } },
			/^Threshold/,
		]),
		[
			'a rule that names a model not in the list',
			{ parameters: { strategy: 'rules', rules: { values: [{ name: 'r', model: 'custom1/gone' }] } } },
			/^Rules, rule 1: .*custom1\/gone.*Use one of these: Small \(custom1\/small\)/,
		],
		[
			'a threshold that is wrong for one item only',
			{ items: [{ json: { text: 'a' } }, { json: { text: 'b', t: 2 } }], parameters: { threshold: '={{ $json.t ?? 0 }}' } },
			/^Threshold.*item 1/,
		],
	];

	it.each(cases)('%s', async (_, more, message) => {
		const before = good.journal.length;
		const result = await run(ask(more));
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringMatching(message) });
		expect(good.journal).toHaveLength(before);
	});
});

describe('an item nobody can answer goes to Fallback and says why', () => {
	it.each([
		['an empty prompt', { text: '' }, 'no_prompt', /no text was found.*fields text/],
		['a prompt that is an object', { text: { a: 1 } }, 'no_prompt', /no text was found.*text\.a \(1\)/],
		['no field of text', { count: 3 }, 'no_prompt', /fields count \(3\)/],
		['half a character', { text: 'Cut here: \ud83d' }, 'bad_input', /^the prompt holds half of a character at position 11.*toWellFormed/],
		['a prompt of 5 MB', { text: 'word '.repeat(1_048_576) }, 'context_too_long', /context/],
	])('%s', async (_, json, failure, reason) => {
		const before = good.journal.length;
		const result = await run(ask({ items: [{ json }, { json: { text: 'hello' } }] }));
		expect(result.counts(NODE)).toEqual([1, 1, 0]);
		expect(result.items(NODE, 0)[0]?.json).toEqual({
			...json,
			llmRoute: expect.objectContaining({ failure, reason: expect.stringMatching(reason) }),
		});
		expect(good.journal).toHaveLength(before + 1);
	});
});

describe('a server that misbehaves costs no item', () => {
	async function misbehaving(answer: Parameters<typeof serve>[0]) {
		const server = await serve(answer);
		const result = await run(ask({ urls: [server.url, server.url], credential: { custom2BaseUrl: `${server.url}/v1` } }));
		await server.close();
		return result;
	}
	const endless = Buffer.alloc(1 << 20, 'x');
	const cases: [string, Parameters<typeof serve>[0]][] = [
		['HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hi</html>')],
		['malformed JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [')],
		['a redirect to another host', (response) => response.writeHead(302, { location: `${good.url}/v1/chat/completions` }).end()],
		[
			'an endless body',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				const more = () => {
					if (!response.destroyed) response.write(endless, () => setImmediate(more));
				};
				more();
			},
		],
	];

	it.each(cases)('%s', async (_, answer) => {
		const before = good.journal.length;
		const result = await misbehaving(answer);
		expect(result.counts(NODE)).toEqual([1, 0, 0]);
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'invalid_response' });
		expect(good.journal).toHaveLength(before);
	});

	it('down', async () => {
		const server = await serve(() => undefined);
		await server.close();
		const result = await run(ask({ urls: [server.url, server.url] }));
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({ failure: 'connection' });
	});

	it('silent past the timeout', async () => {
		const server = await serve(() => undefined);
		const result = await run(ask({ urls: [server.url, good.url], parameters: { timeout: 3 } }));
		await server.close();
		expect(result.counts(NODE)).toEqual([0, 0, 1]);
	});
});

describe('keys', () => {
	/** Every form a key could slip out in. */
	const forms = Object.values(KEYS).flatMap((key) => {
		const half = Math.ceil(key.length / 2);
		return [key, Buffer.from(key).toString('base64'), encodeURIComponent(key), key.slice(0, half), key.slice(half)];
	});
	const leaks = (text: string) => forms.filter((form) => text.includes(form));

	it('a server that echoes its key brings it into no item, hint, error, execution record or ledger row', async () => {
		const echo = await provider((prompt, { headers }) => {
			const sent = String(headers.authorization);
			const key = sent.replace('Bearer ', '');
			const said = `${sent} ${Buffer.from(key).toString('base64')} ${encodeURIComponent(key)} ${key.slice(0, 15)}`;
			if (prompt === 'answer') return says(said);
			return refuses(prompt === 'auth' ? 401 : 400, { message: said, code: said });
		});
		const items = ['answer', 'auth', 'bad'].map((text) => ({ json: { text } }));
		const asked = ask({ items, urls: [echo.url, echo.url], parameters: { includeDetails: true, parallelItems: 1 } });
		const shown = await start(asked);
		const stopped = await start({ ...asked, wired: [null, 'Small', 'Large'] });
		const results = [await shown.done, await stopped.done];
		await echo.close();
		// The test can only fail if the keys were really sent and really said back.
		expect(leaks(JSON.stringify(echo.journal.map(({ headers }) => headers)))).not.toEqual([]);
		expect(results.map(({ status }) => status)).toEqual(['success', 'error']);
		for (const result of results) {
			expect(leaks(JSON.stringify(result.run))).toEqual([]);
			expect(leaks(`${result.error?.message} ${result.error?.stack} ${JSON.stringify(result.error)}`)).toEqual([]);
		}
		expect(results[0]?.items(NODE, 1)[0]?.json['output']).toContain('[key removed]');
		expect(ledger.stored(shown.executionId)).toHaveLength(3);
		for (const file of [ledger.file, `${ledger.file}-wal`]) expect(leaks(readFileSync(file, 'latin1'))).toEqual([]);
	});

	it('each key goes to its own host only', async () => {
		const one = await provider(() => refuses(500));
		const two = await provider(() => says('two'));
		await run(ask({ urls: [one.url, two.url] }));
		await Promise.all([one.close(), two.close()]);
		expect(one.journal.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEYS.custom1}`]);
		expect(two.journal.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEYS.custom2}`]);
	});
});
