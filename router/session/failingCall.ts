import { createHash } from 'node:crypto';

import { canonicalJson } from '../canonicalJson';
import type { Message, ToolCall } from '../request/request';
import { lastUserTurn, textOf } from '../request/userText';

/** Times in a row that the same call must fail before somebody stronger is asked. */
const SERIES = 3;
const HASH_CHARS = 16;

/**
 * Hash of the call that an agent has made `SERIES` times or more since the last user turn, name and arguments the same,
 * and that has failed each time, the last step included. `null`: none. Another call that works in between ends no
 * series; the same one working does.
 */
export function failingCallOf(messages: readonly Message[]): string | null {
	const failures = new Map<string, number>();
	let calls: readonly ToolCall[] = [];
	let found: string | null = null;
	for (const message of messages.slice(lastUserTurn(messages) + 1)) {
		if (message.role === 'assistant') {
			calls = message.toolCalls ?? [];
			found = null;
		}
		if (message.role !== 'tool') continue;
		const call = answeredBy(message, calls);
		if (call === undefined) continue;
		// Without ids results come in the order of the calls.
		calls = calls.filter((one) => one !== call);
		const hash = hashOf(call);
		const count = hasFailed(message) ? (failures.get(hash) ?? 0) + 1 : 0;
		failures.set(hash, count);
		if (count >= SERIES) found = hash;
	}
	return found;
}

function answeredBy({ toolCallId }: Message, calls: readonly ToolCall[]): ToolCall | undefined {
	return toolCallId === undefined ? calls[0] : (calls.find(({ id }) => id === toolCallId) ?? calls.find(({ id }) => id === null));
}

/** The order of arguments and the space between them do not matter. */
function hashOf({ name, arguments: text }: ToolCall): string {
	return createHash('sha256')
		.update(`${name}\n${canonical(text)}`)
		.digest('hex')
		.slice(0, HASH_CHARS);
}

function canonical(text: string): string {
	try {
		return canonicalJson(JSON.parse(text), 'arguments');
	} catch {
		return text.trim();
	}
}

/** Whoever ran the tool says so, or its result does in the way that tools and agents commonly do. */
function hasFailed(message: Message): boolean {
	if (message.isError === true) return true;
	const text = textOf(message).trim();
	return FAILED_TEXT.test(text) || saysFailed(text);
}

const FAILED_TEXT = /^(?:\[?(?:\w+)?error\b|there was an error\b|(?:\w+)?exception\b|traceback\b|failed\b)/i;

function saysFailed(text: string): boolean {
	if (!/^[{[]/.test(text)) return false;
	try {
		const value: unknown = JSON.parse(text);
		const first: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
		if (typeof first !== 'object' || first === null) return false;
		return Object.entries(first).some(([key, member]) => isFault(key.toLowerCase(), member));
	} catch {
		return false;
	}
}

function isFault(key: string, value: unknown): boolean {
	if (key === 'error' || key === 'iserror') return value !== null && value !== false && value !== '';
	return (key === 'ok' || key === 'success') && value === false;
}
