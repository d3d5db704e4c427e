import type { ContentPart, Message } from '../../router/request/request';
import { z } from '../../vendor/zod';

type ReadMessages =
	| { readonly kind: 'messages'; readonly messages: readonly Message[] }
	/** What is wrong, in our words alone: it is kept in the log. */
	| { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Messages as they come from outside, oldest first: a list, or JSON text of one. A message may be written as
 * OpenAI does (`role`, `content`), as LangChain does (`type` for `role`, stored or serialized), or as n8n's Chat
 * Memory Manager simplifies them (`{ human, ai }`). Tool calls and their results are left out, because no
 * provider takes one without the other, and so are empty messages. Nothing at all is an empty list.
 */
export function readMessages(value: unknown): ReadMessages {
	const parsed = parse(value);
	if (parsed === undefined || parsed === null) return { kind: 'messages', messages: [] };
	const list = z.array(z.unknown()).safeParse(parsed);
	if (!list.success) return unreadable(typeof parsed === 'string' ? 'is text that is not valid JSON' : 'is not a list of messages');
	const messages: Message[] = [];
	for (const [index, raw] of list.data.entries()) {
		const turns = turnsOf(raw);
		if (typeof turns === 'string') return unreadable(`holds a message (number ${String(index + 1)}) that ${turns}`);
		messages.push(...turns);
	}
	return { kind: 'messages', messages };
}

/** The last `limit` turns. System messages are no turns: they all stay, because they hold for the whole conversation. */
export function lastTurns(messages: readonly Message[], limit: number): Message[] {
	let room = limit;
	return messages
		.toReversed()
		.filter(({ role }) => role === 'system' || room-- > 0)
		.toReversed();
}

/** What each name of a role is to us; `null`: a part of a tool call. */
const ROLES: ReadonlyMap<string, Message['role'] | null> = new Map([
	['user', 'user'],
	['human', 'user'],
	['assistant', 'assistant'],
	['ai', 'assistant'],
	['system', 'system'],
	['developer', 'system'],
	['tool', null],
	['function', null],
]);

const content = z.unknown();
const spoken = z.union([
	z.object({ role: z.string(), content }),
	z
		.object({ type: z.literal('constructor'), id: z.array(z.string()).nonempty(), kwargs: z.object({ content }) })
		.transform(({ id, kwargs }) => ({ role: (id.at(-1) ?? '').replace(/Message(Chunk)?$/, ''), content: kwargs.content })),
	z.object({ type: z.string(), data: z.object({ content }) }).transform(({ type, data }) => ({ role: type, content: data.content })),
	z.object({ type: z.string(), content }).transform(({ type, ...rest }) => ({ role: type, content: rest.content })),
]);

/** A text: what is wrong with it. */
function turnsOf(raw: unknown): Message[] | string {
	const said = spoken.safeParse(raw).data;
	if (said !== undefined) return messageOf(said.role, said.content);
	const group = z.record(z.unknown()).safeParse(raw).data;
	if (group === undefined) return 'is not an object';
	const turns: Message[] = [];
	for (const [name, value] of Object.entries(group)) {
		if (!ROLES.has(name)) continue;
		const turn = messageOf(name, value);
		if (typeof turn === 'string') return turn;
		turns.push(...turn);
	}
	return turns.length > 0 ? turns : 'has no role';
}

function messageOf(name: string, raw: unknown): Message[] | string {
	const role = ROLES.get(name.toLowerCase());
	if (role === undefined) return 'has a role other than user, assistant and system';
	// An assistant that only called a tool has said nothing.
	if (role === null || (role === 'assistant' && (raw === null || raw === undefined))) return [];
	if (typeof raw === 'string') return raw.trim() === '' ? [] : [{ role, content: raw }];
	const parts = z.array(partSchema).safeParse(raw).data;
	if (parts === undefined) return 'has no text that can be read';
	// Only people's turns may carry images on the wire.
	const kept = parts.filter((part) => part !== null).filter(({ kind }) => kind === 'text' || role === 'user');
	return kept.length > 0 ? [{ role, content: kept }] : [];
}

const TEXT = ['text', 'input_text', 'output_text'] as const;
const IMAGE = ['image_url', 'input_image'] as const;
const url = z.string().regex(/^(https?:\/\/|data:image\/)/i);
const known: ReadonlySet<string> = new Set([...TEXT, ...IMAGE]);

/** `null`: a kind of part that cannot be sent on, such as a model's thoughts or a tool call. */
const partSchema = z.union([
	z.string().transform((text): ContentPart => ({ kind: 'text', text })),
	z.object({ type: z.enum(TEXT), text: z.string() }).transform(({ text }): ContentPart => ({ kind: 'text', text })),
	z
		.object({ type: z.enum(IMAGE), image_url: z.union([url, z.object({ url })]) })
		.transform(({ image_url: at }): ContentPart => ({ kind: 'image', url: typeof at === 'string' ? at : at.url })),
	z.object({ type: z.string().refine((type) => !known.has(type)) }).transform(() => null),
]);

function parse(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	if (value.trim() === '') return undefined;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

function unreadable(problem: string): ReadMessages {
	return { kind: 'unreadable', problem };
}
