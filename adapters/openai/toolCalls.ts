import type { ModelSpec } from '../../router/registry/model';
import type { Carried, ToolCall } from '../../router/request/request';
import { z } from '../../vendor/zod';

/** What a completion answers. */
export interface Asked {
	readonly model: Pick<ModelSpec, 'providerId' | 'apiModel'>;
	/** Names of the tools that may be called. */
	readonly tools: readonly string[];
}

export interface Calls {
	readonly calls: readonly ToolCall[];
	/** What is wrong with one of them; `null`: nothing. */
	readonly wrong: string | null;
	/** What is to go back with the turn. */
	readonly carried: Carried | undefined;
}

export const NO_CALLS: Calls = { calls: [], wrong: null, carried: undefined };

/**
 * Reads the tool calls of a message; `message` is whatever came.
 * @param asked `null`: any tool may be called, and nothing is carried.
 */
export function readCalls(message: unknown, asked: Asked | null): Calls {
	const { tool_calls: given, function_call: old } = Message.parse(message);
	const read = [...given, ...(old == null ? [] : [{ function: old }])].map((raw) => CalledTool.safeParse(raw).data);
	const calls = read.flatMap((call): ToolCall[] => {
		if (call === undefined) return [];
		const carried = carriedIn(call, PER_CALL, asked);
		return [{ id: call.id || null, ...call.function, ...(carried !== undefined && { carried }) }];
	});
	const wrong =
		calls.length < read.length ? 'a tool call without a name' : (calls.map((call) => wrongIn(call, asked)).find(Boolean) ?? null);
	return { calls, wrong, carried: calls.length === 0 ? undefined : carriedIn(message, PER_TURN, asked) };
}

const Arguments = z
	.union([z.string(), z.record(z.unknown()).transform((given) => JSON.stringify(given))])
	.nullish()
	.catch('?')
	.transform((given) => (given == null || given.trim() === '' ? '{}' : given));
const Called = z.object({ name: z.string().min(1), arguments: Arguments });
const CalledTool = z.object({ id: z.string().nullable().catch(null), function: Called }).passthrough();
const Message = z
	.object({ tool_calls: z.array(z.unknown()).catch([]), function_call: z.unknown() })
	.catch({ tool_calls: [], function_call: null });

function wrongIn({ name, arguments: given }: ToolCall, asked: Asked | null): string | null {
	// Without a word of the answer: this is kept.
	if (asked !== null && !asked.tools.includes(name)) return 'it calls a tool that it was not given';
	return isObject(given) ? null : 'the arguments of its tool call are not a JSON object';
}

function isObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}

/**
 * Thoughts of DeepSeek, xAI and vLLM, those of OpenRouter, and Gemini's signatures. They are wanted back between the
 * steps of a task with tools, and only then: some refuse them elsewhere.
 */
const PER_TURN = ['reasoning_content', 'reasoning', 'reasoning_details', 'extra_content'] as const;
const PER_CALL = ['extra_content'] as const;

function carriedIn(given: unknown, names: readonly string[], asked: Asked | null): Carried | undefined {
	const all = z.record(z.unknown()).safeParse(given).data ?? {};
	const fields = names.flatMap((name) => (all[name] == null || all[name] === '' ? [] : [[name, all[name]] as const]));
	if (asked === null || fields.length === 0) return undefined;
	const { providerId, apiModel } = asked.model;
	return { providerId, apiModel, fields: Object.fromEntries(fields) };
}
