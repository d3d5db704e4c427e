import type { NodeEgressFilter } from 'n8n-workflow';
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import type { HttpCall, Send } from '../../adapters/http';
import { z } from '../../vendor/zod';

import type { RouterContext } from './context';
import { answerTo, createSend } from './transport';

type Context = Pick<RouterContext, 'helpers' | 'getNode'>;

/**
 * The way out for calls to models. n8n's request helper opens a connection for every request, and with it goes a TLS
 * handshake: here connections are kept for a moment, under n8n's egress rules and with the headers of its traces.
 * What leads through a proxy, or is answered by n8n itself in an evaluation, is left to its helper, and
 * so is all where that cannot be told.
 */
export function wayOut(ctx: Context): Send {
	const own = withoutHelper(ctx);
	if (own === null) return createSend((options) => ctx.helpers.httpRequest(options));
	const { filter, trace } = own;
	const agents = agentsOf(filter);
	return async (call) => {
		const url = new URL(call.url);
		const allowed = await filter.validateUrl(url);
		if (!allowed.ok) throw allowed.error;
		const headers = { ...call.headers };
		trace(headers);
		return await answerTo(responseTo({ ...call, headers }, url, agents));
	};
}

async function responseTo({ method, headers, body, signal }: HttpCall, url: URL, agents: Agents): Promise<FullResponse> {
	const { request } = url.protocol === 'https:' ? https : http;
	const agent = url.protocol === 'https:' ? agents.https : agents.http;
	return await new Promise<FullResponse>((resolve, reject) => {
		const sending = request(url, { method, agent, headers, ...(signal && { signal }) });
		let answered = false;
		const answer = (response: http.IncomingMessage) => {
			answered = true;
			resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body: unpacked(response) });
		};
		sending.once('response', answer);
		sending.once('socket', (socket) => {
			if (!socket.listeners('error').includes(heard)) socket.on('error', heard);
		});
		sending.once('upgrade', (response, socket) => {
			socket.destroy();
			answer(response);
		});
		sending.on('error', reject);
		sending.once('close', () => {
			if (!answered) reject(new Error('The connection was closed without an answer'));
		});
		sending.end(body);
	});
}

/**
 * A call that is aborted when its answer has come whole but was not read to its end: Node takes its own listener from
 * a connection that it could keep, and then ends it with an error, which nobody hearing would end n8n.
 */
function heard(): void {
	// The request has its own.
}

interface FullResponse {
	readonly statusCode: number;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: Readable;
}

/** Variables that lead requests through a proxy, as n8n reads them. */
const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

interface WithoutHelper {
	readonly filter: NodeEgressFilter;
	/** Adds what leads from a trace to the request. */
	readonly trace: (headers: Record<string, string>) => void;
}

/** What n8n's helper would do to a request, so that it can be done here; `null`: leave requests to the helper. */
function withoutHelper(ctx: Context): WithoutHelper | null {
	const { success, data } = asked.safeParse(ctx);
	if (!success || PROXIES.some((name) => process.env[name])) return null;
	const { otel, executionId } = data.additionalData;
	return {
		filter: ctx.helpers.getSecureEgressFilter(),
		trace: (headers) => void otel?.injectTraceHeaders(executionId, ctx.getNode().name, headers),
	};
}

/** Of n8n's own, which not all versions of it have (n8n-core, request-helpers/factory). */
const asked = z.object({
	helpers: z.object({ getSecureEgressFilter: z.custom((value) => typeof value === 'function') }),
	additionalData: z.object({
		executionId: z.string().optional(),
		otel: z.object({ injectTraceHeaders: z.custom<(...given: unknown[]) => void>((value) => typeof value === 'function') }).optional(),
		evalLlmMockHandler: z.undefined(),
	}),
});

/**
 * How long an unused connection is kept, in ms: less than servers do (2 s is the shortest default we know, gunicorn's),
 * since one that its server closes as we send is a call that may have been billed.
 */
const KEPT_MS = 1_500;

interface Agents {
	readonly http: http.Agent;
	readonly https: https.Agent;
}

const known = new WeakMap<NodeEgressFilter, Agents>();

function agentsOf(filter: NodeEgressFilter): Agents {
	const options = { keepAlive: true, timeout: KEPT_MS, lookup: filter.createSecureLookup() };
	const agents = known.get(filter) ?? { http: new http.Agent(options), https: new https.Agent(options) };
	known.set(filter, agents);
	return agents;
}

/** None is asked for; servers that pack all the same are read. */
function unpacked(response: http.IncomingMessage): Readable {
	const unpack = UNPACK[response.headers['content-encoding']?.toLowerCase() ?? ''];
	// Whoever reads the stream is told of its errors.
	return unpack === undefined ? response : pipeline(response, unpack(), () => undefined);
}

const UNPACK: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
	gzip: createGunzip,
	'x-gzip': createGunzip,
	deflate: createInflate,
	br: createBrotliDecompress,
};
