/** How often each sort of character occurs in a text, and what they are parts of. */
export interface CharacterCounts {
	readonly chars: number;
	readonly digits: number;
	/** Runs of digits, with dots and commas in them. */
	readonly numbers: number;
	/** From A to Z. */
	readonly capitals: number;
	readonly marks: number;
	/** Runs of letters: digits part them. */
	readonly letterRuns: number;
	readonly longRuns: number;
	readonly ideographs: number;
	readonly brackets: number;
	readonly quotes: number;
	/** Currency and percent signs. */
	readonly money: number;
	readonly commas: number;
	/** Underscores behind another. */
	readonly blanks: number;
	/** Lines that are not empty. */
	readonly lines: number;
	/** Lines such as "A. …" or "(b) …", the options of an exam. */
	readonly optionLines: number;
}

/** While they are counted. */
export type Counting = { -readonly [Name in keyof CharacterCounts]: number };

export const NO_CHARACTERS: CharacterCounts = {
	chars: 0,
	digits: 0,
	numbers: 0,
	capitals: 0,
	marks: 0,
	letterRuns: 0,
	longRuns: 0,
	ideographs: 0,
	brackets: 0,
	quotes: 0,
	money: 0,
	commas: 0,
	blanks: 0,
	lines: 0,
	optionLines: 0,
};

/** Of two stretches read apart. */
export function sumOf(a: CharacterCounts, b: CharacterCounts): CharacterCounts {
	return {
		chars: a.chars + b.chars,
		digits: a.digits + b.digits,
		numbers: a.numbers + b.numbers,
		capitals: a.capitals + b.capitals,
		marks: a.marks + b.marks,
		letterRuns: a.letterRuns + b.letterRuns,
		longRuns: a.longRuns + b.longRuns,
		ideographs: a.ideographs + b.ideographs,
		brackets: a.brackets + b.brackets,
		quotes: a.quotes + b.quotes,
		money: a.money + b.money,
		commas: a.commas + b.commas,
		blanks: a.blanks + b.blanks,
		lines: a.lines + b.lines,
		optionLines: a.optionLines + b.optionLines,
	};
}
