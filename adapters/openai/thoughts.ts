import type { Answer } from '../../router/calls/client';
import { withReasoningApart } from '../../router/calls/reasoning';
import { z } from '../../vendor/zod';

import type { Completion } from './completion';

/** What a provider tells of a model's thinking besides the message itself. */
export interface Thinking {
	/** Thoughts that are no part of the message; '' for none. */
	readonly aside: string;
	/** The message in tokens; `null`: not told. */
	readonly tokens: readonly string[] | null;
}

/**
 * A completion whose answer has apart what the model thought: what is in its text, and what is beside it.
 * @param isTold it has been told in pieces, see `partReasoning`.
 */
export function withThoughtsApart(completion: Completion, { aside, tokens }: Thinking, isTold = false): Completion {
	if (completion.kind !== 'answer') return completion;
	const answer = withReasoningApart(completion.answer, aside, isTold);
	// All that came before the limit was thinking.
	if (answer.text === '' && answer.toolCalls.length === 0 && answer.finish === 'length') return { kind: 'truncated' };
	return { kind: 'answer', answer: { ...answer, logProbs: ofAnswer(answer, tokens) } };
}

/** Reads a chat completion; `body` is whatever came. */
export function readThinking(body: unknown): Thinking {
	const { message, tokens } = Beside.parse(body).choices[0];
	return { aside: asideOf(message), tokens };
}

// What is mostly missing has a default of its own: zod writes a whole error before it catches one.
const text = z.string().default('').catch('');
const Thought = z.object({ type: z.literal('thinking'), thinking: z.union([z.string(), z.array(z.object({ text }).catch({ text: '' }))]) });

/** DeepSeek and xAI, OpenRouter and Groq, Ollama, Mistral: each has a place of its own for it. */
const Message = z.object({
	reasoning_content: text,
	reasoning: text,
	thinking: text,
	content: z
		.union([z.string().transform(() => []), z.array(z.union([Thought, z.unknown().transform(() => null)]))])
		.default([])
		.catch([]),
});
type Message = z.infer<typeof Message>;

const Tokens = z
	.object({ content: z.array(z.object({ token: z.string() })) })
	.transform(({ content }) => content.map(({ token }) => token));

const NOTHING = { message: Message.parse({}), tokens: null };
const Choice = z
	.object({ message: Message, logprobs: Tokens.nullish().catch(null) })
	.transform(({ message, logprobs }) => ({ message, tokens: logprobs ?? null }))
	.catch(NOTHING);
const Beside = z.object({ choices: z.tuple([Choice]).rest(z.unknown()) }).catch({ choices: [NOTHING] });

function asideOf({ reasoning_content: deepSeeks, reasoning, thinking, content }: Message): string {
	const parts = content.flatMap((part) => (part === null ? [] : [part.thinking].flat()));
	return deepSeeks || reasoning || thinking || parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

/** The probabilities of the answer's own tokens; `null` where they cannot be told from those of the thoughts. */
function ofAnswer(
	{ text: answer, written, logProbs }: Pick<Answer, 'text' | 'written' | 'logProbs'>,
	tokens: readonly string[] | null,
): Answer['logProbs'] {
	if (written === undefined || logProbs === null) return logProbs;
	if (tokens === null || tokens.join('') !== written) return null;
	let left = written.length - answer.length;
	const first = tokens.findIndex((token) => {
		const isThought = left > 0;
		left -= token.length;
		return !isThought;
	});
	return first === -1 ? [] : logProbs.slice(first);
}
