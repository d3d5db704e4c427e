import type { CharacterCounts } from './characterCounts';
import * as kinds from './characters';
import { createUnitReader } from './codeUnits';
import * as hashing from './hash';
import { MarkReader } from './markReader';

// Taken out once: a name of another module is looked up at each use, and these are used for every character.
const { ACTS, CLASS, classOf, COUNTED_MARK, DIGIT, FOLD_SHIFT, IDEOGRAPH, IGNORED, IN_WORD, MARK, NEWLINE, NOT_PLAIN, unitTable, WORD } =
	kinds;
const { HASH_START, hashFinish, hashStep } = hashing;

/** What one pass over a text found. Valid until the next scan: the buffers are reused, so a scan allocates nothing. */
export interface Scan {
	/** The UTF-16 units of the text, and behind them a blank; only the first `length` are of this text. */
	readonly units: Uint16Array;
	readonly length: number;
	/** Hash of each word, lower case and without accents; only the first `count` are of this text. */
	readonly hashes: Int32Array;
	readonly count: number;
	/** How many of the words are single Han or kana characters. */
	readonly ideographs: number;
	/** Index of the first word that starts at or after the asked position. */
	readonly wordsBefore: number;
	readonly sentences: number;
	readonly questions: number;
	readonly urls: number;
	/** Lines that start with a number and a dot or bracket. */
	readonly numberedLines: number;
	/** Lines with two or more cell separators (a pipe or a tab). */
	readonly tableLines: number;
	/** Evidence of code: a fence counts 2, an operator, a call with a semicolon or a line ending in `;{}` 1. */
	readonly codeMarks: number;
	/** Evidence of mathematics: a LaTeX command, a symbol, `^`, or an operator between digits. */
	readonly mathMarks: number;
	readonly characters: CharacterCounts;
}

/** Reads `text` once, each character once; `position` is where the words counted in `wordsBefore` end. */
export function scan(text: string, position = 0): Scan {
	scanner.run(reader.read(text), 0, text.length, position);
	return scanner;
}

/** What characters a stretch of a scanned text has, as if it were a text by itself. Valid until the next call. */
export function countCharacters({ units }: Scan, from: number, to: number): CharacterCounts {
	const behind = units[to] ?? 0;
	units[to] = BLANK;
	stretchScanner.run(units, from, to, 0, behind);
	return stretchScanner.characters;
}

const BLANK = 0x20;
const LONG_RUN = 8;

/** Letters and digits are gathered into words; everything else is looked at by the reader of marks. */
class Scanner extends MarkReader implements Scan {
	hashes = new Int32Array(4_096);
	count = 0;
	ideographs = 0;
	wordsBefore = 0;

	private marks = 0;
	private longWords = 0;
	private mixedWords = 0;
	private readTo = 0;

	/** `position`: as `scan` has it; `behind`: what is to be put back behind the stretch, where a blank has to be meanwhile. */
	run(units: Uint16Array, from: number, to: number, position: number, behind = BLANK): void {
		const hashes = this.reset(units, from, to);
		const table = unitTable;
		// What every word changes is kept outside the object, which takes half as long.
		let [count, ideographs] = [0, 0];
		for (let at = from; at < to; at++) {
			let unit = table[units[at] ?? 0] ?? 0;
			if ((unit & IN_WORD) !== 0) {
				const start = at;
				let hash = HASH_START;
				let seen = 0;
				do {
					hash = hashStep(hash, unit >>> FOLD_SHIFT);
					seen |= unit;
					unit = table[units[++at] ?? 0] ?? 0;
				} while ((unit & IN_WORD) !== 0);
				if ((unit & CLASS) === IGNORED) {
					hash = this.readOn(at, hash);
					at = this.readTo;
					seen = NOT_PLAIN;
					unit = table[units[at] ?? 0] ?? 0;
				}
				hashes[count++] = hashFinish(hash);
				if (at <= position) this.wordsBefore = count;
				if ((seen & NOT_PLAIN) !== 0) this.mixedWord(start, at);
				else if (at - start >= LONG_RUN) this.longWords++;
			}
			const kind = unit & CLASS;
			if (kind === MARK) {
				this.marks++;
				if ((unit & (COUNTED_MARK | ACTS)) !== 0) this.mark(unit, at, count);
			} else if (kind === IDEOGRAPH) {
				ideographs++;
				hashes[count++] = hashFinish(hashStep(HASH_START, units[at] ?? 0));
				if (at < position) this.wordsBefore = count;
			} else if (kind === NEWLINE) this.endLine(at);
		}
		units[to] = behind;
		this.finish(count, ideographs);
	}

	/** Answers the array that the words go into. */
	private reset(units: Uint16Array, from: number, to: number): Int32Array {
		this.begin(units, from, to);
		this.wordsBefore = this.marks = this.longWords = this.mixedWords = 0;
		if (to - from >= this.hashes.length) this.hashes = new Int32Array(2 * (to - from));
		return this.hashes;
	}

	private finish(count: number, ideographs: number): void {
		const { characters } = this;
		this.end(count);
		this.count = count;
		this.ideographs = characters.ideographs = ideographs;
		characters.marks = this.marks;
		characters.letterRuns += count - ideographs - this.mixedWords;
		characters.longRuns += this.longWords;
	}

	/** Hash of a word with a joiner in it, from that joiner on; `readTo` is where it ends. */
	private readOn(from: number, begun: number): number {
		let hash = begun;
		let at = from;
		for (; ; at++) {
			const unit = unitTable[this.units[at] ?? 0] ?? 0;
			if ((unit & IN_WORD) !== 0) hash = hashStep(hash, unit >>> FOLD_SHIFT);
			else if ((unit & CLASS) !== IGNORED) break;
		}
		this.readTo = at;
		return hash;
	}

	private letterRun(length: number): void {
		this.characters.letterRuns++;
		if (length >= LONG_RUN) this.characters.longRuns++;
	}

	/** A word with capitals, digits, joiners or underscores in it. */
	private mixedWord(from: number, to: number): void {
		const { units, characters } = this;
		this.mixedWords++;
		let letters = 0;
		for (let at = from; at < to; at++) {
			const code = units[at] ?? 0;
			const kind = classOf(code);
			if (kind === WORD) {
				letters++;
				if (code >= 0x41 && code <= 0x5a) characters.capitals++;
				else if (code === 0x5f && at > 0 && units[at - 1] === 0x5f) characters.blanks++;
				continue;
			}
			if (letters > 0) this.letterRun(letters);
			letters = 0;
			if (kind !== DIGIT) continue;
			characters.digits++;
			if (this.numberEnd !== at) characters.numbers++;
			this.numberEnd = at + 1;
		}
		if (letters > 0) this.letterRun(letters);
	}
}

const reader = createUnitReader();
const scanner = new Scanner();
/** Another one, so that what was found of the whole text stays. */
const stretchScanner = new Scanner();
