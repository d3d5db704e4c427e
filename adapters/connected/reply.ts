import { z } from '../../vendor/zod';
import { endedEarly, finishOf, isWindowExceeded, type Completion } from '../openai/completion';
import type { ReadBill } from '../openai/usage';

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
			servedBy: about.model_name ?? about.model ?? null,
			toolCalls,
			...(more.refusal !== '' && { refused: true }),
			...(isWindowExceeded(reason) && { cutByWindow: true }),
			logProbs: null,
		},
	};
}

/** What a message says of its bill. */
export function readReplyBill(reply: unknown): ReadBill {
	const parsed = WithUsage.safeParse(reply);
	const impossible: ReadBill = { usage: null, stated: { costNanoUsd: null, impossible: true } };
	if (!parsed.success) return Counted.safeParse(reply).success ? impossible : { usage: null };
	const { input_tokens, output_tokens: outputTokens, input_token_details } = parsed.data.usage_metadata;
	// No request is empty: a count of 0 means that nobody counted.
	if (input_tokens === 0) return impossible;
	const cachedInputTokens = input_token_details?.cache_read ?? 0;
	const hour = input_token_details?.ephemeral_1h_input_tokens ?? 0;
	const minutes = Math.max(input_token_details?.ephemeral_5m_input_tokens ?? 0, (input_token_details?.cache_creation ?? 0) - hour);
	const beside = cachedInputTokens + hour + minutes;
	// Older versions of Anthropic's sub-node leave what was read from and written to the cache out of the input.
	const inputTokens = beside > input_tokens ? input_tokens + beside : input_tokens;
	const usage = {
		inputTokens,
		outputTokens,
		cachedInputTokens,
		...(minutes > 0 && { cacheWriteTokens: minutes }),
		...(hour > 0 && { cacheWrite1hTokens: hour }),
	};
	return { usage };
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

const Called = z
	.object({ id: word, name: z.string(), args: z.unknown() })
	.transform(({ id, name, args }) => ({ id: id ?? null, name, arguments: JSON.stringify(args ?? {}) }));

const Reply = z.object({
	content: z.union([z.string(), z.array(Part)]),
	response_metadata: About.catch({ incomplete_details: {}, promptFeedback: {} }),
	tool_calls: z.array(Called).catch([]),
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
		input_token_details: z
			.object({
				cache_read: tokens.nullish(),
				cache_creation: tokens.nullish(),
				ephemeral_5m_input_tokens: tokens.nullish(),
				ephemeral_1h_input_tokens: tokens.nullish(),
			})
			.nullish(),
	}),
});

const Counted = z.object({ usage_metadata: z.object({ input_tokens: z.number() }) });

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
