import type { Answer } from '../../router/calls/client';
import { z } from '../../vendor/zod';

/** An answer without its bill. */
export type Reply = Omit<Answer, 'usage' | 'stated'>;

/** What a 200 turned out to hold. */
export type Completion =
	| { readonly kind: 'answer'; readonly answer: Reply }
	/** The output limit was reached before any text. */
	| { readonly kind: 'truncated' }
	/** The provider's filter took the answer away. */
	| { readonly kind: 'filtered' }
	| { readonly kind: 'none'; readonly why: string };

/** Reads a chat completion; `body` is whatever came. */
export function readCompletion(body: unknown): Completion {
	const parsed = Chat.safeParse(body);
	if (!parsed.success) return { kind: 'none', why: whyNot(parsed.error.issues) };
	const [{ message, finish_reason: reason, logprobs }] = parsed.data.choices;
	const text = textOf(message.content) || (message.refusal ?? '');
	const toolCalls: unknown[] = [...(message.tool_calls ?? [])];
	if (message.function_call != null) toolCalls.push(message.function_call);
	const finish = finishOf(reason ?? '');
	// With or without the half sentence that came before the filter.
	if (isFiltered(reason ?? '')) return { kind: 'filtered' };
	if (text === '' && toolCalls.length === 0 && finish === 'length') return { kind: 'truncated' };
	return {
		kind: 'answer',
		answer: {
			text,
			finish,
			servedBy: parsed.data.model,
			toolCalls,
			logProbs: logprobs?.content?.map(({ logprob }) => logprob) ?? null,
		},
	};
}

/** Vectors in the order of the texts, or `null` where the body is not `count` vectors of one length. */
export function readEmbeddings(body: unknown, count: number): Float32Array[] | null {
	const parsed = Embeddings.safeParse(body);
	if (!parsed.success || parsed.data.data.length !== count) return null;
	const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
	parsed.data.data.forEach(({ embedding, index }, place) => {
		vectors[index ?? place] = Float32Array.from(embedding);
	});
	const present = vectors.slice(0, count).filter((vector) => vector !== undefined);
	const length = present[0]?.length;
	return present.length === count && present.every((vector) => vector.length === length) ? present : null;
}

const Part = z.union([z.object({ type: z.literal('text'), text: z.string() }), z.unknown().transform(() => null)]);

const Message = z.object({
	content: z.union([z.string(), z.array(Part)]).nullish(),
	refusal: z.string().nullish().catch(null),
	tool_calls: z.array(z.unknown()).nullish(),
	function_call: z.unknown(),
});

const LogProbs = z
	.object({ content: z.array(z.object({ logprob: z.number().max(0) })).nullish() })
	.nullish()
	.catch(null);

const Choice = z.object({ message: Message, finish_reason: z.string().nullish().catch(null), logprobs: LogProbs });

const Chat = z.object({
	choices: z.tuple([Choice]).rest(z.unknown()),
	model: z.string().nullable().catch(null),
});

const Embeddings = z.object({
	data: z.array(z.object({ embedding: z.array(z.number().finite()).min(1), index: z.number().int().min(0).nullish() })),
});

type Content = z.infer<typeof Message>['content'];

function textOf(content: Content): string {
	if (content == null) return '';
	return typeof content === 'string' ? content : content.map((part) => part?.text ?? '').join('');
}

const STOPS: ReadonlySet<string> = new Set(['stop', 'eos', 'end_turn', 'stop_sequence']);
const LENGTHS: ReadonlySet<string> = new Set(['length', 'max_tokens', 'model_length']);

export function finishOf(reason: string): Answer['finish'] {
	const known = reason.toLowerCase();
	if (LENGTHS.has(known)) return 'length';
	return STOPS.has(known) ? 'stop' : 'other';
}

/** Gemini adds its own reason (`content_filter: SAFETY`); gateways before it may pass that on alone. */
export function isFiltered(reason: string): boolean {
	return /^(content_filter|safety|refusal|recitation|prohibited_content|blocklist|spii)\b/i.test(reason);
}

function whyNot(issues: readonly z.ZodIssue[]): string {
	const issue = issues[0];
	return issue === undefined ? '' : `no completion in it (${issue.path.join('.') || 'body'}: ${issue.message})`;
}
