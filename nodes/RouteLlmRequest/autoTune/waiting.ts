import { isForGood } from '../../../router/learning/audit/auditDecision';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import { stopAfter, type Audited, type StopReason } from '../../../router/learning/audit/summary';
import { failureInWords } from '../../../router/selection/failureWords';
import { fixFor } from '../fallen';

/** A model that was to answer, or the strongest or the weaker one where `null`, and what keeps it from that. */
interface ModelAway {
	readonly modelId: string | null;
	readonly because: LeftBecause;
}

/** What comparisons wait for. `slow`: the models take longer than there is time in any run. */
export type Waiting = StopReason | 'slow' | ModelAway;

/** Why a run of comparisons begins no other one. */
export function stoppedBy(audits: readonly Audited[]): StopReason | null {
	return audits.some(judgeIsAway) ? 'judge' : stopAfter(audits.filter(({ end }) => !isKeyBudget(end)));
}

/** What stood in the way of a run of comparisons that is over; `null`: nothing, or not of all of them. */
export function waitingFor(audits: readonly Audited[], isSlow: boolean): Waiting | null {
	const stopped = stoppedBy(audits);
	if (stopped !== null) return stopped;
	if (audits.some(({ end }) => isKeyBudget(end))) return 'budget';
	return isSlow ? 'slow' : modelAway(audits);
}

/** Two answers were compared, so the models can be asked. A control asks the judge alone, and says nothing of them. */
export function hasCompared(audits: readonly Audited[]): boolean {
	return audits.some(({ end }) => end.kind === 'compared');
}

/** Whatever was asked: each next audit would pay for an answer that has no verdict. */
function judgeIsAway({ end }: Audited): boolean {
	return end.kind === 'left' && end.at === 'judge' && end.because !== 'cancelled' && !isForGood(end.because);
}

/** One key's budget says nothing of the others'; where it is Spend at Most, each of them is left at once, unpaid. */
function isKeyBudget(end: Audited['end']): boolean {
	return end.kind === 'left' && end.because === 'budget';
}

/** The last one's. Where others went well meanwhile, nothing waits. */
function modelAway(audits: readonly Audited[]): ModelAway | null {
	if (hasCompared(audits)) return null;
	const away = audits.flatMap(({ end }) => (end.kind === 'left' && end.at === 'model' && end.because !== 'no_other_answer' ? [end] : []));
	return away.at(-1) ?? null;
}

/** One sentence on it, and one on what to do. `null`: there is nothing to say. */
export function waitingSentence(waiting: Waiting, judge: string, nameOf: (modelId: string) => string): string | null {
	if (typeof waiting === 'string') return SENTENCES[waiting](judge);
	const { modelId, because } = waiting;
	const model = modelId === null ? 'one of the two models' : nameOf(modelId);
	return (
		OF_AUDITS[because]?.(model) ?? `Comparisons wait, because ${model} cannot be asked: ${failureInWords(because)}. ${fixFor(because)}`
	);
}

const SENTENCES: Readonly<Record<StopReason | 'slow', (judge: string) => string | null>> = {
	cancelled: () => null,
	judge: (judge) => `The judge, ${judge}, does not answer, so comparisons wait until it does.`,
	budget: () => 'Comparisons wait, because Spend at Most or the budget of this node has no room for one more.',
	slow: () =>
		'Comparisons wait, because they have 10 seconds at the end of a run here, and the models take longer to answer. Choose faster models, or models from the registry, which are compared after the run.',
};

const soon = (model: string, why: string) => `Comparisons wait, because ${model} ${why}. They continue once that has passed.`;

/** What a run says otherwise, or what would pass by itself. */
const OF_AUDITS: Partial<Record<LeftBecause, (model: string) => string>> = {
	no_credential: (model) => `Comparisons wait, because ${model} cannot be called from here. Add it under Models again.`,
	no_price: (model) => `Comparisons wait, because no price is known for ${model}. Enter it under Model Facts in the credential.`,
	larger_than_budget: () => 'Comparisons wait, because each may cost more than Spend at Most. Raise it.',
	cut_off: (model) => `Comparisons wait, because the answer of ${model} was cut off. Raise Reserved Output Tokens.`,
	unreadable: () => 'Comparisons wait, because another version of this package kept their texts.',
	no_place: (model) => soon(model, 'has no room within its rate limit'),
	no_time: (model) => soon(model, 'had no time left to answer'),
	rate_limited: (model) => soon(model, 'has reached its rate limit'),
	overloaded: (model) => soon(model, 'is overloaded'),
	server_error: (model) => soon(model, 'fails with an error of its provider'),
	connection: (model) => soon(model, 'cannot be reached'),
};
