import type { ContentPart, Message, ToolCall } from '../../router/request/request';
import { z } from '../../vendor/zod';

import { readBlock } from './blocks';
import { carriedIn, withOwn } from './carried';
import { isFunction } from './methods';

export interface ReadMessages {
	readonly messages: readonly Message[];
	/** Types of content blocks that were left out, each once. */
	readonly leftOut: readonly string[];
}

/**
 * LangChain's messages as ours, oldest first.
 * @throws Error for what is no message of a conversation.
 */
export function readMessages(raw: readonly unknown[]): ReadMessages {
	const leftOut = new Set<string>();
	const messages = raw.map((one, index) => readMessage(one, index, leftOut));
	return { messages, leftOut: [...leftOut] };
}

function readMessage(raw: unknown, index: number, leftOut: Set<string>): Message {
	const role = roleOf(raw);
	const parsed = Raw.safeParse(raw);
	if (role === null || !parsed.success) throw new Error(`Message ${index + 1} is not one that a model can be sent: ${whatIs(raw)}`);
	const { content, tool_call_id, name, status } = parsed.data;
	const parts = typeof content === 'string' ? content : partsOf(content, leftOut);
	if (role === 'assistant') return assistant(parsed.data, plain(parts, ''), leftOut);
	if (role !== 'tool') return { role, content: plain(parts, null) };
	return {
		role,
		content: status === 'error' ? failed(plain(parts, '\n')) : plain(parts, '\n'),
		...(tool_call_id !== undefined && { toolCallId: tool_call_id }),
		...(name !== undefined && { toolName: name }),
	};
}

function assistant({ tool_calls, invalid_tool_calls, additional_kwargs }: Raw, content: Message['content'], leftOut: Set<string>): Message {
	// Nobody has run them, and no provider takes them back.
	if (invalid_tool_calls.length > 0) leftOut.add('invalid_tool_call');
	const kept = carriedIn(additional_kwargs);
	return {
		role: 'assistant',
		content,
		...(tool_calls.length > 0 && { toolCalls: tool_calls.map((call) => withOwn(call, kept)) }),
		...(kept.turn !== undefined && { carried: kept.turn }),
	};
}

function partsOf(blocks: readonly unknown[], leftOut: Set<string>): ContentPart[] {
	return blocks.flatMap((block) => {
		const read = readBlock(block);
		if (read.kind === 'unknown') leftOut.add(read.type);
		return read.kind === 'part' ? [read.part] : [];
	});
}

/** Text alone is a text: no provider refuses that. `glue`: what is between several; `null`: they stay apart. */
function plain(parts: string | readonly ContentPart[], glue: string | null): Message['content'] {
	if (typeof parts === 'string') return parts;
	const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
	return texts.length === parts.length && (glue !== null || texts.length < 2) ? texts.join(glue ?? '') : parts;
}

/** Few providers have a field for it: the model is told in words. */
function failed(content: Message['content']): Message['content'] {
	if (typeof content !== 'string') return [{ kind: 'text', text: 'Error:' }, ...content];
	return /^\W{0,5}error/i.test(content) ? content : `Error: ${content}`;
}

/** Of a class of LangChain's, or plain. */
function roleOf(raw: unknown): Message['role'] | null {
	if (typeof raw !== 'object' || raw === null) return null;
	const [type, role] = ['type', 'role'].map((name): unknown => Reflect.get(raw, name));
	const told: unknown = [Reflect.get(raw, '_getType'), Reflect.get(raw, 'getType')].find(isFunction)?.call(raw) ?? type;
	const known = told === 'generic' || told === undefined ? role : told;
	return typeof known === 'string' ? (ROLES.get(known.toLowerCase()) ?? null) : null;
}

const ROLES: ReadonlyMap<string, Message['role']> = new Map([
	['human', 'user'],
	['user', 'user'],
	['ai', 'assistant'],
	['assistant', 'assistant'],
	['system', 'system'],
	['developer', 'system'],
	['tool', 'tool'],
	['function', 'tool'],
]);

function whatIs(raw: unknown): string {
	if (typeof raw !== 'object' || raw === null) return raw === null ? 'null' : typeof raw;
	const type: unknown = Reflect.get(raw, 'type') ?? Reflect.get(raw, 'role');
	return typeof type === 'string' ? `its type is "${type.slice(0, 50)}"` : 'it has no type';
}

const word = z
	.string()
	.nullish()
	.transform((said) => said ?? undefined)
	.catch(undefined);

/** The same arguments must give the same text at every step: a provider's cache reads it letter by letter. */
const Called = z
	.object({ id: z.string().nullish(), name: z.string(), args: z.unknown() })
	.transform(
		({ id, name, args }): ToolCall => ({ id: id ?? null, name, arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}) }),
	);

const Raw = z.object({
	content: z
		.union([z.string(), z.array(z.unknown())])
		.nullish()
		.transform((said) => said ?? ''),
	tool_calls: z
		.array(Called)
		.nullish()
		.transform((calls) => calls ?? []),
	invalid_tool_calls: z.array(z.unknown()).catch([]),
	tool_call_id: word,
	name: word,
	status: word,
	additional_kwargs: z.record(z.unknown()).catch({}),
});
type Raw = z.infer<typeof Raw>;
