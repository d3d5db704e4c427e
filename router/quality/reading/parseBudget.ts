/**
 * Work that the parsing of one answer may cost in all, in reads of a character. It stands in for time, which this
 * part of the house has no clock for: a grammar that backtracks would otherwise hold up everything else.
 */
export class ParseBudget {
	constructor(private left: number) {}

	/** Whether there was so much left; otherwise nothing is, from then on. */
	spend(reads: number): boolean {
		this.left -= reads;
		return this.left >= 0;
	}
}

/** Whether code parses; `unread`: that would take too long to find out. `null`: nobody here can say. */
export type Parsed = boolean | 'unread' | null;

/** Deepest nesting of brackets, wherever they stand: those in a string or a comment count too. */
export function nestingOf(code: string): number {
	let depth = 0;
	let deepest = 0;
	for (const character of code) {
		if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
		else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
	}
	return deepest;
}
