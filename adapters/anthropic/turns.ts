import type { ModelSpec } from '../../router/registry/model';
import type { Message, ToolCall } from '../../router/request/request';

import { blocksOf, textBlocksOf, type Block, type Turn } from './block';
import { handedBack } from './thinking';

export interface Conversation {
	readonly system: readonly Block[];
	/** The first is a user's, and the roles take turns. */
	readonly turns: readonly Turn[];
}

/** Messages as Anthropic's API has them: what the system says apart, and the results of tools in the user's turn. */
export function conversationOf(messages: readonly Message[], model: ModelSpec): Conversation {
	const ids = createCallIds();
	const turns: { role: Turn['role']; content: Block[] }[] = [];
	for (const message of messages) {
		if (message.role === 'system') continue;
		const role = message.role === 'assistant' ? 'assistant' : 'user';
		const content = contentOf(message, model, ids);
		if (content.length === 0) continue;
		const last = turns.at(-1);
		if (last?.role === role) last.content.push(...content);
		else turns.push({ role, content });
	}
	// A history that was cut off may begin with an answer.
	if (turns[0]?.role === 'assistant') turns.unshift({ role: 'user', content: [{ type: 'text', text: LEFT_OUT }] });
	return { system: messages.flatMap(({ role, content }) => (role === 'system' ? textBlocksOf(content) : [])), turns: withoutTail(turns) };
}

const LEFT_OUT = '(Earlier messages were left out.)';

function contentOf(message: Message, model: ModelSpec, ids: CallIds): Block[] {
	if (message.role === 'user') return blocksOf(message.content);
	if (message.role === 'tool') {
		const content = blocksOf(message.content);
		return [{ type: 'tool_result', tool_use_id: ids.answered(message.toolCallId), ...(content.length > 0 && { content }) }];
	}
	const calls = (message.toolCalls ?? []).map((call) => ({
		type: 'tool_use',
		id: ids.called(call.id),
		name: call.name,
		input: inputOf(call),
	}));
	return [...handedBack(message.carried, model), ...textBlocksOf(message.content), ...calls];
}

/** Only an object is taken. What was called with anything else failed, and its result says so. */
function inputOf({ arguments: text }: ToolCall): object {
	try {
		const input: unknown = JSON.parse(text);
		return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {};
	} catch {
		// A call without arguments, or one that was cut off.
		return {};
	}
}

interface CallIds {
	called(id: string | null): string;
	answered(id: string | undefined): string;
}

/** Ids of calls that other providers made may have characters this API refuses, or be missing: then results follow in order. */
function createCallIds(): CallIds {
	const open: string[] = [];
	let made = 0;
	const newId = () => `call_${++made}`;
	const written = (id: string) => id.replace(/[^\w-]/g, '_');
	return {
		called(id) {
			const own = id ? written(id) : newId();
			open.push(own);
			return own;
		},
		answered(id) {
			const own = id ? written(id) : (open[0] ?? newId());
			const at = open.indexOf(own);
			if (at >= 0) open.splice(at, 1);
			return own;
		},
	};
}

/** An answer that is to be gone on with may not end in white space. */
function withoutTail(turns: readonly Turn[]): readonly Turn[] {
	const last = turns.at(-1);
	const block = last?.content.at(-1);
	if (last?.role !== 'assistant' || typeof block?.['text'] !== 'string') return turns;
	return [...turns.slice(0, -1), { ...last, content: [...last.content.slice(0, -1), { ...block, text: block['text'].trimEnd() }] }];
}
