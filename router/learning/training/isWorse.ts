/** Scores closer than this are equally good: F1 and coverage metrics differ by a word where nothing is wrong. */
export const TIE_MARGIN = 0.1;

export function isWorse(score: number, strongest: number): boolean {
	return strongest - score > TIE_MARGIN;
}
