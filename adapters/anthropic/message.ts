import type { ModelSpec } from '../../router/registry/model';
import type { ToolCall } from '../../router/request/request';
import { z } from '../../vendor/zod';
import { endedEarly, finishOf, isWindowExceeded, type Completion } from '../openai/completion';

import { carriedOf } from './thinking';

/** Who was asked, and with which tools. */
export interface Asked {
	readonly model: ModelSpec;
	/** By name. */
	readonly tools: ReadonlySet<string>;
}

/** Reads a message of Anthropic's API; `body` is whatever came. */
export function readMessage(body: unknown, { model, tools }: Asked): Completion {
	const parsed = Message.safeParse(body);
	if (!parsed.success) return { kind: 'none', why: 'no message in it' };
	const { content, model: servedBy, stop_reason, error } = parsed.data;
	const reason = stop_reason ?? '';
	const blocks = content.flatMap((block) => Block.safeParse(block).data ?? []);
	const text = joined(blocks, 'text', '');
	const given = blocks.flatMap((block) => (block.type === 'tool_use' ? toolCallOf(block) : []));
	// Where no tool was offered and there is an answer, calls are noise of the server's.
	const toolCalls = tools.size === 0 && text !== '' ? [] : given;
	const ended = endedEarly({ text, toolCalls, reason, error });
	if (ended !== null) return ended;
	if (toolCalls.some(({ name }) => !tools.has(name))) return { kind: 'none', why: 'it calls a tool that there is not' };
	const reasoning = joined(blocks, 'thinking', '\n\n').trim();
	const carried = carriedOf(content, model);
	return {
		kind: 'answer',
		answer: {
			text,
			...(reasoning !== '' && { reasoning }),
			finish: finishOf(reason),
			servedBy,
			toolCalls,
			...(carried && { carried }),
			...(isWindowExceeded(reason) && { cutByWindow: true }),
			logProbs: null,
		},
	};
}

/** Whether it is a message at all, whatever is in it. */
export function isMessage(body: unknown): boolean {
	return Message.safeParse(body).success;
}

/** The text of a message that broke off, as far as it came. */
export function textIn(body: unknown): string {
	const content = Message.safeParse(body).data?.content ?? [];
	return joined(
		content.flatMap((block) => Block.safeParse(block).data ?? []),
		'text',
		'',
	);
}

const Block = z.discriminatedUnion('type', [
	z.object({ type: z.literal('text'), text: z.string() }),
	z.object({ type: z.literal('thinking'), thinking: z.string() }),
	z.object({ type: z.literal('tool_use'), id: z.string().nullable().catch(null), name: z.string(), input: z.unknown() }),
]);
type Block = z.infer<typeof Block>;

const Message = z.object({
	content: z.array(z.unknown()),
	model: z.string().nullable().catch(null),
	stop_reason: z.string().nullish().catch(null),
	error: z.unknown(),
});

function joined(blocks: readonly Block[], type: 'text' | 'thinking', between: string): string {
	return blocks
		.flatMap((block) => {
			if (block.type !== type) return [];
			return block.type === 'text' ? block.text : block.thinking;
		})
		.join(between);
}

/** An input that was cut off is no object, and is left as it was written. */
function toolCallOf({ id, name, input }: Extract<Block, { type: 'tool_use' }>): ToolCall {
	return { id, name, arguments: typeof input === 'string' ? input : JSON.stringify(input ?? {}) };
}
