import { judgeSilent, neededNoJudge, summarizeAudits, type Audited, type StopReason } from '../../../router/learning/audit/summary';
import { JUDGE_TRIES } from '../../../router/ledger/feedbackPort';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import type { ModelSpec } from '../../../router/registry/model';

interface AuditHintsOptions {
	readonly audits: readonly Audited[];
	readonly judge: ModelSpec;
	readonly stopped: StopReason | null;
}

/** What the user should know of a run, in our own words alone. */
export function auditHints({ audits, judge, stopped }: AuditHintsOptions): string[] {
	const own = audits.filter(({ weaker, strongest }) => weaker === judge.id || strongest === judge.id).length;
	return [
		...(own > 0
			? [
					`The judge ${judge.id} compared its own answers in ${count(own)}. Models favor their own answers: choose a judge that is not one of the candidates.`,
				]
			: []),
		...(stopped === 'budget' ? ['The budget has no room for another audit, so what is left waits for another run.'] : []),
		...(stopped === 'judge'
			? [
					`The judge gives no verdicts (${reasons(audits.filter(({ end }) => judgeSilent(end)))}), so the run ended early and paid for no more answers.`,
				]
			: []),
		...countedAnyway(audits),
		...Object.entries(MEANS).flatMap(([because, say]) => hintsFor(audits, because, say)),
	];
}

/** What counts although nobody compared two answers. */
function countedAnyway(audits: readonly Audited[]): string[] {
	const { audited, judgeGaveUp } = summarizeAudits(audits);
	const needed = audits.filter(neededNoJudge);
	return [
		...(judgeGaveUp > 0
			? [
					`The judge gave no verdict on ${count(judgeGaveUp)} in ${String(JUDGE_TRIES)} runs, so each now counts as worse, to be on the safe side. If there are many, choose another judge.`,
				]
			: []),
		...(needed.length > audited / 2
			? [
					`${count(needed.length)} of ${String(audited)} needed no judge, because one of the two models refused the request (${reasons(needed)}). Where the strongest refuses, the weaker one counts as good. If that is most of them, look whether both models can be called with these prompts at all.`,
				]
			: []),
	];
}

type Say = (models: string, audits: string) => string;

const refusedIt: Say = (models, audits) =>
	`${audits} could not be made: ${models} rejected the request as invalid, although it can be answered. Compare the settings of the model with what its provider documents.`;

/** What a person can do something about. */
const MEANS: Partial<Record<LeftBecause, Say>> = {
	no_credential: (models, audits) =>
		`${audits} could not be made, because ${models} cannot be called with the LLM Model Registry of this node. Choose the credential that the router uses; models of Connected Chat Models cannot be audited.`,
	no_price: (models, audits) =>
		`${audits} could not be made within a budget, because no price is known for ${models}. Enter it under Model Facts in the credential, or remove the budget.`,
	larger_than_budget: (_, audits) =>
		`${audits} could not be made, because each may cost more than the whole budget. Raise the budget, or lower Reserved Output Tokens.`,
	cut_off: (models, audits) => `${audits} could not be made, because the answer of ${models} was cut off. Raise Reserved Output Tokens.`,
	auth: (models, audits) => `${audits} could not be made: the key for ${models} was refused.`,
	quota_exhausted: (models, audits) => `${audits} could not be made: the quota for ${models} is used up.`,
	model_not_found: (models, audits) => `${audits} could not be made: the provider does not know ${models}.`,
	misconfigured: (models, audits) => `${audits} could not be made: ${models} is not served with the API version of the credential.`,
	bad_request: refusedIt,
	refused: refusedIt,
	never_fits: (models, audits) => `${audits} could not be made: what ${models} is to read never fits its rate limit.`,
	no_place: (models, audits) => `${audits} could not be made: the rate limit of ${models} left no room within Max Wait Time.`,
	unreadable: (_, audits) => `${audits} could not be made, because another version of this package kept their texts.`,
};

function hintsFor(audits: readonly Audited[], because: string, say: Say): string[] {
	const left = audits.filter(({ end }) => end.kind === 'left' && end.because === because);
	const models = [...new Set(left.flatMap(({ end }) => (end.kind === 'left' && end.modelId !== null ? [end.modelId] : [])))];
	return left.length === 0 ? [] : [say(models.join(', '), count(left.length))];
}

function reasons(audits: readonly Audited[]): string {
	return [...new Set(audits.flatMap(({ end }) => ('because' in end && end.because !== null ? [end.because] : [])))].join(', ');
}

function count(audits: number): string {
	return audits === 1 ? '1 audit' : `${String(audits)} audits`;
}
