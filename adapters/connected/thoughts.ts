import { z } from '../../vendor/zod';

/** What a Chat Model's message holds of its thinking beside the text; '' for nothing. `reply` is whatever came. */
export function readReplyThoughts(reply: unknown): string {
	const { content, additional_kwargs: more } = Reply.parse(reply);
	return more.reasoning_content || content.join('');
}

const text = z.string().catch('');

/** Anthropic's and Google's parts, LangChain's own, and OpenAI's, which only sums its thinking up. */
const Part = z.union([
	z.object({ type: z.literal('thinking'), thinking: text }).transform(({ thinking }) => thinking),
	z.object({ type: z.literal('reasoning'), reasoning: z.string() }).transform(({ reasoning }) => reasoning),
	z
		.object({ type: z.literal('reasoning'), summary: z.array(z.object({ text }).catch({ text: '' })) })
		.transform(({ summary }) => summary.map((part) => part.text).join('\n')),
	z.unknown().transform(() => ''),
]);

const Reply = z
	.object({
		content: z.array(Part).catch([]),
		additional_kwargs: z.object({ reasoning_content: text }).catch({ reasoning_content: '' }),
	})
	.catch({ content: [], additional_kwargs: { reasoning_content: '' } });
