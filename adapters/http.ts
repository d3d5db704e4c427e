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
