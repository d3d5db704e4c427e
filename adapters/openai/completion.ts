import type { Answer } from '../../router/calls/client';
import { z } from '../../vendor/zod';

import { NO_CALLS, readCalls, type Asked } from './toolCalls';

/** An answer without its bill. */
export type Reply = Omit<Answer, 'usage' | 'stated'>;

/** What a 200 turned out to hold. */
export type Completion =
	| { readonly kind: 'answer'; readonly answer: Reply }
	/** The output limit was reached before any text. */
	| { readonly kind: 'truncated' }
	/** The window was full before any text. */
	| { readonly kind: 'window_exceeded' }
	/** The provider's filter took the answer away. */
	| { readonly kind: 'filtered' }
	/** The answer broke off; `error` is what the choice says of it, if it does. */
	| { readonly kind: 'interrupted'; readonly text: string; readonly reason: string; readonly error: unknown }
	| { readonly kind: 'none'; readonly why: string };

/**
 * Reads a chat completion; `body` is whatever came.
 * @param asked `null`: what its tool calls may be is not known.
 */
export function readCompletion(body: unknown, asked: Asked | null = null): Completion {
	const parsed = Chat.safeParse(body);
	if (!parsed.success) return Blocked.safeParse(body).success ? { kind: 'filtered' } : { kind: 'none', why: whyNot(parsed.error.issues) };
	const [{ message, finish_reason, logprobs, error: own }] = parsed.data.choices;
	const error = [own, parsed.data.error].find(isSaid);
	const reason = finish_reason ?? '';
	const refusal = message?.refusal || refusalIn(message?.content);
	const text = textOf(message?.content) || refusal;
	// Where no tool was offered and there is an answer, calls are noise of the server's.
	const isNoise = asked?.tools.length === 0 && text !== '';
	const { calls: toolCalls, wrong, carried } = isNoise ? NO_CALLS : readCalls(message, asked);
	const ended = endedEarly({ text, toolCalls, reason, error });
	if (ended !== null) return ended;
	// A broken gateway's choice without a message is no blank answer.
	if (message == null) return { kind: 'none', why: 'no message in its choice' };
	// A call that the limit has cut off needs a larger one.
	if (wrong !== null) return finishOf(reason) === 'length' ? { kind: 'truncated' } : { kind: 'none', why: wrong };
	return {
		kind: 'answer',
		answer: {
			text,
			finish: finishOf(reason),
			servedBy: parsed.data.model,
			toolCalls,
			...(carried !== undefined && { carried }),
			...(refusal !== '' && { refused: true }),
			...(isWindowExceeded(reason) && { cutByWindow: true }),
			logProbs: logprobs?.content?.map(({ logprob }) => logprob) ?? null,
		},
	};
}

/** Some send an empty `error` along with every answer. */
function isSaid(error: unknown): boolean {
	return typeof error === 'object' && error !== null ? Object.keys(error).length > 0 : Boolean(error);
}

export interface Ending {
	readonly text: string;
	readonly toolCalls: readonly unknown[];
	/** As the provider names it; `''`: it names none. */
	readonly reason: string;
	/** What went wrong within a choice; `undefined` or `null`: nothing. */
	readonly error: unknown;
}

/** The ends of a completion that are no answer; `null`: it is one. */
export function endedEarly({ text, toolCalls, reason, error }: Ending): Completion | null {
	// With or without the half sentence that came before the filter.
	if (isFiltered(reason)) return { kind: 'filtered' };
	if (error != null || isInterrupted(reason)) return { kind: 'interrupted', text, reason, error };
	if (text !== '' || toolCalls.length > 0) return null;
	if (isWindowExceeded(reason)) return { kind: 'window_exceeded' };
	return finishOf(reason) === 'length' ? { kind: 'truncated' } : null;
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

const Part = z.union([
	z.object({ type: z.literal('text'), text: z.string() }),
	z.object({ type: z.literal('refusal'), refusal: z.string() }),
	z.unknown().transform(() => null),
]);

/** What else it holds, `readCalls` reads. */
const Message = z
	.object({
		content: z.union([z.string(), z.array(Part)]).nullish(),
		refusal: z.string().nullish().catch(null),
	})
	.passthrough();

const LogProbs = z
	.object({ content: z.array(z.object({ logprob: z.number().max(0) })).nullish() })
	.nullish()
	.catch(null);

/** Where an answer was filtered or broke off, some leave the message out. */
const Choice = z.object({
	message: Message.nullish(),
	finish_reason: z.string().nullish().catch(null),
	logprobs: LogProbs,
	error: z.unknown(),
});

const noChoice = z.tuple([]).nullish();
/** Gemini refuses a prompt without a choice. */
const Blocked = z.union([
	z.object({ choices: noChoice, promptFeedback: z.object({ blockReason: z.string() }) }),
	z.object({ choices: noChoice, prompt_feedback: z.object({ block_reason: z.string() }) }),
]);

const Chat = z.object({
	choices: z.tuple([Choice]).rest(z.unknown()),
	model: z.string().nullable().catch(null),
	error: z.unknown(),
});

const Embeddings = z.object({
	data: z.array(z.object({ embedding: z.array(z.number().finite()).min(1), index: z.number().int().min(0).nullish() })),
});

type Content = z.infer<typeof Message>['content'];

function textOf(content: Content): string {
	if (content == null) return '';
	return typeof content === 'string' ? content : content.map((part) => (part?.type === 'text' ? part.text : '')).join('');
}

function refusalIn(content: Content): string {
	if (content == null || typeof content === 'string') return '';
	return content.map((part) => (part?.type === 'refusal' ? part.refusal : '')).join('');
}

const STOPS: ReadonlySet<string> = new Set(['stop', 'eos', 'end_turn', 'stop_sequence']);
const LENGTHS: ReadonlySet<string> = new Set(['length', 'max_tokens', 'model_length']);

export function finishOf(reason: string): Answer['finish'] {
	const known = reason.toLowerCase();
	if (LENGTHS.has(known) || isWindowExceeded(known)) return 'length';
	return STOPS.has(known) ? 'stop' : 'other';
}

/** Anthropic and Zhipu tell the end of the window from the end of the output limit. */
export function isWindowExceeded(reason: string): boolean {
	return /^(model_)?context_(window|length)_exceeded$/i.test(reason);
}

/** Gemini adds its own reason (`content_filter: SAFETY`); gateways before it may pass that on alone. */
export function isFiltered(reason: string): boolean {
	return /^(content[_-]?(filter|policy)(ed)?|safety|refusal|recitation|prohibited_content|blocklist|spii|sensitive|guardrail_intervened|moderation)\b/i.test(
		reason,
	);
}

/** The provider gave up in the middle: what there is was never meant to be the answer. */
function isInterrupted(reason: string): boolean {
	return /^(error|(network|server|internal|upstream)_error|abort(ed)?|insufficient_system_resource|cancell?ed|interrupted|failed|timeout)$/i.test(
		reason,
	);
}

function whyNot(issues: readonly z.ZodIssue[]): string {
	const issue = issues[0];
	return issue === undefined ? '' : `no completion in it (${issue.path.join('.') || 'body'}: ${issue.message})`;
}
