import type { MeteredCall } from '../../calls/client';
import type { LoggedDecision } from '../../ledger/feedbackPort';
import type { RecordedCandidate } from '../../ledger/record';
import type { ModelId, ModelSpec } from '../../registry/model';
import type { AnalyzedRequest } from '../../request/request';

import type { Comparison } from './comparison';
import { judgeName, ordersFor, pairVerdict } from './pairVerdict';
import { saysTheSame } from './sameAnswer';
import { FOR_THIS_REQUEST, shadowAnswer, type CannotBecause, type LeftBecause, type ShadowAnswer } from './shadowAnswer';
import { JUDGE_GAVE_UP, NO_JUDGE, SAME_ANSWER } from './withoutJudge';

export type AuditPair = Extract<Comparison, { kind: 'pair' }>;

export type AuditEnd =
	| {
			readonly kind: 'compared';
			/** In [0, 1]: what the weaker model's answer is beside the strongest's. */
			readonly score: 0 | 0.5 | 1;
			/**
			 * `judgeName`, or `none/<reason>` where one of the two can never answer this request: then no judge is needed.
			 * `withoutJudge.ts` has the other names of none.
			 */
			readonly judge: string;
			readonly because: CannotBecause | LeftBecause | null;
	  }
	/** `at`: who stood in the way. */
	| { readonly kind: 'left'; readonly because: LeftBecause; readonly at: 'model' | 'judge'; readonly modelId: ModelId | null };

/** What models have answered already. */
export interface KnownAnswers {
	of(modelId: ModelId): string | null;
	/** Told at once of each new one, so that it is not paid again. */
	keep(modelId: ModelId, text: string): Promise<void>;
}

export interface AuditOptions {
	readonly decision: Pick<LoggedDecision, 'id' | 'tuning' | 'result' | 'stored'>;
	readonly pair: AuditPair;
	readonly request: AnalyzedRequest;
	readonly answers: KnownAnswers;
	/** Charges as shadow calls of this decision. */
	readonly call: MeteredCall;
	readonly judge: ModelSpec;
	/** The model of a candidate as it is called, or why it cannot be. */
	readonly modelOf: (candidate: RecordedCandidate) => ModelSpec | LeftBecause;
	/** Of an answer; `null`: the model's own. */
	readonly maxOutputTokens: number | null;
	/** Milliseconds one call may take. */
	readonly timeoutMs: number;
}

/**
 * Compares what two models make of one request. Answers that are there are taken as they are; what is missing is asked
 * for, the strongest first: where that one can never answer, the weaker one is as good as any. A request that it calls
 * wrong was answered all the same, so more likely it is wrongly set up here: nobody is as good for that.
 */
export async function auditDecision(options: AuditOptions): Promise<AuditEnd> {
	const strongest = await answerOf(options, options.pair.strongest);
	if (strongest.kind === 'left') return left(strongest.because, options.pair.strongest);
	if (strongest.kind === 'cannot')
		return CALLED_WRONG.has(strongest.because) ? left(strongest.because, options.pair.strongest) : withoutJudge(1, strongest.because);
	const weaker = await answerOf(options, options.pair.weaker);
	if (weaker.kind === 'left') return left(weaker.because, options.pair.weaker);
	if (weaker.kind === 'cannot') return withoutJudge(0, weaker.because);
	if (saysTheSame(weaker.text, strongest.text)) return { kind: 'compared', score: 1, judge: SAME_ANSWER, because: null };
	const { call, judge, request, timeoutMs, decision } = options;
	const orders = ordersFor(decision);
	const had = await pairVerdict({ call, judge, request, timeoutMs, orders, weaker: weaker.text, strongest: strongest.text });
	if (had.kind === 'left') return { ...had, at: 'judge', modelId: judge.id };
	return { kind: 'compared', score: had.score, judge: judgeName(judge), because: null };
}

const CALLED_WRONG: ReadonlySet<CannotBecause> = new Set(['bad_request', 'refused']);

/**
 * What an audit comes to once its judge has given up too often; `null` where something stood in the way that is not
 * this request's, or may pass. Worse, not as good: an audit that counted for nothing would hide exactly the requests
 * a judge makes nothing of, and a threshold must not be handed out on those.
 */
export function afterJudge(end: AuditEnd): Extract<AuditEnd, { kind: 'compared' }> | null {
	const { because } = end;
	if (end.kind === 'compared' || end.at !== 'judge' || because === null) return null;
	return isForGood(because) ? { kind: 'compared', score: 0, judge: JUDGE_GAVE_UP, because } : null;
}

/** Whether a judge that gave no verdict would give none at any other time. */
export function isForGood(because: LeftBecause): boolean {
	return FOR_THIS_REQUEST.has(because) || because === 'judge_unreadable' || because === 'never_fits';
}

/** The answer that is there already; `null`: it has to be asked for. */
function answerThere(
	{
		decision: { result, stored },
		answers,
	}: { readonly decision: Pick<LoggedDecision, 'result' | 'stored'>; readonly answers: Pick<KnownAnswers, 'of'> },
	{ modelId }: RecordedCandidate,
): string | null {
	const kept = result.kind === 'answered' && result.modelId === modelId ? (stored?.answer ?? null) : null;
	return kept ?? answers.of(modelId);
}

/** Those of the pair whose answer has to be asked for, the strongest first, as the last step left it. */
export function unanswered(
	decision: Pick<LoggedDecision, 'result' | 'stored' | 'auditStep'>,
	{ strongest, weaker }: AuditPair,
): RecordedCandidate[] {
	const answers = { of: (modelId: ModelId) => decision.auditStep?.answers[modelId] ?? null };
	return [strongest, weaker].filter((candidate) => answerThere({ decision, answers }, candidate) === null);
}

async function answerOf(options: AuditOptions, candidate: RecordedCandidate): Promise<ShadowAnswer> {
	const there = answerThere(options, candidate);
	if (there !== null) return { kind: 'answered', text: there };
	const model = options.modelOf(candidate);
	if (typeof model === 'string') return { kind: 'left', because: model };
	const answer = await shadowAnswer({ ...options, model });
	if (answer.kind === 'answered') await options.answers.keep(candidate.modelId, answer.text);
	return answer;
}

function left(because: LeftBecause, { modelId }: RecordedCandidate): AuditEnd {
	return { kind: 'left', because, at: 'model', modelId };
}

function withoutJudge(score: 0 | 1, because: CannotBecause): AuditEnd {
	return { kind: 'compared', score, judge: `${NO_JUDGE}${because}`, because };
}
