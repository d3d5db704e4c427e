import type { IHttpRequestOptions } from 'n8n-workflow';
import { z } from '../../vendor/zod';

import { capped } from '../../adapters/bodyCap';
import { callOf, type HttpAnswer, type Send } from '../../adapters/http';
import type { HeaderMap } from '../../router/calls/headers';

import { isObject } from './values';

/** As n8n's `helpers.httpRequest` is called and answers here. */
export type HttpRequest = (options: IHttpRequestOptions) => Promise<unknown>;

/**
 * Sends over n8n's request helper, or what is like it. Redirects are not followed.
 * @throws Error with the network's `code`, and nothing else of the request: the helper's own errors carry
 * its headers, and with them the key.
 */
export function createSend(httpRequest: HttpRequest): Send {
	return async ({ url, method, headers, body, signal }) => {
		const asking = httpRequest({
			url,
			method,
			headers: { ...headers },
			...(body !== undefined && { body }),
			...(signal !== undefined && { abortSignal: signal }),
			encoding: 'stream',
			json: false,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		});
		return await answerTo(asking);
	};
}

/** What came of a request, whoever sent it: status, headers and a stream, or an error without any header of the request. */
export async function answerTo(asking: Promise<unknown>): Promise<HttpAnswer> {
	try {
		return answerOf(await asking);
	} catch (error) {
		throw bare(error);
	}
}

/** The same as a WHATWG `fetch`. */
export function createTransport(httpRequest: HttpRequest): typeof fetch {
	return fetchOver(createSend(httpRequest));
}

/** A WHATWG `fetch` whose bodies break off after 10 MB. */
export function fetchOver(send: Send): typeof fetch {
	return async (input, init) => {
		const { status, headers, body } = await send(callOf(input, init, Object.fromEntries(new Headers(init?.headers))));
		return new Response(BODILESS.has(status) ? null : ReadableStream.from(capped(body)), { status, headers });
	};
}

function answerOf(raw: unknown): HttpAnswer {
	const { statusCode, headers, body } = isObject(raw) ? raw : {};
	if (typeof statusCode !== 'number' || !isObject(headers) || !isBody(body)) throw new Error('The request helper gave no stream');
	if (statusCode < 200 || statusCode > 599) {
		// Nobody will read it, and an unread body keeps its connection.
		body.destroy();
		throw Object.assign(new Error(`the server answered with status ${String(statusCode)}, which HTTP does not have`), {
			code: 'ERR_HTTP_INVALID_STATUS_CODE',
		});
	}
	return { status: statusCode, headers: headersIn(headers), body };
}

interface Body extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

function isBody(value: unknown): value is Body {
	return isObject(value) && Symbol.asyncIterator in value && 'destroy' in value;
}

/** Statuses that the standard says have no body; `Response` insists. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function headersIn(all: Readonly<Record<string, unknown>>): HeaderMap {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(all)) {
		const known = [value].flat().filter((one) => typeof one === 'string' || typeof one === 'number');
		if (known.length > 0) found[name.toLowerCase()] = known.join(', ');
	}
	return found;
}

function bare(error: unknown): Error {
	const { name, message, code, syscall, cause } = Thrown.parse(error);
	return Object.assign(new Error(message, cause === undefined ? undefined : { cause: bare(cause) }), { name, code, syscall });
}

const Thrown = z
	.object({
		name: z.string().catch('Error'),
		message: z.string().catch(''),
		code: z.string().optional().catch(undefined),
		syscall: z.string().optional().catch(undefined),
		cause: z.object({}).passthrough().optional().catch(undefined),
	})
	.catch({ name: 'Error', message: 'The request failed' });
