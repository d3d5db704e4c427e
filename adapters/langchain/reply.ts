import { randomUUID } from 'node:crypto';

import type { Answer, StreamPart, Usage } from '../../router/calls/client';
import type { ToolCall } from '../../router/request/request';
import { z } from '../../vendor/zod';

import { withCarried } from './carried';
import type { MessageClasses } from './harvest';

/** What the consumer, and n8n's log, are told of the answer beside it, such as who gave it. Plain JSON. */
export type Info = Readonly<Record<string, unknown>>;

/**
 * An answer as LangChain's `ChatResult`. Its message is a chunk: `withStructuredOutput` takes nothing else. What a
 * connected Chat Model gave goes back as it gave it.
 */
export function chatResult(classes: MessageClasses, given: Answer, info: Info): object {
	const answer = identified(given);
	const original = Original.parse(given.original);
	const message = new classes.AIMessageChunk({
		content: original?.content ?? answer.text,
		tool_calls: answer.toolCalls.map(calledOf),
		invalid_tool_calls: original?.invalid_tool_calls ?? [],
		additional_kwargs: { ...thoughtsOf(answer), ...original?.additional_kwargs, ...withCarried(answer) },
		response_metadata: { ...original?.response_metadata, ...endOf(answer), ...info },
		...usageOf(answer.usage),
	});
	return {
		generations: [{ text: answer.text, message, generationInfo: info }],
		llmOutput: answer.usage === null ? {} : { tokenUsage: totalsOf(answer.usage) },
	};
}

/** Writes an answer's parts as LangChain's chunks; one for each answer. */
export function chunkWriter(classes: MessageClasses) {
	const ids = new Map<number, string>();
	const chunk = (text: string, fields: object, generationInfo?: Info): object =>
		new classes.ChatGenerationChunk({
			text,
			message: new classes.AIMessageChunk({ content: text, ...fields }),
			...(generationInfo !== undefined && { generationInfo }),
		});
	return {
		part(part: StreamPart): object {
			if (part.kind === 'text') return chunk(part.text, {});
			if (part.kind === 'reasoning') return chunk('', { additional_kwargs: { reasoning_content: part.text } });
			const { index, name, arguments: args } = part;
			const first = !ids.has(index);
			if (first) ids.set(index, part.id ?? newId());
			const piece = { type: 'tool_call_chunk', index, args, ...(first && { id: ids.get(index), ...(name !== null && { name }) }) };
			return chunk('', { tool_call_chunks: [piece] });
		},
		/** The answer with the ids that its parts were told with. */
		identified: (answer: Answer): Identified => identified(answer, ids),
		/** What is known only at the end; parts have said the rest. Goes last, once. */
		last(given: Answer, info: Info): object {
			const answer = identified(given, ids);
			const original = Original.parse(given.original);
			const { reasoning_content: _said, ...more } = original?.additional_kwargs ?? {};
			const thinking = thinkingIn(original?.content ?? '');
			const fields = {
				// Thinking blocks and their signatures: n8n's Agent looks for them here and hands them back.
				...(answer.toolCalls.length > 0 && thinking.length > 0 && { content: thinking }),
				additional_kwargs: { ...more, ...withCarried(answer) },
				response_metadata: { ...endOf(answer), ...info },
				...usageOf(answer.usage),
			};
			return chunk('', fields, info);
		},
	};
}

export type Identified = Answer & { readonly toolCalls: readonly (ToolCall & { readonly id: string })[] };

/** The answer with an id for each call: some providers give none, and n8n would give all of them the same. `ids`: those told already. */
export function identified(answer: Answer, ids: ReadonlyMap<number, string> = new Map()): Identified {
	return { ...answer, toolCalls: answer.toolCalls.map((call, index) => ({ ...call, id: ids.get(index) ?? call.id ?? newId() })) };
}

function newId(): string {
	return `call_${randomUUID()}`;
}

function calledOf({ id, name, arguments: written }: ToolCall): object {
	return { type: 'tool_call', id, name, args: argumentsOf(written) };
}

/** LangChain wants them read. What is no object of JSON leaves the tool to complain of what it lacks. */
function argumentsOf(written: string): Readonly<Record<string, unknown>> {
	try {
		return Arguments.parse(JSON.parse(written));
	} catch {
		// Cut off, or no JSON at all.
		return {};
	}
}

function thoughtsOf({ reasoning }: Answer): object {
	return reasoning === undefined ? {} : { reasoning_content: reasoning };
}

function endOf({ toolCalls, finish, servedBy }: Answer): object {
	return {
		finish_reason: toolCalls.length > 0 && finish !== 'length' ? 'tool_calls' : finish,
		...(servedBy !== null && { model_name: servedBy }),
	};
}

function usageOf(usage: Usage | null): object {
	if (usage === null) return {};
	const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens = 0, cacheWrite1hTokens = 0, reasoningTokens } = usage;
	return {
		usage_metadata: {
			input_tokens: inputTokens,
			output_tokens: outputTokens,
			total_tokens: inputTokens + outputTokens,
			input_token_details: {
				cache_read: cachedInputTokens,
				...(cacheWriteTokens + cacheWrite1hTokens > 0 && { cache_creation: cacheWriteTokens + cacheWrite1hTokens }),
			},
			...(reasoningTokens !== undefined && { output_token_details: { reasoning: reasoningTokens } }),
		},
	};
}

function totalsOf({ inputTokens, outputTokens }: Usage): object {
	return { promptTokens: inputTokens, completionTokens: outputTokens, totalTokens: inputTokens + outputTokens };
}

function thinkingIn(content: string | readonly unknown[]): readonly unknown[] {
	return typeof content === 'string' ? [] : content.filter((block) => Thinking.safeParse(block).success);
}

const Arguments = z.record(z.unknown());
const Thinking = z.object({ type: z.enum(['thinking', 'redacted_thinking', 'reasoning']) });
const plain = z.record(z.unknown()).catch({});
/** An AIMessage of whatever copy of LangChain; its id is left out, since the run gives one. */
const Original = z
	.object({
		content: z.union([z.string(), z.array(z.unknown())]),
		invalid_tool_calls: z.array(z.unknown()).catch([]),
		additional_kwargs: plain,
		response_metadata: plain,
	})
	.optional()
	.catch(undefined);
