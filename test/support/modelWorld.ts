import type { ServerResponse } from 'node:http';

import { clearHealth } from '../../nodes/shared/health';

import { json, serve, type TestServer } from './httpServer';
import { runModel, startModel, type AskModel } from './modelNode';
import { openLedger, type TestLedger } from './routeNode';

/** What the provider does with a call: how it answers, or how it fails. */
export interface Given {
	readonly text?: string;
	/** Of a stream, one after the other; without a stream, together. */
	readonly pieces?: readonly string[];
	readonly calls?: readonly { readonly id: string; readonly name: string; readonly args: string }[];
	/** The connection is cut after the pieces. */
	readonly breaks?: true;
	readonly status?: number;
	readonly error?: string;
	/** It never answers. */
	readonly hangs?: true;
}

export interface Call {
	readonly model: string;
	readonly stream: boolean;
	readonly messages: readonly { readonly role: string; readonly content: unknown; readonly tool_calls?: unknown }[];
	readonly tools: unknown;
	readonly tool_choice: unknown;
	readonly gone: Promise<void>;
}

export interface ModelWorld {
	readonly ledger: TestLedger;
	/** Every call since `reset`, in order. */
	readonly calls: Call[];
	/** Answers from now on. */
	answer: (call: Call, time: number) => Given;
	run(ask: Ask): ReturnType<typeof runModel>;
	start(ask: Ask): ReturnType<typeof startModel>;
	reset(): void;
	close(): Promise<void>;
}

export type Ask = Omit<AskModel, 'urls'>;

/** Every request begins with Small; 10 tokens in and 5 out, for 30 and 60 millionths of a USD. */
export const SMALL_NANO_USD = 30_000;
export const LARGE_NANO_USD = 60_000;
export const small = { rules: { values: [{ name: 'Everything', model: 'custom1/small' }] } };
export const large = { rules: { values: [{ name: 'Everything', model: 'custom2/large' }] } };
const QUICK = { strategy: 'rules', ...small, maxRetries: 0, maxWaitTime: 0, timeout: 5 };

/** The node in n8n's engine, a log of its own, and two providers over HTTP, of which each has one model. */
export async function openModelWorld(): Promise<ModelWorld> {
	const ledger = await openLedger();
	const calls: Call[] = [];
	const server = () =>
		serve((response, { body, gone }) => {
			const { stream = false, ...asked } = JSON.parse(body) as Omit<Call, 'gone' | 'stream'> & Partial<Pick<Call, 'stream'>>;
			const call = { ...asked, stream, gone };
			calls.push(call);
			reply(response, call, world.answer(call, calls.filter(({ model }) => model === call.model).length));
		});
	const servers: readonly [TestServer, TestServer] = [await server(), await server()];
	const full = (ask: Ask): AskModel => ({
		...ask,
		parameters: { ...QUICK, ...ask.parameters },
		urls: [servers[0].url, servers[1].url],
	});
	const world: ModelWorld = {
		ledger,
		calls,
		answer: says,
		run: (ask) => runModel(full(ask)),
		start: (ask) => startModel(full(ask)),
		reset() {
			clearHealth();
			calls.length = 0;
			world.answer = says;
		},
		async close() {
			await Promise.all([...servers.map((one) => one.close()), ledger.close()]);
		},
	};
	return world;
}

export const says = ({ model }: Pick<Call, 'model'>): Given => ({ text: `${model} says hello` });

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

function reply(response: ServerResponse, call: Call, given: Given): void {
	if (given.hangs) return;
	if (given.status !== undefined) return json(response, given.status, { error: { message: given.error ?? 'out of order' } });
	const calls = (given.calls ?? []).map(({ id, name, args }, index) => ({
		index,
		id,
		type: 'function',
		function: { name, arguments: args },
	}));
	const finish = calls.length > 0 ? 'tool_calls' : 'stop';
	const pieces = given.pieces ?? (given.text === undefined ? [] : [given.text]);
	if (call.stream) return stream(response, { pieces, calls, finish, breaks: given.breaks === true });
	if (given.breaks) return void response.socket?.destroy();
	const message = { role: 'assistant', content: pieces.join('') || null, ...(calls.length > 0 && { tool_calls: calls }) };
	json(response, 200, { id: 'c', model: call.model, choices: [{ index: 0, finish_reason: finish, message }], usage: USAGE });
}

interface Streamed {
	readonly pieces: readonly string[];
	readonly calls: readonly object[];
	readonly finish: string;
	readonly breaks: boolean;
}

function stream(response: ServerResponse, { pieces, calls, finish, breaks }: Streamed): void {
	const write = (data: object) => response.write(`data: ${JSON.stringify({ id: 'c', ...data })}\n\n`);
	const delta = (of: object, finish_reason: string | null = null) => write({ choices: [{ index: 0, delta: of, finish_reason }] });
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	delta({ role: 'assistant' });
	for (const content of pieces) delta({ content });
	if (breaks) return void setTimeout(() => response.socket?.destroy(), 20);
	if (calls.length > 0) delta({ tool_calls: calls });
	delta({}, finish);
	write({ choices: [], usage: USAGE });
	response.end('data: [DONE]\n\n');
}
