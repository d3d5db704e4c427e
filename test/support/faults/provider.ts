import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { z } from 'zod';

import { serve, type TestServer } from '../httpServer';
import { serveFault, type Serving } from './serving';

/** Tokens a well-formed answer of this provider reports, and bills. */
export const USAGE = { inputTokens: 10, outputTokens: 5 } as const;

/** One way of a provider to fail. */
export interface Behaviour {
	readonly name: string;
	readonly serving: Serving;
	/** What it writes on its bill, as its answer says: `unsaid` where no answer arrives that could say it. */
	readonly bills: 'nothing' | 'usage' | 'unsaid';
}

/** One request that arrived. */
export interface Arrival {
	readonly atMs: number;
	readonly model: string;
	/** Text of the last message. */
	readonly prompt: string;
	/** Name of the behaviour; `null`: it answered well. */
	readonly fault: string | null;
	readonly bills: Behaviour['bills'];
	/** `open` until the response is over or the connection is; `let_go`: the caller hung up first. */
	readonly ended: 'open' | 'served' | 'let_go';
}

export interface FaultProvider {
	/** Without `/v1`. */
	readonly url: string;
	/** In the order of arrival. */
	readonly journal: readonly Arrival[];
	/** Another host, to which some behaviours redirect. */
	readonly elsewhere: TestServer;
	openSockets(): number;
	/** Empties the journal and forgets which prompts it has seen; not while a request is open. */
	forget(): void;
	close(): Promise<void>;
}

/** `nth`: how many requests with this prompt had arrived before. `null`: answer well. */
export type Choose = (ask: { readonly prompt: string; readonly nth: number }) => Behaviour | null;

/** An OpenAI-compatible provider on loopback that fails over real sockets, as it is told for each request. */
export async function startFaultProvider(choose: Choose): Promise<FaultProvider> {
	const elsewhere = await serve((response) => response.end(completion('from elsewhere')));
	const journal: Writable<Arrival>[] = [];
	const sockets = new Set<Socket>();
	const seen = new Map<string, number>();
	const server = createServer((request, response) => {
		void read(request).then(({ model, prompt }) => {
			const nth = seen.get(prompt) ?? 0;
			seen.set(prompt, nth + 1);
			const behaviour = choose({ prompt, nth });
			const arrival: Writable<Arrival> = {
				atMs: Date.now(),
				model,
				prompt,
				fault: behaviour?.name ?? null,
				bills: behaviour?.bills ?? 'usage',
				ended: 'open',
			};
			journal.push(arrival);
			follow(arrival, behaviour?.serving, response);
			const place = { authorization: request.headers.authorization ?? '', elsewhere: elsewhere.url, nowMs: arrival.atMs };
			serveFault(behaviour?.serving ?? WELL, response, place);
		});
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	// A server that hangs up on an idle connection just when it is used again would be a fault nobody asked for.
	server.keepAliveTimeout = 30_000;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${String(port)}`,
		journal,
		elsewhere,
		openSockets: () => sockets.size,
		forget() {
			journal.length = 0;
			seen.clear();
		},
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await Promise.all([closed, elsewhere.close()]);
		},
	};
}

/** A chat completion as providers write it. */
export function completion(text: string | null, finish = 'stop'): string {
	const choices = [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: text } }];
	return JSON.stringify({ id: 'c', object: 'chat.completion', model: 'm', choices, usage: WIRE_USAGE });
}

const WIRE_USAGE = {
	prompt_tokens: USAGE.inputTokens,
	completion_tokens: USAGE.outputTokens,
	total_tokens: USAGE.inputTokens + USAGE.outputTokens,
};
const WELL: Serving = { kind: 'reply', status: 200, body: completion('Bonjour') };

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

const chat = z.object({ model: z.string(), messages: z.array(z.object({ content: z.string() })) });

async function read(request: IncomingMessage): Promise<{ model: string; prompt: string }> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
	const { model, messages } = chat.parse(JSON.parse(Buffer.concat(chunks).toString()));
	return { model, prompt: messages.at(-1)?.content ?? '' };
}

function follow(arrival: Writable<Arrival>, serving: Serving | undefined, response: ServerResponse): void {
	response.on('finish', () => (arrival.ended = 'served'));
	// What breaks off by itself was served so; of the rest only the caller can make an end.
	const endless =
		serving !== undefined &&
		(serving.kind === 'trickle' || serving.kind === 'flood' || (serving.kind === 'bytes' && serving.then === 'stall'));
	response.on('close', () => {
		if (arrival.ended === 'open') arrival.ended = endless ? 'let_go' : 'served';
	});
}
