import type { ModelId } from '../../registry/model';

import type { AuditEnd } from './auditDecision';
import type { ControlEnd } from './control';
import type { LeftBecause } from './shadowAnswer';
import { INTERRUPTED, isWithoutJudge, JUDGE_GAVE_UP, NO_JUDGE, SAME_ANSWER } from './withoutJudge';

/** One decision of a run of audits, once it is through. No text of the request is in it. */
export interface Audited {
	readonly decisionId: string;
	readonly routerId: string;
	/** The models compared; `null` where only one could have answered. */
	readonly weaker: ModelId | null;
	readonly strongest: ModelId | null;
	/** With which this decision was to be compared with exactly this model; `null` likewise. */
	readonly inclusionProbability: number | null;
	/** `gone`: it was erased or audited by somebody else meanwhile. */
	readonly end: AuditEnd | ControlEnd | { readonly kind: 'nothing_to_compare' } | { readonly kind: 'gone' };
	/** What is known of the cost, in nano-USD. */
	readonly costNanoUsd: number;
	/** Calls of unknown cost. */
	readonly unknownCosts: number;
}

interface AuditSummary {
	/** Those compared; `asGood`, `worse` and `disagreed` make them up. */
	readonly audited: number;
	/** The weaker model's answer is as good as the strongest's or better, in both orders. */
	readonly asGood: number;
	readonly worse: number;
	/** The orders disagree. */
	readonly disagreed: number;
	/** Of `audited`: one of the two models can never answer the request, so no judge was asked. */
	readonly withoutJudge: number;
	/** Of `asGood`: both answers say the same, so no judge was asked. */
	readonly equal: number;
	/** Of `worse`: the process ended in the middle of a call, which is not paid again. */
	readonly interrupted: number;
	/** Of `audited`, as worse: the judge has given up on the request for the last time. */
	readonly judgeGaveUp: number;
	readonly nothingToCompare: number;
	/** For another run. */
	readonly left: number;
	/** Erased or audited by somebody else meanwhile. */
	readonly gone: number;
	/** By what failed: why audits were left, needed no judge or got none. */
	readonly failed: Readonly<Record<string, number>>;
	readonly costNanoUsd: number;
	readonly unknownCosts: number;
}

/** What a run of audits came to. */
export function summarizeAudits(audits: readonly Audited[]): AuditSummary {
	const scored = (score: number) => audits.filter(({ end }) => end.kind === 'compared' && end.score === score).length;
	const by = (judge: string) => audits.filter(({ end }) => end.kind === 'compared' && end.judge === judge).length;
	const of = (kind: Audited['end']['kind']) => audits.filter(({ end }) => end.kind === kind).length;
	const failed: Record<string, number> = {};
	for (const { end } of audits) {
		const because = 'because' in end ? end.because : null;
		if (because !== null) failed[because] = (failed[because] ?? 0) + 1;
	}
	return {
		audited: of('compared'),
		asGood: scored(1),
		worse: scored(0),
		disagreed: scored(0.5),
		withoutJudge: audits.filter(neededNoJudge).length,
		equal: by(SAME_ANSWER),
		interrupted: by(INTERRUPTED),
		judgeGaveUp: by(JUDGE_GAVE_UP),
		nothingToCompare: of('nothing_to_compare'),
		left: of('left'),
		gone: of('gone'),
		failed,
		costNanoUsd: audits.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0),
		unknownCosts: audits.reduce((sum, { unknownCosts }) => sum + unknownCosts, 0),
	};
}

/** One of the two models can never answer the request. */
export function neededNoJudge({ end }: Audited): boolean {
	return end.kind === 'compared' && end.judge === `${NO_JUDGE}${end.because ?? ''}`;
}

function gaveUp(end: Audited['end']): boolean {
	return end.kind === 'compared' && end.judge === JUDGE_GAVE_UP;
}

/** Why a run goes no further. */
export type StopReason = 'budget' | 'judge' | 'cancelled';

/** Judges that fail so often in a row fail at something else than these requests. */
const JUDGE_FAILURES = 10;
/** A person has to mend these. */
const JUDGE_GONE: ReadonlySet<LeftBecause> = new Set(['auth', 'quota_exhausted', 'model_not_found', 'unsupported', 'no_credential']);

/**
 * Whether to go on after these, in the order they ended: what was asked for is paid, and lost where the judge then
 * says nothing.
 */
export function stopAfter(audits: readonly Audited[]): StopReason | null {
	const ends = audits.map(({ end }) => end);
	const last = ends.at(-1);
	if (last?.kind === 'left' && last.because === 'cancelled') return 'cancelled';
	if (last?.kind === 'left' && last.because === 'budget') return 'budget';
	if (last === undefined || !judgeSilent(last)) return null;
	if (last.kind === 'left' && JUDGE_GONE.has(last.because)) return 'judge';
	const row = ends.slice(ends.findLastIndex((end) => end.kind === 'compared' && !isWithoutJudge(end.judge)) + 1);
	return row.filter(judgeSilent).length >= JUDGE_FAILURES ? 'judge' : null;
}

/** The judge was asked and said nothing, for the last time or not. */
export function judgeSilent(end: Audited['end']): boolean {
	return gaveUp(end) || (end.kind === 'left' && end.at === 'judge');
}
