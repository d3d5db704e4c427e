import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What a server does with one request, as plain data. In texts `{key}` becomes the request's Authorization
 * header, `{elsewhere}` the URL of another host, and `{soon}` the HTTP date of one second from now.
 */
export type Serving =
	/** A well-formed response. */
	| {
			readonly kind: 'reply';
			readonly status: number;
			readonly headers?: Readonly<Record<string, string>>;
			readonly body: string | Uint8Array;
	  }
	/** Bytes straight onto the socket, which no HTTP library would write, and what becomes of the socket then. */
	| { readonly kind: 'bytes'; readonly bytes: string | Uint8Array; readonly then: 'close' | 'reset' | 'stall' }
	/** `head`, then a byte now and then, for ever. */
	| { readonly kind: 'trickle'; readonly head: string; readonly everyMs: number }
	/** `head`, then `chunk` over and over, as fast as it is read. */
	| { readonly kind: 'flood'; readonly head: string; readonly chunk: string };

export interface Place {
	readonly authorization: string;
	readonly elsewhere: string;
	readonly nowMs: number;
}

/** Does it. Whatever does not end by itself goes on until the caller hangs up. */
export function serveFault(serving: Serving, response: ServerResponse, place: Place): void {
	const filled = (text: string) => fill(text, place);
	if (serving.kind === 'reply') {
		const headers = new Map(Object.entries(serving.headers ?? {}).map(([name, value]) => [name, filled(value)]));
		const body = typeof serving.body === 'string' ? filled(serving.body) : serving.body;
		response.writeHead(serving.status, { 'content-type': 'application/json', ...Object.fromEntries(headers) }).end(body);
		return;
	}
	const { socket } = response;
	// A reset may come while we write.
	socket?.on('error', () => undefined);
	if (socket === null) return;
	if (serving.kind === 'bytes') return writeThen(socket, serving.bytes, serving.then);
	socket.write(serving.head);
	if (serving.kind === 'flood') return flood(socket, serving.chunk);
	const timer = setInterval(() => socket.write(' '), serving.everyMs);
	socket.on('close', () => clearInterval(timer));
}

function writeThen(socket: Socket, bytes: string | Uint8Array, then: 'close' | 'reset' | 'stall'): void {
	const end = () => {
		if (then === 'close') socket.end();
		if (then === 'reset') socket.resetAndDestroy();
	};
	if (bytes.length === 0) end();
	else socket.write(bytes, end);
}

function flood(socket: Socket, chunk: string): void {
	const more = () => {
		while (socket.writable && socket.write(chunk));
	};
	socket.on('drain', more);
	more();
}

function fill(text: string, { authorization, elsewhere, nowMs }: Place): string {
	// An HTTP date has whole seconds: between half a second and one and a half from now.
	const soon = new Date(Math.ceil((nowMs + 500) / 1_000) * 1_000).toUTCString();
	return text.replaceAll('{key}', authorization).replaceAll('{elsewhere}', elsewhere).replaceAll('{soon}', soon);
}
