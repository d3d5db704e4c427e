import { z } from '../../vendor/zod';

const words = z.string().nullish().catch(null);
const text = z.string().catch('');

/** Mistral's thoughts are parts of the content. */
const Thought = z
	.object({ type: z.literal('thinking'), thinking: z.union([z.string().transform((one) => [{ text: one }]), z.array(z.object({ text }))]) })
	.transform(({ thinking }) => ({ text: '', thought: thinking.map((one) => one.text).join('') }));
const Said = z.object({ type: z.literal('text'), text: z.string() }).transform((one) => ({ text: one.text, thought: '' }));
const Part = z.union([Said, Thought, z.unknown().transform(() => ({ text: '', thought: '' }))]);

const Fragment = z
	.object({
		content: z
			.union([z.string(), z.array(Part)])
			.nullish()
			.catch(null),
		refusal: words,
		reasoning_content: words,
		reasoning: words,
		thinking: words,
		reasoning_details: z.array(z.record(z.unknown())).nullish().catch(null),
		extra_content: z.record(z.unknown()).nullish().catch(null),
		tool_calls: z.array(z.unknown()).nullish().catch(null),
	})
	.transform(({ content, thinking, ...rest }) => {
		const parts = Array.isArray(content) ? content : [{ text: content ?? '', thought: '' }];
		const thoughts = parts.map(({ thought }) => thought).join('');
		return { ...rest, content: parts.map((part) => part.text).join(''), thinking: thinking || thoughts };
	});
/** What a chunk adds to the message. */
export type Fragment = z.infer<typeof Fragment>;

const Choice = z
	.object({
		index: z.number().nullish().catch(null),
		delta: Fragment.nullish().catch(null),
		message: Fragment.nullish().catch(null),
		finish_reason: words,
		logprobs: z
			.object({ content: z.array(z.unknown()).nullish() })
			.nullish()
			.catch(null),
		error: z.unknown(),
	})
	.transform(({ delta, message, ...rest }) => ({ ...rest, fragment: delta ?? message ?? null }));
export type Choice = z.infer<typeof Choice>;

const Chunk = z
	.object({
		model: words,
		choices: z.array(Choice).nullish().catch(null),
		usage: z.unknown(),
		error: z.unknown(),
	})
	// Only the first choice is the answer; in a stream each may have chunks of its own.
	.transform(({ choices, ...rest }) => ({ ...rest, choice: choices?.find(({ index }) => (index ?? 0) === 0) ?? null }));
export type Chunk = z.infer<typeof Chunk>;

export const END = '[DONE]';

/** None: it is the end mark, or a line that was cut. */
export function chunksIn(lines: readonly string[]): Chunk[] {
	return lines.flatMap((line) => {
		try {
			return Chunk.safeParse(JSON.parse(line)).data ?? [];
		} catch {
			return [];
		}
	});
}
