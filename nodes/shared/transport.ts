import type { IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { z } from '../../vendor/zod';

import { capped } from '../../adapters/bodyCap';

/** n8n's `helpers.httpRequest`, the only door out: proxy and egress rules hang on it. */
export type HttpRequest = (options: IHttpRequestOptions) => Promise<unknown>;

/**
 * A WHATWG `fetch` over n8n's request helper. Redirects are not followed, and a body breaks off after 10 MB.
 * @throws Error with the network's `code`, and nothing else of the request: the helper's own errors carry
 * its headers, and with them the key.
 */
export function createTransport(httpRequest: HttpRequest): typeof fetch {
	return async (input, init) => {
		const signal = init?.signal ?? undefined;
		const raw = await httpRequest({
			url: input instanceof Request ? input.url : String(input),
			method: methodOf(init?.method),
			headers: Object.fromEntries(new Headers(init?.headers)),
			...(typeof init?.body === 'string' && { body: init.body }),
			...(signal !== undefined && { abortSignal: signal }),
			encoding: 'stream',
			json: false,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		}).catch((error: unknown) => {
			throw bare(error);
		});
		const full = FullResponse.parse(raw);
		try {
			return toResponse(full);
		} catch (error) {
			// Nobody will read it, and an unread body keeps its connection.
			full.body.destroy();
			throw bare(error);
		}
	};
}

interface Body extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

const FullResponse = z.object({
	statusCode: z.number().int(),
	headers: z.custom<Record<string, unknown>>((headers) => typeof headers === 'object' && headers !== null && !Array.isArray(headers)),
	body: z.custom<Body>(isBody, 'the request helper gave no stream'),
});

function isBody(value: unknown): value is Body {
	return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'destroy' in value;
}

/** Statuses that the standard says have no body; `Response` insists. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function toResponse({ statusCode, headers, body }: z.infer<typeof FullResponse>): Response {
	if (statusCode < 200 || statusCode > 599) {
		throw Object.assign(new Error(`the server answered with status ${String(statusCode)}, which HTTP does not have`), {
			code: 'ERR_HTTP_INVALID_STATUS_CODE',
		});
	}
	if (BODILESS.has(statusCode)) body.destroy();
	const stream = BODILESS.has(statusCode) ? null : ReadableStream.from(capped(body));
	return new Response(stream, { status: statusCode, headers: headerPairs(headers) });
}

function headerPairs(headers: Readonly<Record<string, unknown>>): Headers {
	const pairs = new Headers();
	for (const [name, value] of Object.entries(headers)) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (typeof one === 'string' || typeof one === 'number') pairs.append(name, String(one));
		}
	}
	return pairs;
}

function methodOf(method: string | undefined): IHttpRequestMethods {
	return METHODS.find((known) => known === method?.toUpperCase()) ?? 'GET';
}

const METHODS: readonly IHttpRequestMethods[] = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

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
