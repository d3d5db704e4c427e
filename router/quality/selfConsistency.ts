import type { Answer, ModelRequest } from '../calls/client';
import { completeWithoutRefused } from '../judging/withoutRefused';
import type { Message } from '../request/request';

import type { Check, CheckInput, CheckResult } from './check';
import { agrees, finalAnswerOf, type FinalAnswer } from './reading/finalAnswer';
import { readJsonInText } from './reading/jsonInText';

export interface SelfConsistencyOptions {
	readonly severity: Check['severity'];
	/** Samples at most, 2 to 10. */
	readonly samples?: number;
	/** Output limit of one sample, in tokens. */
	readonly maxOutputTokens?: number;
	/** Above 0, or all samples would be one. */
	readonly temperature?: number;
	/** The gate's Accept From, in [0, 1]: no more samples are asked once they could not change which side of it the share is on. */
	readonly acceptFrom?: number;
}

const SELF_CONSISTENCY_DEFAULTS = { samples: 3, maxOutputTokens: 256, temperature: 0.7, acceptFrom: 0.5 } as const;

/**
 * Asks the same model again and scores the share of samples that come to the same final answer (Wang et al. 2022,
 * "Self-Consistency Improves Chain of Thought Reasoning"; there a vote, here a check). For answers that come down to
 * a number, an option or a few words; others are not applicable, before anything is paid. A sample that failed,
 * was cut off or has no final answer is skipped.
 */
export function createSelfConsistencyCheck(options: SelfConsistencyOptions): Check {
	const { severity, ...own } = options;
	const settings = { ...SELF_CONSISTENCY_DEFAULTS, ...own };
	return {
		name: 'Self-Consistency',
		severity,
		remedy: 'stronger',
		cost: 'calls',
		needsLogProbs: false,
		settings,
		async run(ask) {
			const final = finalAnswerOf(bareText(ask));
			if (final === null || ask.answer.finish === 'length') return { kind: 'not_applicable' };
			return scoreOf(await sample(ask, final, settings));
		},
	};
}

/** Where JSON was asked for, without what stands around it. Its samples are asked for the final answer alone, in text. */
function bareText({ request, answer }: CheckInput): string {
	const read = request.request.responseFormat === undefined ? null : readJsonInText(answer.text);
	return read?.ok === true ? JSON.stringify(read.value) : answer.text;
}

type Settings = Required<Omit<SelfConsistencyOptions, 'severity'>>;

interface Votes {
	readonly agreeing: number;
	readonly usable: number;
	/** In our words, why the last unusable sample was none. */
	readonly unusable: string;
}

/** One after the other, so that what is settled is not paid for. */
async function sample(options: CheckInput, final: FinalAnswer, settings: Settings): Promise<Votes> {
	let votes: Votes = { agreeing: 0, usable: 0, unusable: '' };
	let request = requestFor(options, settings);
	for (let left = settings.samples; left > 0 && !isSettled(votes, left, settings.acceptFrom); left--) {
		const { result, omit } = await completeWithoutRefused(options.call, 'check', request);
		request = { ...request, omit };
		const found = result.ok ? sampledAnswer(result.answer) : null;
		votes =
			found === null
				? { ...votes, unusable: result.ok ? 'no sample has a final answer' : result.failure.summary }
				: { ...votes, usable: votes.usable + 1, agreeing: votes.agreeing + (agrees(found, final) ? 1 : 0) };
	}
	return votes;
}

function isSettled({ agreeing, usable }: Votes, left: number, acceptFrom: number): boolean {
	const most = usable + left;
	if (usable === 0) return false;
	return agreeing / most >= acceptFrom || (agreeing + left) / most < acceptFrom;
}

function sampledAnswer({ text, finish }: Answer): FinalAnswer | null {
	return finish === 'length' ? null : finalAnswerOf(text);
}

function scoreOf({ agreeing, usable, unusable }: Votes): CheckResult {
	if (usable === 0) return { kind: 'error', reason: unusable };
	return { kind: 'score', score: agreeing / usable, reason: `${agreeing} of ${usable} samples gave the same final answer` };
}

function requestFor({ request, model, timeoutMs }: CheckInput, { maxOutputTokens, temperature }: Settings): ModelRequest {
	const messages = withInstruction(request.request.messages);
	const { settings } = model;
	return {
		model,
		messages,
		maxOutputTokens,
		temperature,
		settings,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs,
		firstByteMs: null,
	};
}

const INSTRUCTION = 'Give only the final answer, without explanation.';

/** Into the last user turn: some models refuse two turns of one side in a row. */
function withInstruction(messages: readonly Message[]): Message[] {
	const last = messages.at(-1);
	if (last?.role !== 'user') return [...messages, { role: 'user', content: INSTRUCTION }];
	const content: Message['content'] =
		typeof last.content === 'string' ? `${last.content}\n\n${INSTRUCTION}` : [...last.content, { kind: 'text', text: INSTRUCTION }];
	return [...messages.slice(0, -1), { role: 'user', content }];
}
