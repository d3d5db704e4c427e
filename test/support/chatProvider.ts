import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';
import { z } from 'zod';
import { chatAnswer } from './chatAnswers';
import { misbehave, type Fault } from './chatFaults';
import { json, serve, type Seen } from './httpServer';

/**
 * A provider on loopback that streams, calls tools and fails on demand, over OpenAI's API and over Anthropic's. It knows every model
 * whose name begins with "small" or "large" (what follows, as in `small-agent-429`, lets a test tell its calls from those of others),
 * and those of the examples.
 */
export interface ChatProvider {
	/** Base URL with `/v1`. */
	readonly baseUrl: string;
	/** Where a tool of this name is, which answers "<name> is fine" and keeps `?call=` in `tools()`. */
	toolUrl(name: string): string;
	/** The next calls of the model go so, one after the other; then as `always` says. */
	plan(model: string, ...faults: readonly Fault[]): void;
	/** Every call of the model goes so. */
	always(model: string, fault: Fault): void;
	/** Every chat request that arrived, in order; with a word only those whose model ends with it. */
	calls(tag?: string): readonly ChatCall[];
	/** Every tool that was really run, in order. */
	tools(tag?: string): readonly { readonly tool: string; readonly call: string }[];
	stop(): Promise<void>;
}

export interface ChatCall {
	readonly model: string;
	readonly fault: Fault;
	readonly stream: boolean;
	readonly messages: readonly Message[];
	/** Names. */
	readonly tools: readonly string[];
	readonly toolChoice: unknown;
	readonly stop: unknown;
	readonly responseFormat: unknown;
	/** Same for two calls that ask the same of whatever model. */
	readonly asks: string;
	/** When the client has given up the call. */
	readonly gone: Promise<void>;
	/** Tokens it was billed; `null`: none. */
	usage: { readonly input: number; readonly output: number } | null;
	/** Whether it has been answered whole. */
	answered: boolean;
	/** Whether the client gave it up first. */
	aborted: boolean;
}

const messageSchema = z.object({ role: z.string(), content: z.unknown(), tool_calls: z.unknown(), tool_call_id: z.string().optional() });
export type Message = z.infer<typeof messageSchema>;

/** As OpenAI's API has it, or Anthropic's. */
const toolSchema = z.union([
	z.object({ function: z.object({ name: z.string() }) }).transform((tool) => tool.function.name),
	z.object({ name: z.string() }).transform(({ name }) => name),
]);

const bodySchema = z.object({
	model: z.string(),
	stream: z.boolean().default(false),
	messages: z.array(messageSchema),
	tools: z.array(toolSchema).default([]),
	tool_choice: z.unknown(),
	stop: z.unknown(),
	response_format: z.unknown(),
});

/** A tool that fails whenever it is run. */
export const BROKEN_TOOL = 'broken';

export async function startChatProvider(): Promise<ChatProvider> {
	const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
	mock.on({ model: /^(small|large|gpt-|claude-)/ }, chatAnswer);
	mock.onEmbedding(/./, { embedding: [0.6, 0.8, 0] });
	const behind = (await mock.start()).replace(/\/$/, '');
	const journal: ChatCall[] = [];
	const tools: { tool: string; call: string }[] = [];
	const faults = new Plan();
	const front = await serve((response, seen) => {
		void answer(response, seen).catch(() => response.destroy());
	});

	async function answer(response: ServerResponse, seen: Seen): Promise<void> {
		const url = new URL(seen.path, front.url);
		const [, tool] = /^\/tools\/(\w+)$/.exec(url.pathname) ?? [];
		if (tool !== undefined) {
			tools.push({ tool, call: url.searchParams.get('call') ?? '' });
			if (tool === BROKEN_TOOL) return json(response, 500, { message: 'Out of order' });
			return json(response, 200, { result: `${tool} is fine` });
		}
		if (!/\/(chat\/completions|messages)$/.test(url.pathname)) return void (await forward(response, seen, behind));
		const call = callOf(seen, faults);
		journal.push(call);
		if (typeof call.fault === 'object') await sleep(call.fault.slowMs);
		else if (call.fault !== 'none') return misbehave(response, call.fault, call);
		call.usage = usageIn(await forward(response, seen, behind));
		call.answered = response.writableFinished;
	}

	return {
		baseUrl: `${front.url}/v1`,
		toolUrl: (name) => `${front.url}/tools/${name}`,
		plan: (model, ...next) => faults.next(model, next),
		always: (model, fault) => faults.rest(model, fault),
		calls: (tag = '') => journal.filter(({ model }) => model.endsWith(tag)),
		tools: (tag = '') => tools.filter(({ call }) => call.endsWith(tag)),
		stop: async () => {
			await front.close();
			await mock.stop();
		},
	};
}

class Plan {
	readonly #next = new Map<string, Fault[]>();
	readonly #rest = new Map<string, Fault>();

	next(model: string, faults: readonly Fault[]): void {
		this.#next.set(model, [...(this.#next.get(model) ?? []), ...faults]);
	}
	rest(model: string, fault: Fault): void {
		this.#rest.set(model, fault);
	}
	take(model: string): Fault {
		return this.#next.get(model)?.shift() ?? this.#rest.get(model) ?? 'none';
	}
}

function callOf(seen: Seen, faults: Plan): ChatCall {
	const { model, stream, messages, tools, tool_choice, stop, response_format } = bodySchema.parse(JSON.parse(seen.body));
	const call: ChatCall = {
		model,
		fault: faults.take(model),
		stream,
		messages,
		tools,
		toolChoice: tool_choice,
		stop,
		responseFormat: response_format,
		asks: createHash('sha256')
			.update(JSON.stringify(messages.map(({ role, content }) => [role, content])))
			.digest('hex')
			.slice(0, 12),
		gone: seen.gone,
		usage: null,
		answered: false,
		aborted: false,
	};
	void seen.gone.then(() => {
		call.aborted = true;
	});
	return call;
}

function usageIn(answer: string): ChatCall['usage'] {
	const [, input, output] = /"prompt_tokens":(\d+),"completion_tokens":(\d+)/.exec(answer) ?? [];
	return input === undefined ? null : { input: Number(input), output: Number(output) };
}

/** The mock answers; each piece goes on as it comes. All of them together are returned. */
async function forward(response: ServerResponse, { method, path, body }: Seen, behind: string): Promise<string> {
	const answer = await fetch(`${behind}${path}`, {
		method,
		headers: { 'content-type': 'application/json', authorization: 'Bearer mock' },
		...(method !== 'GET' && { body }),
	});
	response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
	const whole = answer.clone().text();
	for await (const chunk of answer.body ?? []) response.write(chunk);
	await new Promise<void>((resolve) => {
		response.once('close', resolve);
		response.end(resolve);
	});
	return await whole;
}
