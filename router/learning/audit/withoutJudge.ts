/** How outcomes that no judge stands behind name theirs: with the reason after it. */
export const NO_JUDGE = 'none/';

/** Whether no judge stands behind an outcome: it goes with the outcomes of any judge. */
export function isWithoutJudge(judge: string | null): boolean {
	return judge?.startsWith(NO_JUDGE) === true;
}
