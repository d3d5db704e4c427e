import type { HeaderMap } from '../router/calls/headers';

/** One HTTP request to a provider. Redirects are not followed. */
export interface HttpCall {
	readonly url: string;
	readonly method: 'GET' | 'POST';
	readonly headers: HeaderMap;
	readonly body?: string;
	readonly signal?: AbortSignal;
}

/** An unread body keeps its connection: read it to its end, or abort the call. */
export interface HttpAnswer {
	readonly status: number;
	/** Names in lower case; repeated ones joined by ", ". */
	readonly headers: HeaderMap;
	readonly body: AsyncIterable<Uint8Array>;
}

/** @throws Error with the network's `code`, and no header of the request: the key is one. */
export type Send = (call: HttpCall) => Promise<HttpAnswer>;

/** The call that whoever uses a WHATWG `fetch` asks for, with these headers in place of its own. */
export function callOf(input: string | URL | Request, init: RequestInit | undefined, headers: HeaderMap): HttpCall {
	return {
		url: input instanceof Request ? input.url : String(input),
		method: init?.method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
		headers,
		...(typeof init?.body === 'string' && { body: init.body }),
		...(init?.signal && { signal: init.signal }),
	};
}
