import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { json, serve, type Seen } from '../../test/support/httpServer';

/** How a model writes. */
export interface Pace {
	readonly firstMs: number;
	readonly tokensPerSecond: number;
	readonly tokens: number;
}

/** An OpenAI-compatible provider on loopback whose models all write in the same pace. */
export interface PacedProvider {
	readonly baseUrl: string;
	/** Where a tool of this name would be; nobody calls one. */
	toolUrl(name: string): string;
	setPace(pace: Pace): void;
	/** Calls that the other side has given up, as `performance.now()`; the latest last. */
	readonly givenUpAt: readonly number[];
	stop(): Promise<void>;
}

export async function startPacedProvider(first: Pace): Promise<PacedProvider> {
	let pace = first;
	const givenUpAt: number[] = [];
	const server = await serve((response, seen) => {
		if (!seen.path.endsWith('/chat/completions')) return json(response, 404, { error: { message: `Nothing at ${seen.path}` } });
		void seen.gone.then(() => givenUpAt.push(performance.now()));
		answer(response, seen, pace).catch(() => response.destroy());
	});
	return {
		baseUrl: `${server.url}/v1`,
		toolUrl: (name) => `${server.url}/tools/${name}`,
		setPace: (next) => void (pace = next),
		givenUpAt,
		stop: () => server.close(),
	};
}

const bodySchema = z.object({ model: z.string() });

async function answer(response: ServerResponse, { body }: Seen, { firstMs, tokensPerSecond, tokens }: Pace): Promise<void> {
	const beganMs = performance.now();
	const { model } = bodySchema.parse(JSON.parse(body));
	const write = (more: object) => response.write(`data: ${JSON.stringify({ ...HEAD, model, ...more })}\n\n`);
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.flushHeaders();
	for (let token = 0; token < tokens && !response.closed; token++) {
		// By the time since the beginning, or what each timer is late by would add up.
		const wait = beganMs + firstMs + (token * 1000) / tokensPerSecond - performance.now();
		if (wait > 0) await sleep(wait);
		write({ choices: [{ index: 0, delta: { role: 'assistant', content: `word${String(token)} ` }, finish_reason: null }] });
	}
	write({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
	write({ choices: [], usage: { prompt_tokens: 100, completion_tokens: tokens, total_tokens: 100 + tokens } });
	response.end('data: [DONE]\n\n');
}

const HEAD = { id: 'chatcmpl-paced', object: 'chat.completion.chunk', created: 1 };
