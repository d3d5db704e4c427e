import type { Broken } from '../../router/calls/classifyNetwork';
import type { HeaderMap } from '../../router/calls/headers';
import { capped, isBodyTooLarge, MAX_BODY_BYTES } from '../bodyCap';
import { callOf, type HttpAnswer, type Send } from '../http';
import { callWhenSent } from '../onSent';
import { USER_AGENT } from '../userAgent';

/** What one HTTP request came to. */
export type Exchange =
	| Whole
	/** `begun`: a stream of events as far as it came. */
	| (Broken & { readonly begun?: Whole });

type Whole = { readonly kind: 'response'; readonly status: number; readonly headers: HeaderMap; readonly text: string };

/** What the clients of providers are given in place of Node's. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Makes one request with `request`, which must use the fetch it is given, once; never throws.
 * The whole body counts into `timeoutMs`, and the call ends then even if the server or `send` does not.
 * It ends at `firstByteMs` already where no response headers have come by then; `null`: they may take as long.
 */
export async function exchange(
	ask: Deadlines & Taps & { readonly send: Send; readonly signal: AbortSignal },
	request: (fetch: Fetch, signal: AbortSignal) => Promise<unknown>,
): Promise<Exchange> {
	if (ask.signal.aborted) return { kind: 'cancelled', sent: false };
	const stop = new AbortController();
	const seen: Seen = { sent: false, response: null, status: null, stream: null };
	const ended = endOf(ask, ask.signal, seen);
	try {
		const read = request(recorder(ask, seen, stop.signal), stop.signal).then(
			() => recorded(seen, null),
			(error: unknown) => recorded(seen, error),
		);
		return withBegun(await Promise.race([read, ended.promise]), seen);
	} finally {
		ended.release();
		// Whatever still runs (a stalled body, an endless one) is let go of.
		stop.abort(OVER);
	}
}

/** Made once: a reason of its own for each call costs a stack trace. */
const OVER = new DOMException('The call is over', 'AbortError');

interface Deadlines {
	readonly timeoutMs: number;
	readonly firstByteMs: number | null;
}

interface Taps {
	readonly onLeave?: (() => void) | undefined;
	/** Told of the bytes of a stream of events as they come, until the call ends. */
	readonly onBytes?: ((bytes: Uint8Array) => void) | undefined;
}

interface Seen {
	sent: boolean;
	response: Exchange | null;
	status: number | null;
	/** An answer that comes as a stream of events. */
	stream: { readonly status: number; readonly headers: HeaderMap; readonly chunks: readonly Uint8Array[] } | null;
}

function withBegun(had: Exchange, { stream }: Seen): Exchange {
	if (had.kind === 'response' || had.kind === 'too_large' || stream === null || stream.chunks.length === 0) return had;
	const { status, headers, chunks } = stream;
	return { ...had, begun: { kind: 'response', status, headers, text: decoded(chunks) } };
}

type Ended = { readonly promise: Promise<Exchange>; readonly release: () => void };

const LONGEST_TIMER_MS = 2 ** 31 - 1;

function endOf({ timeoutMs, firstByteMs }: Deadlines, signal: AbortSignal, seen: Seen): Ended {
	let release = () => {};
	const promise = new Promise<Exchange>((resolve) => {
		const cancel = () => resolve({ kind: 'cancelled', sent: seen.sent });
		const silent = () => {
			if (seen.status === null) resolve({ kind: 'no_first_byte', afterMs: firstByteMs ?? 0 });
		};
		const timers = [after(timeoutMs, () => resolve({ kind: 'timeout', afterMs: timeoutMs }))];
		if (firstByteMs !== null) timers.push(after(firstByteMs, silent));
		signal.addEventListener('abort', cancel, { once: true });
		release = () => {
			timers.forEach(clearTimeout);
			signal.removeEventListener('abort', cancel);
		};
	});
	return { promise, release };
}

function after(ms: number, then: () => void): NodeJS.Timeout {
	return setTimeout(then, Math.min(ms, LONGEST_TIMER_MS));
}

/** The client above parses errors into a shape that loses part of them, so the response is kept as it came. */
function recorder({ send, onLeave, onBytes }: Taps & { readonly send: Send }, seen: Seen, signal: AbortSignal): Fetch {
	return async (url, init) => {
		seen.sent = true;
		callWhenSent(onLeave);
		const response = await send(callOf(url, { ...init, signal }, ownHeaders(init?.headers)));
		seen.status = response.status;
		const chunks: Uint8Array[] = [];
		const isStream = response.status < 300 && /^text\/event-stream\b/i.test(response.headers['content-type'] ?? '');
		if (isStream) seen.stream = { status: response.status, headers: response.headers, chunks };
		seen.response = await readResponse(response, chunks, (bytes) => {
			if (isStream && !signal.aborted) onBytes?.(bytes);
		});
		return new Response(null, { status: 200 });
	};
}

/** The client adds headers about this machine and, from its environment, about an OpenAI account: none of a stranger's business. */
function ownHeaders(headers: RequestInit['headers']): HeaderMap {
	const all = headers instanceof Headers ? headers : new Headers(headers);
	const sent: Record<string, string> = { 'user-agent': USER_AGENT };
	for (const name of ['accept', 'content-type', 'authorization', 'api-key', 'x-api-key', 'anthropic-version']) {
		const value = all.get(name);
		if (value !== null) sent[name] = value;
	}
	return sent;
}

async function readResponse(
	{ status, headers, body }: HttpAnswer,
	chunks: Uint8Array[],
	onBytes: (bytes: Uint8Array) => void,
): Promise<Exchange> {
	try {
		for await (const chunk of capped(body)) {
			chunks.push(chunk);
			onBytes(chunk);
		}
		return { kind: 'response', status, headers, text: decoded(chunks) };
	} catch (error) {
		// A refusal is one by its status, whatever happened to its body.
		if (status >= 300) return { kind: 'response', status, headers, text: '' };
		if (isBodyTooLarge(error)) return { kind: 'too_large', status, limitBytes: MAX_BODY_BYTES };
		return { kind: 'network', error, reached: true };
	}
}

function decoded(chunks: readonly Uint8Array[]): string {
	return new TextDecoder().decode(Buffer.concat(chunks));
}

function recorded(seen: Seen, error: unknown): Exchange {
	return seen.response ?? { kind: 'network', error, reached: seen.status !== null };
}
