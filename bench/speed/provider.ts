import { fork } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';

import type { SeenCall } from './addedLatency';

/** A provider on loopback, in a process of its own, so that it takes no time of the event loop that is measured. */
export interface Provider {
	/** Where every request is answered with the same completion after these milliseconds. */
	after(ms: number): string;
	/** Where every request is answered with 429 at once. */
	readonly refusing: string;
	/** Where no request is ever answered. */
	readonly hanging: string;
	/** Calls since the last time, in the order they arrived. */
	take(): Promise<readonly NamedCall[]>;
	stop(): void;
}

export interface NamedCall extends SeenCall {
	/** `after`, `refuse` or `hang`. */
	readonly kind: string;
}

/** Tells the program that it is started as the provider, not as the benchmark. */
export const PROVIDER = '--as-provider';

const addressSchema = z.string();
const callsSchema = z.array(z.object({ kind: z.string(), atMs: z.number(), leftMs: z.number().nullable() }));

export async function startProvider(): Promise<Provider> {
	const program = process.argv[1];
	if (program === undefined) throw new Error('There is no program to start the provider from.');
	const child = fork(program, [PROVIDER]);
	const ended = new Promise<never>((_, reject) =>
		child.once('exit', (code) => reject(new Error(`The provider ended with code ${String(code)}.`))),
	);
	ended.catch(() => undefined);
	const said = async () => (await Promise.race([once(child, 'message'), ended]))[0] as unknown;
	const url = addressSchema.parse(await said());
	return {
		after: (ms) => `${url}/after/${String(ms)}/v1`,
		refusing: `${url}/refuse/0/v1`,
		hanging: `${url}/hang/0/v1`,
		async take() {
			const answer = said();
			child.send('take');
			return callsSchema.parse(await answer);
		},
		stop: () => void child.kill(),
	};
}

/** What the process does. */
export function beProvider(): void {
	let calls: { kind: string; atMs: number; leftMs: number | null }[] = [];
	const server = createServer((request, response) => {
		const call = { kind: '', atMs: performance.now(), leftMs: null as number | null };
		const [, kind = '', ms = '0'] = request.url?.split('/') ?? [];
		call.kind = kind;
		calls.push(call);
		request.resume();
		request.on('end', () => {
			if (kind === 'hang') return;
			const answer = () => {
				if (kind === 'refuse') refuse(response);
				else response.writeHead(200, JSON_TYPE).end(COMPLETION);
				call.leftMs = performance.now();
			};
			// The time since it arrived, or what a timer is late by would be the provider's.
			if (Number(ms) > 0) setTimeout(answer, Math.max(1, Number(ms) - (performance.now() - call.atMs)));
			else answer();
		});
	});
	// Nobody is to pay for connections made anew.
	server.keepAliveTimeout = 60_000;
	server.listen(0, '127.0.0.1', () => {
		const address = server.address();
		if (typeof address === 'object' && address !== null) process.send?.(`http://127.0.0.1:${String(address.port)}`);
	});
	process.on('message', () => {
		process.send?.(calls);
		calls = [];
	});
	process.once('disconnect', () => process.exit());
}

function refuse(response: ServerResponse): void {
	response
		.writeHead(429, { ...JSON_TYPE, 'retry-after': '60' })
		.end(JSON.stringify({ error: { message: 'Slow down', type: 'rate_limit' } }));
}

const JSON_TYPE = { 'content-type': 'application/json' };
const COMPLETION = JSON.stringify({
	id: 'c',
	object: 'chat.completion',
	created: 1,
	model: 'small',
	choices: [
		{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'The answer is short and to the point. '.repeat(10) } },
	],
	usage: { prompt_tokens: 100, completion_tokens: 80, total_tokens: 180 },
});
