import type { Usage } from '../../router/calls/client';
import { z } from '../../vendor/zod';
import { endedEarly, finishOf, isWindowExceeded, type Completion } from '../openai/completion';

/** Reads the message a Chat Model gave; `reply` is whatever came, and a completion model gives bare text. */
export function readReply(reply: unknown): Completion {
	const parsed = Reply.safeParse(typeof reply === 'string' ? { content: reply } : reply);
	if (!parsed.success) return { kind: 'none', why: 'the sub-node gave no message' };
	const { content, response_metadata: about, tool_calls: toolCalls, additional_kwargs: more } = parsed.data;
	const reason = reasonOf(about);
	const text = (typeof content === 'string' ? content : content.join('')) || more.refusal;
	const ended = endedEarly({ text, toolCalls, reason, error: undefined });
	if (ended !== null) return ended;
	return {
		kind: 'answer',
		answer: {
			text,
			finish: finishOf(reason),
			usage: readReplyUsage(reply),
			servedBy: about.model_name ?? about.model ?? null,
			toolCalls,
			...(more.refusal !== '' && { refused: true }),
			...(isWindowExceeded(reason) && { cutByWindow: true }),
			logProbs: null,
		},
	};
}

/** What a message says was used; `null` where it says nothing, or nothing that can be. */
export function readReplyUsage(reply: unknown): Usage | null {
	const parsed = WithUsage.safeParse(reply);
	if (!parsed.success) return null;
	const { input_tokens, output_tokens: outputTokens, input_token_details } = parsed.data.usage_metadata;
	// No request is empty: a count of 0 means that nobody counted.
	if (input_tokens === 0) return null;
	const cachedInputTokens = input_token_details?.cache_read ?? 0;
	// Older versions of Anthropic's sub-node leave the cached tokens out of the input.
	const inputTokens = cachedInputTokens > input_tokens ? input_tokens + cachedInputTokens : input_tokens;
	return { inputTokens, outputTokens, cachedInputTokens };
}

const word = z.string().optional().catch(undefined);

/** Thoughts and other parts are no answer. */
const Part = z.union([
	z.string(),
	z.object({ type: z.literal('text'), text: z.string() }).transform(({ text }) => text),
	z.unknown().transform(() => ''),
]);

const About = z.object({
	finish_reason: word,
	stop_reason: word,
	finishReason: word,
	stopReason: word,
	done_reason: word,
	incomplete_details: z.object({ reason: word }).catch({}),
	promptFeedback: z.object({ blockReason: word }).catch({}),
	model_name: word,
	model: word,
});

const Reply = z.object({
	content: z.union([z.string(), z.array(Part)]),
	response_metadata: About.catch({ incomplete_details: {}, promptFeedback: {} }),
	tool_calls: z.array(z.unknown()).catch([]),
	/** OpenAI's sub-node keeps there what its API says beside the text. */
	additional_kwargs: z.object({ refusal: z.string().catch('') }).catch({ refusal: '' }),
});

/** Beyond it no window reaches: somebody's bug, not a bill. */
const MOST_TOKENS = 1e9;
const tokens = z.number().int().min(0).max(MOST_TOKENS);

const WithUsage = z.object({
	usage_metadata: z.object({
		input_tokens: tokens,
		output_tokens: tokens,
		input_token_details: z.object({ cache_read: tokens.nullish() }).nullish(),
	}),
});

/** Names of one provider only → those that all know. */
const ALIASES: Readonly<Record<string, string>> = {
	completed: 'stop',
	max_output_tokens: 'max_tokens',
};

function reasonOf(about: z.infer<typeof About>): string {
	const { finish_reason, stop_reason, finishReason, stopReason, done_reason } = about;
	const given = about.incomplete_details.reason ?? finish_reason ?? stop_reason ?? finishReason ?? stopReason ?? done_reason;
	// Gemini refuses a prompt without a reason to finish.
	const reason = (given ?? (about.promptFeedback.blockReason === undefined ? '' : 'content_filter')).toLowerCase();
	return ALIASES[reason] ?? reason;
}
