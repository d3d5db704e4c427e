import { MOST_NEWS, type TuningDocument, type TuningNews } from './document';
import { certifiedPercent } from './ladder';
import { ERROR } from './numbers';
import { isSpent } from './saving';
import type { AutoTuneState, Ladder } from './state';

/** With what a person may want to be told of the step from `before` to the document's state. */
export function withNews(document: TuningDocument, before: AutoTuneState, atMs: number): TuningDocument {
	const { state, models } = document;
	const added = newsOf(before, state, models.judge)
		.filter(({ kind }) => kind !== 'exhausted' || !isToldSpent(document))
		.map(
			({ kind, modelId }): TuningNews => ({
				kind,
				atMs,
				percent: percentOf(document),
				modelId,
				target: state.basis.target,
				confidence: 1 - ERROR,
				spentNanoUsd: state.audits.spentNanoUsd,
				mostNanoUsd: state.plan.mostNanoUsd,
			}),
		);
	return added.length === 0 ? document : { ...document, news: [...document.news, ...added].slice(-MOST_NEWS) };
}

/** Audits drawn by a process that did not know yet end later: the same money is not spent twice. */
function isToldSpent({ news, state }: TuningDocument): boolean {
	return news.some(({ kind, mostNanoUsd }) => kind === 'exhausted' && mostNanoUsd === state.plan.mostNanoUsd);
}

/** Those that are or were climbed with what this state knows. */
export function laddersOf({ phase }: Pick<AutoTuneState, 'phase'>): readonly Ladder[] {
	return 'ladders' in phase ? phase.ladders : [];
}

/** Of all requests, what is certified for weaker models, in percent. */
export function percentOf({ state }: Pick<TuningDocument, 'state'>): number {
	return laddersOf(state).reduce((sum, ladder) => sum + certifiedPercent(ladder), 0);
}

type Said = Pick<TuningNews, 'kind' | 'modelId'>;

function newsOf(before: AutoTuneState, after: AutoTuneState, judgeId: string): Said[] {
	const became = (kind: AutoTuneState['phase']['kind']) => after.phase.kind === kind && before.phase.kind !== kind;
	const said: Said[] = [];
	// A new beginning in the midst of an event is an alarm: all others are a person's.
	if (after.start > before.start) said.push({ kind: 'fell_back', modelId: null });
	else said.push(...climbedIn(before, after));
	if (became('judge_refused')) said.push({ kind: 'judge_refused', modelId: judgeId });
	// Where only money was missing nothing is known of whether it pays.
	if (isSpent(after) && !isSpent(before)) said.push({ kind: 'exhausted', modelId: null });
	if (!isSpent(after) && became('does_not_pay')) said.push({ kind: 'stopped', modelId: null });
	return said;
}

function climbedIn(before: AutoTuneState, after: AutoTuneState): Said[] {
	const had = laddersOf(before);
	return laddersOf(after)
		.filter(({ certified }, i) => certified > (had[i]?.certified ?? 0))
		.map(({ modelId }) => ({ kind: 'certified', modelId }));
}
