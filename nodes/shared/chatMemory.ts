import { NodeConnectionTypes } from 'n8n-workflow';
import type { RouterContext } from './context';

import type { Message } from '../../router/request/request';
import { z } from '../../vendor/zod';
import { readMessages } from './messages';

/** The Memory sub-node connected to a node, as one item sees it: its session may depend on the item. */
export interface ChatMemory {
	/** What was said before, oldest first. */
	readonly history: readonly Message[];
	/** Keeps a turn, so that the conversation goes on. @throws what the memory throws. */
	save(turn: { readonly prompt: string; readonly answer: string }): Promise<void>;
}

/** Whether a Memory is connected and not disabled. */
export function isMemoryConnected(ctx: RouterContext): boolean {
	const parents = ctx.getParentNodes(ctx.getNode().name, { connectionType: NodeConnectionTypes.AiMemory, depth: 1 });
	return parents.some(({ disabled }) => !disabled);
}

/**
 * The connected Memory and what it holds. n8n's memories are LangChain's: this uses of them what n8n's own AI
 * Agent uses.
 * @throws where there is none, its session cannot be told, or its store cannot be reached.
 */
export async function openChatMemory(ctx: RouterContext, itemIndex: number): Promise<ChatMemory> {
	const supplied: unknown = await ctx.getInputConnectionData(NodeConnectionTypes.AiMemory, itemIndex);
	const memory: unknown = Array.isArray(supplied) ? supplied[0] : supplied;
	if (!isLangChainMemory(memory)) throw new Error('The connected node is not a Memory this node can use.');
	const variables = variablesSchema.safeParse(await memory.loadMemoryVariables({}));
	if (!variables.success) throw new Error('The connected Memory gave no list of messages.');
	const read = readMessages(variables.data.chat_history.map(plain));
	if (read.kind === 'unreadable') throw new Error(`The connected Memory ${read.problem}.`);
	return {
		history: read.messages,
		async save({ prompt, answer }) {
			await memory.saveContext({ input: prompt }, { output: answer });
		},
	};
}

interface LangChainMemory {
	loadMemoryVariables(values: object): Promise<unknown>;
	saveContext(input: object, output: object): Promise<unknown>;
}

/** n8n names the field so in every Memory it makes; one that was never used may leave it out. */
const variablesSchema = z.object({ chat_history: z.array(z.unknown()).default([]) });

function isLangChainMemory(value: unknown): value is LangChainMemory {
	return has(value, 'loadMemoryVariables') && has(value, 'saveContext');
}

/** LangChain's messages tell their role by a method, under its new or its old name. */
function plain(message: unknown): unknown {
	const content = typeof message === 'object' && message !== null && 'content' in message ? message.content : null;
	if (has(message, 'getType')) return { role: message.getType(), content };
	if (has(message, '_getType')) return { role: message._getType(), content };
	return message;
}

function has<Name extends string>(value: unknown, name: Name): value is Record<Name, () => unknown> {
	return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}
