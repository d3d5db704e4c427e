import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import { getRequestHelperFunctions } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';
import type { IExecuteFunctions } from 'n8n-workflow';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import type { Send } from '../../../adapters/http';
import { wayOut } from '../../../nodes/shared/keptConnections';
import { codeNode, connect, runWorkflow } from '../../../scripts/lib/engine';
import { closingServe, json } from '../../support/httpServer';

const start = closingServe();

/** Works with the way out that a node has in n8n's own engine. */
async function inNode(work: (send: Send, ctx: IExecuteFunctions) => Promise<void>): Promise<void> {
	const node = codeNode(async (items, ctx) => {
		await work(wayOut(ctx), ctx);
		return [items];
	});
	const { error } = await runWorkflow({
		workflow: {
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{ name: 'Calls', type: 'test.calls', typeVersion: 1, parameters: {} },
			],
			connections: connect('Start', ['Calls']),
		},
		nodeTypes: { 'test.calls': node },
	});
	if (error) throw error;
}

async function textOf(send: Send, url: string): Promise<string> {
	const { body } = await send({ url, method: 'POST', headers: { 'x-mine': 'yes' }, body: 'text' });
	const chunks: Uint8Array[] = [];
	for await (const chunk of body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

describe('connections to models', () => {
	it('are kept from one call to the next, and closed when nobody uses them', async () => {
		const server = createServer((_, response) => json(response, 200, {}));
		let opened = 0;
		let closed: Promise<unknown> = Promise.resolve();
		server.on('connection', (socket) => {
			opened += 1;
			closed = once(socket, 'close');
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		// Longer than the test may take: it is not the server that ends it.
		server.keepAliveTimeout = 120_000;
		const address = server.address();
		const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`;
		try {
			await inNode(async (send) => {
				for (let n = 0; n < 20; n++) await textOf(send, url);
			});
			expect(opened).toBe(1);
			await closed;
		} finally {
			server.closeAllConnections();
			server.close();
		}
	});

	it('a call that is aborted when its answer is there, but only in part read, harms nothing', async () => {
		const { url } = await start((response) => void response.writeHead(200, { 'content-length': '3' }).end('one'));
		const thrown: unknown[] = [];
		const note = (error: unknown) => void thrown.push(error);
		process.on('uncaughtException', note);
		try {
			await inNode(async (send) => {
				const stop = new AbortController();
				const { body } = await send({ url, method: 'POST', headers: {}, body: 'text', signal: stop.signal });
				await body[Symbol.asyncIterator]().next();
				stop.abort();
				await sleep(20);
				expect(await textOf(send, url)).toBe('one');
			});
		} finally {
			process.off('uncaughtException', note);
		}
		expect(thrown).toEqual([]);
	});

	it.each([
		['gzip', gzipSync],
		['x-gzip', gzipSync],
		['deflate', deflateSync],
		['br', brotliCompressSync],
	])('a body that is packed as %s, though none was asked for, is read', async (encoding, pack) => {
		const { url, journal } = await start((response) => response.writeHead(200, { 'content-encoding': encoding }).end(pack('packed')));
		await inNode(async (send) => expect(await textOf(send, url)).toBe('packed'));
		expect(journal[0]?.headers).not.toHaveProperty('accept-encoding');
	});

	it('an answer that changes the protocol ends the call', async () => {
		const { url } = await start((response) => {
			response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n');
		});
		await inNode(async (send) => await expect(textOf(send, url)).rejects.toThrow('status 101, which HTTP does not have'));
	});
});

describe('what n8n wants of requests', () => {
	it('addresses that its egress rules forbid are not called', async () => {
		const { url, journal } = await start((response) => json(response, 200, {}));
		const rules = Container.get(SsrfProtectionConfig);
		rules.enabled = true;
		try {
			await inNode(async (send) => await expect(textOf(send, url)).rejects.toMatchObject({ name: expect.stringMatching(/^SsrfBlocked/) }));
		} finally {
			rules.enabled = false;
		}
		expect(journal).toHaveLength(0);
	});

	it.each(['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'])('with %s set, requests are left to its helper', async (name) => {
		process.env[name] = 'http://127.0.0.1:9';
		try {
			await inNode(async (_, ctx) => {
				ctx.helpers.httpRequest = async () => await Promise.reject(new Error("the helper's"));
				await expect(textOf(wayOut(ctx), 'http://127.0.0.1:9')).rejects.toThrow("the helper's");
			});
		} finally {
			delete process.env[name];
		}
	});

	it('through a proxy they arrive there', async () => {
		const proxy = await start((response) => json(response, 200, { from: 'the proxy' }));
		process.env['HTTP_PROXY'] = proxy.url;
		try {
			await inNode(async (send) => expect(await textOf(send, 'http://models.invalid/v1')).toContain('the proxy'));
		} finally {
			delete process.env['HTTP_PROXY'];
		}
		expect(proxy.journal[0]).toMatchObject({ path: 'http://models.invalid/v1', body: 'text' });
	});

	it('the headers of its traces are sent', async () => {
		const { url, journal } = await start((response) => json(response, 200, {}));
		await inNode(async (_, ctx) => {
			const injectTraceHeaders = (executionId: string, node: string, headers: Record<string, string>) => {
				headers['traceparent'] = `${executionId === ctx.getExecutionId() ? 'this' : 'another'} run, ${node}`;
			};
			Reflect.set(Reflect.get(ctx, 'additionalData') as object, 'otel', { injectTraceHeaders });
			await textOf(wayOut(ctx), url);
		});
		expect(journal[0]?.headers).toMatchObject({ traceparent: 'this run, Calls', 'x-mine': 'yes' });
	});

	it('what it may answer itself, in an evaluation, is left to its helper', async () => {
		await inNode(async (_, ctx) => {
			Reflect.set(Reflect.get(ctx, 'additionalData') as object, 'evalLlmMockHandler', () => undefined);
			ctx.helpers.httpRequest = async () => await Promise.reject(new Error("the helper's"));
			await expect(textOf(wayOut(ctx), 'http://127.0.0.1:9')).rejects.toThrow("the helper's");
		});
	});

	it.each(['additionalData', 'helpers'])('where %s does not tell, requests are left to its helper', async (hidden) => {
		await inNode(async (_, ctx) => {
			const httpRequest = async () => await Promise.reject(new Error("the helper's"));
			const old = Object.create(ctx, {
				helpers: { value: { ...(hidden === 'additionalData' && ctx.helpers), httpRequest } },
				...(hidden === 'additionalData' && { additionalData: { value: undefined } }),
			}) as IExecuteFunctions;
			await expect(textOf(wayOut(old), 'http://127.0.0.1:9')).rejects.toThrow("the helper's");
		});
	});

	it('is no more than these: what its helper looks at has not grown', () => {
		const helper = getRequestHelperFunctions({} as never, {} as never, {} as never).httpRequest.toString();
		const looksAt = new Set([...helper.matchAll(/additionalData\.(\w+)|\b(evalLlmMock)\b/g)].map(([, name, local]) => name ?? local));
		expect([...looksAt].sort()).toEqual(['evalLlmMock', 'executionId', 'otel']);
	});
});
