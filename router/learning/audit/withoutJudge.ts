/** How outcomes that no judge stands behind name theirs: with the reason after it. */
export const NO_JUDGE = 'none/';

/** The judge gave up on the request as often as it may. */
export const JUDGE_GAVE_UP = `${NO_JUDGE}judge`;

/** One of the two models did, though its calls may have been billed. */
export const MODEL_GAVE_UP = `${NO_JUDGE}model`;

/** Both answers say the same. */
export const SAME_ANSWER = `${NO_JUDGE}equal`;

/** A call was under way when the process ended, and is not paid again. */
export const INTERRUPTED = `${NO_JUDGE}interrupted`;

/** Whether no judge stands behind an outcome: it goes with the outcomes of any judge. */
export function isWithoutJudge(judge: string | null): boolean {
	return judge?.startsWith(NO_JUDGE) === true;
}
