import type { Carried, ToolCall } from '../request/request';
import type { Answer } from './client';
import type { Redactor } from './redact';

/** A server that echoes what it was sent must not bring a key into an item. */
export function withoutKeys<Said extends Omit<Answer, 'usage' | 'stated'>>(
	answer: Said,
	{ answer: clean, message }: Pick<Redactor, 'answer' | 'message'>,
): Said {
	const { reasoning, written, servedBy, carried } = answer;
	return {
		...answer,
		text: clean(answer.text),
		...(reasoning !== undefined && { reasoning: clean(reasoning) }),
		...(written !== undefined && { written: clean(written) }),
		servedBy: servedBy === null ? null : message(servedBy).slice(0, NAME_CHARS),
		toolCalls: answer.toolCalls.map((call) => callWithoutKeys(call, clean)),
		...(carried !== undefined && { carried: carriedWithoutKeys(carried, clean) }),
	};
}

function callWithoutKeys(call: ToolCall, clean: (text: string) => string): ToolCall {
	const { id, name, carried } = call;
	return {
		id: id === null ? null : clean(id),
		name: clean(name),
		arguments: clean(call.arguments),
		...(carried !== undefined && { carried: carriedWithoutKeys(carried, clean) }),
	};
}

function carriedWithoutKeys(carried: Carried, clean: (text: string) => string): Carried {
	return { ...carried, fields: Object.fromEntries(Object.entries(valueWithoutKeys(carried.fields, clean))) };
}

/** Longer names no model has; they are kept with every decision. */
const NAME_CHARS = 200;

/** Real tool calls are a few levels deep; what a server nests without end is left out, before it ends the run. */
export const DEEPEST = 64;

function cleaned(value: unknown, clean: (text: string) => string, depth: number): unknown {
	if (typeof value === 'string') return clean(value);
	if (typeof value !== 'object' || value === null) return value;
	return depth === DEEPEST ? null : valueWithoutKeys(value, clean, depth);
}

/** The same object or list without keys in any text of it, names included. */
export function valueWithoutKeys(value: object, clean: (text: string) => string, depth = 0): object {
	if (Array.isArray(value)) return value.map((one) => cleaned(one, clean, depth + 1));
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [clean(name), cleaned(one, clean, depth + 1)]));
}
