import { createServer, type AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { createOpenAiClient } from '../../../adapters/openai/client';
import { isBodyTooLarge } from '../../../adapters/bodyCap';
import type { ModelRequest } from '../../../router/calls/client';
import { createSend, fetchOver } from '../../../nodes/shared/transport';
import { closingServe, json, serve } from '../../support/httpServer';
import { keptConnections, requestHelper } from '../../support/requestHelper';
import { NO_LIMITS } from '../../../router/registry/model';

const KEY = 'sk-test-Aa11Bb22Cc33Dd44';
const never = new AbortController().signal;

describe.each([
	["n8n's request helper", createSend(requestHelper)],
	['connections that are kept', keptConnections],
])('over %s', (_, send) => {
	const transport = fetchOver(send);
	const start = closingServe();

	function call(baseUrl: string, timeoutMs = 20_000, signal = never, firstByteMs: number | null = null) {
		const endpoint = { kind: 'custom1', name: 'Acme', baseUrl, apiKey: KEY, apiVersion: null } as const;
		const client = createOpenAiClient({ endpoints: new Map([['k', endpoint]]), send, now: () => 0 });
		const request: ModelRequest = {
			model: {
				id: 'a/m',
				apiModel: 'm',
				slot: 1,
				rank: 0,
				branch: 'm',
				providerId: baseUrl,
				keyId: 'k',
				limitsKey: 'k:m',
				contextTokens: null,
				maxOutputTokens: null,
				capabilities: null,
				limits: NO_LIMITS,
				price: null,
			},
			messages: [{ role: 'user', content: 'Hello' }],
			maxOutputTokens: null,
			temperature: null,
			responseFormat: null,
			logProbs: false,
			omit: [],
			timeoutMs,
			firstByteMs,
		};
		return client.complete(request, signal);
	}

	const GOOD = JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
	const JSON_TYPE = { 'content-type': 'application/json' };

	/** A promise for the moment the other side hangs up, and how to keep it. */
	function closing(): { closed: Promise<void>; resolve: () => void } {
		let resolve = () => {};
		const closed = new Promise<void>((done) => (resolve = done));
		return { closed, resolve };
	}

	/** Writes until the other side hangs up; the promise tells that it did. */
	function flood(response: ServerResponse, status: number): Promise<void> {
		response.writeHead(status, JSON_TYPE);
		const chunk = Buffer.alloc(2 ** 16, 32);
		const more = () => {
			while (!response.destroyed && response.write(chunk));
		};
		response.on('drain', more);
		more();
		return new Promise((resolve) => response.on('close', () => resolve()));
	}

	describe('bad servers', () => {
		it('HTML instead of an answer is an invalid response, and its text is not quoted', async () => {
			const { url } = await start((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'));
			const result = await call(url);
			expect(result).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true, retryable: true } });
			expect(JSON.stringify(result)).not.toContain('Log in');
		});

		it.each(['{"choices":[{"mess', '', 'null', '{"choices":[]}'])('a 200 with %j is an invalid response', async (text) => {
			const { url } = await start((response) => response.writeHead(200, JSON_TYPE).end(text));
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', httpStatus: 200, billed: true } });
		});

		it.each([301, 302, 303, 307, 308])('a %i to another host is not followed and takes no key there', async (status) => {
			const other = await start((response) => json(response, 200, JSON.parse(GOOD)));
			const first = await start((response) => response.writeHead(status, { location: `${other.url}/chat/completions` }).end());
			expect(await call(first.url)).toMatchObject({
				ok: false,
				failure: { kind: 'invalid_response', retryable: false, httpStatus: status, billed: false },
			});
			expect(first.journal).toHaveLength(1);
			expect(other.journal).toHaveLength(0);
		});

		it('an endless body is cut off at 10 MB and let go of', async () => {
			const { closed, resolve } = closing();
			const { url } = await start((response) => void flood(response, 200).then(resolve));
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', retryable: false, billed: true } });
			await closed;
		});

		it('an endless body of an error is still that error', async () => {
			const { closed, resolve } = closing();
			const { url } = await start((response) => void flood(response, 500).then(resolve));
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'server_error', httpStatus: 500 } });
			await closed;
		});

		it('a small gzip that unpacks to more than 10 MB is cut off', async () => {
			const { url } = await start((response) =>
				response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20 * 2 ** 20, 32))),
			);
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', retryable: false } });
		});

		it('a stalled body ends as a timeout and is let go of', async () => {
			const { closed, resolve } = closing();
			const { url } = await start((response) => {
				response.writeHead(200, JSON_TYPE).write('{"choices":');
				response.on('close', () => resolve());
			});
			// On a busy machine the request itself may take a while to arrive, and must have.
			expect(await call(url, 1_000)).toMatchObject({ ok: false, failure: { kind: 'timeout', billed: true } });
			await closed;
		});

		it('a server that never answers ends as a timeout and is let go of', async () => {
			const { closed, resolve } = closing();
			const { url } = await start((response) => void response.on('close', () => resolve()));
			// On a busy machine the request itself may take a while to arrive, and must have.
			expect(await call(url, 1_000)).toMatchObject({ ok: false, failure: { kind: 'timeout', billed: true } });
			await closed;
		});

		it('no headers in the time of the first byte is a timeout of its own wording', async () => {
			const { url } = await start(() => undefined);
			const result = await call(url, 20_000, never, 900);
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'timeout', billed: true, retryable: true, message: expect.stringContaining('no first byte within 900 ms') },
			});
		});

		it('a body may come long after the time of the first byte', async () => {
			const { url } = await start((response) => {
				response.writeHead(200, JSON_TYPE).flushHeaders();
				setTimeout(() => response.end(GOOD), 2_500);
			});
			expect(await call(url, 20_000, never, 2_000)).toMatchObject({ ok: true, answer: { text: 'Hi' } });
		});

		it('a connection cut in the middle of the body is a broken connection', async () => {
			const { url } = await start((response) => {
				response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }).write('{"choices":', () => response.destroy());
			});
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'connection', billed: true } });
		});

		it('a connection cut before the answer may have been paid for', async () => {
			const { url, journal } = await start((response) => response.destroy());
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'connection', billed: true } });
			expect(journal).toHaveLength(1);
		});

		it.each([600, 999])('a status that HTTP does not have, %i, is an invalid response, and its body is let go of', async (status) => {
			const { closed, resolve } = closing();
			const { url } = await start((response) => {
				response.on('close', () => resolve());
				response.writeHead(status, JSON_TYPE).write('{"choices":');
			});
			const result = await call(url);
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'invalid_response', billed: true, message: expect.stringContaining(`status ${String(status)}`) },
			});
			await closed;
		});

		it('gzip is unpacked', async () => {
			const { url } = await start((response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync(GOOD)));
			expect(await call(url)).toMatchObject({ ok: true, answer: { text: 'Hi' } });
		});

		it('gzip that breaks off is an invalid response', async () => {
			const packed = gzipSync(GOOD);
			const { url } = await start((response) =>
				response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length - 9)),
			);
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
		});

		it('gzip that is none is an invalid response', async () => {
			const { url } = await start((response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(GOOD));
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
		});

		it('no content is an invalid response', async () => {
			const { url } = await start((response) => response.writeHead(204).end());
			expect(await call(url)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', httpStatus: 204 } });
		});

		it('bytes that are no HTTP are an invalid response', async () => {
			const server = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-nothing\r\n\r\n'));
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as AddressInfo;
			expect(await call(`http://127.0.0.1:${port}`)).toMatchObject({ ok: false, failure: { kind: 'invalid_response', billed: true } });
			server.close();
		});

		it('nobody listening was never billed', async () => {
			const server = await serve(() => {});
			await server.close();
			const { url } = server;
			const result = await call(url);
			expect(result).toMatchObject({
				ok: false,
				failure: { kind: 'connection', billed: false, message: expect.stringContaining('ECONNREFUSED') as string },
			});
		});

		it('an unknown host was never billed', async () => {
			expect(await call('http://nobody.invalid')).toMatchObject({ ok: false, failure: { kind: 'connection', billed: false } });
		});
	});

	describe('cancelling', () => {
		it('stops a running call at once', async () => {
			const stop = new AbortController();
			const { closed, resolve } = closing();
			const { url } = await start((response) => {
				response.on('close', () => resolve());
				stop.abort();
			});
			expect(await call(url, 20_000, stop.signal)).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: true } });
			await closed;
		});

		it('sends nothing when it was stopped before', async () => {
			const { url, journal } = await start((response) => response.end(GOOD));
			expect(await call(url, 20_000, AbortSignal.abort())).toMatchObject({ ok: false, failure: { kind: 'cancelled', billed: false } });
			expect(journal).toHaveLength(0);
		});
	});

	describe('the fetch itself', () => {
		it('hands over method, headers, body, status and repeated headers', async () => {
			const { url, journal } = await start((response) => response.writeHead(418, { 'x-a': ['1', '2'] }).end('short'));
			const response = await transport(`${url}/p?q=1`, { method: 'post', headers: { 'x-mine': 'yes' }, body: 'text' });
			expect([response.status, response.headers.get('x-a'), await response.text()]).toEqual([418, '1, 2', 'short']);
			expect(journal[0]).toMatchObject({ method: 'POST', path: '/p?q=1', body: 'text', headers: { 'x-mine': 'yes' } });
		});

		it('breaks off a body past 10 MB with an error that can be told', async () => {
			const { url } = await start((response) => void flood(response, 200));
			const response = await transport(url);
			const error: unknown = await response.text().catch((thrown: unknown) => thrown);
			expect(isBodyTooLarge(error)).toBe(true);
		});

		it('lets go of a body nobody reads, without an error nobody hears', async () => {
			const stop = new AbortController();
			const { closed, resolve } = closing();
			const { url } = await start((response) => void flood(response, 200).then(resolve));
			await transport(url, { signal: stop.signal });
			stop.abort();
			await closed;
		});

		it('throws errors that carry no header of the request', async () => {
			const server = await serve(() => {});
			await server.close();
			const { url } = server;
			const error: unknown = await transport(url, { headers: { authorization: `Bearer ${KEY}` } }).catch((thrown: unknown) => thrown);
			expect(error).toMatchObject({ code: 'ECONNREFUSED' });
			const seen = new Set<unknown>();
			const walk = (value: unknown): void => {
				if (typeof value === 'string') expect(value).not.toContain(KEY);
				if (typeof value !== 'object' || value === null || seen.has(value)) return;
				seen.add(value);
				for (const name of Reflect.ownKeys(value)) walk(Reflect.get(value, name));
			};
			walk(error);
		});
	});
});
