import { z } from 'zod';

import { drawFromId } from '../../router/learning/statistics/drawFromId';
import type { Seen, TestServer } from './httpServer';
import { provider, says, type Reply } from './routeNode';

/** One call as the provider has it. */
export interface ProviderCall {
	readonly purpose: 'answer' | 'judge';
	readonly model: string;
	/** Of the request: of the one to answer, or of the one that two answers are compared for. */
	readonly id: string;
	/** How many calls of this model and purpose for this request came before it. */
	readonly before: number;
	/** Whether it was answered with 200, and so has to be paid. `null`: not yet. */
	paid: boolean | null;
}

export interface TuneProviderOptions {
	/** Share of requests, in [0, 1], whose answer by this model is worse; by model. Default 0. */
	readonly worse?: Readonly<Record<string, number>>;
	/** What a call gets in the place of an answer; `null`: its answer. */
	readonly fault?: (call: ProviderCall) => Reply | null | Promise<Reply | null>;
	/** Default: it compares honestly. */
	readonly judge?: (answers: { readonly a: boolean; readonly b: boolean }) => 'A' | 'B' | 'tie';
	/** All models say the same where they are right. Default: each says it in its own words. */
	readonly sameWords?: boolean;
}

export interface TuneProvider {
	readonly server: TestServer;
	readonly calls: readonly ProviderCall[];
	/** Behaves so from now on. */
	become(options: TuneProviderOptions): void;
	close(): Promise<void>;
}

/**
 * All models at one address. Whether an answer is right is drawn from the request's id and written into the answer
 * alone, where only the judge looks: no prompt says it, so no order of prompts can know it.
 */
export async function tuneProvider(first: TuneProviderOptions = {}): Promise<TuneProvider> {
	let options = first;
	const calls: ProviderCall[] = [];
	const counts = new Map<string, number>();
	const server = await provider(async (prompt, seen) => {
		const asked = callOf(prompt, seen, counts);
		calls.push(asked.call);
		const reply = (await options.fault?.(asked.call)) ?? answerTo(asked, options);
		asked.call.paid = reply.kind === 'json' && reply.status === 200;
		return reply;
	});
	return {
		server,
		calls,
		become: (next) => void (options = next),
		close: () => server.close(),
	};
}

/** A prompt's own id, such as `S3-0041`. */
const ID = /S\d+-\d+/;

export function idIn(text: string): string {
	return ID.exec(text)?.[0] ?? '';
}

/** Whether this model's answer is right. */
export function isRight(model: string, id: string, { worse = {} }: Pick<TuneProviderOptions, 'worse'>): boolean {
	return drawFromId(id, `right ${model}`) >= (worse[model] ?? 0);
}

interface Asked {
	readonly call: ProviderCall;
	/** `null`: it is to answer. */
	readonly pair: { readonly a: string; readonly b: string } | null;
}

const comparedSchema = z.object({ answerA: z.string(), answerB: z.string() }).passthrough();

function callOf(prompt: string, { body }: Seen, counts: Map<string, number>): Asked {
	const { model } = z.object({ model: z.string() }).parse(JSON.parse(body));
	const isJudge = prompt.startsWith('<<<DATA');
	const { answerA = '', answerB = '', ...request } = isJudge ? comparedSchema.parse(JSON.parse(prompt.split('\n')[1] ?? '{}')) : {};
	const id = idIn(isJudge ? JSON.stringify(request) : prompt);
	const purpose = isJudge ? 'judge' : 'answer';
	const key = `${purpose} ${model} ${id}`;
	const before = counts.get(key) ?? 0;
	counts.set(key, before + 1);
	return { call: { purpose, model, id, before, paid: null }, pair: isJudge ? { a: answerA, b: answerB } : null };
}

function answerTo({ call: { model, id }, pair }: Asked, options: TuneProviderOptions): Reply {
	if (pair !== null) {
		const verdict = (options.judge ?? honest)({ a: isGood(pair.a, id), b: isGood(pair.b, id) });
		return says(JSON.stringify({ reason: 'so', better: verdict }));
	}
	const right = isRight(model, id, options);
	const words = options.sameWords === true && right ? 'as all say' : `as ${model} says`;
	return says(`The answer to ${id} is ${right ? 'sound' : 'unsound'}, ${words}.`);
}

/** Sound, and an answer to this request: another request's is none. */
function isGood(answer: string, id: string): boolean {
	return idIn(answer) === id && answer.includes(' is sound');
}

const honest = ({ a, b }: { readonly a: boolean; readonly b: boolean }) => (a === b ? 'tie' : a ? 'A' : 'B');
