import { type Counting, NO_CHARACTERS } from './characterCounts';
import * as kinds from './characters';

// Taken out once: a name of another module is looked up at each use, and these are used for every character.
const { ACTS, BRACKET, classOf, COMMA, COUNTED_MARK, DIGIT, MARK, MONEY, NEWLINE, QUOTE, SPACE, WORD } = kinds;

/** What marks and line ends say of a text; the scanner adds the words. */
export class MarkReader {
	units: Uint16Array = new Uint16Array(0);
	length = 0;
	sentences = 0;
	questions = 0;
	urls = 0;
	numberedLines = 0;
	tableLines = 0;
	codeMarks = 0;
	mathMarks = 0;
	readonly characters: Counting = { ...NO_CHARACTERS };

	/** Behind the last number: digits that start here continue it. */
	protected numberEnd = 0;
	private from = 0;
	private cells = 0;
	private lineStart = 0;
	/** Words up to the last sentence end: "..." or "?!" end one sentence, not three. */
	private sentenceStart = 0;

	protected begin(units: Uint16Array, from: number, to: number): void {
		this.units = units;
		this.length = to;
		this.sentences = this.questions = this.urls = this.numberedLines = this.tableLines = this.codeMarks = this.mathMarks = 0;
		this.cells = this.sentenceStart = 0;
		this.from = this.lineStart = from;
		this.numberEnd = -1;
		Object.assign(this.characters, NO_CHARACTERS);
		this.characters.chars = to - from;
	}

	/** `words`: how many there are. */
	protected end(words: number): void {
		this.endLine(this.length);
		if (words > this.sentenceStart) this.sentences++;
	}

	/** `unit`: as `unitTable` has it; `words`: how many were read so far. */
	protected mark(unit: number, at: number, words: number): void {
		if ((unit & COUNTED_MARK) !== 0) this.countMark(unit);
		if ((unit & ACTS) !== 0) this.act(this.units[at] ?? 0, at, words);
		else if (this.numberEnd === at && this.units[at] === 0x2c) this.numberEnd = at + 1;
	}

	private countMark(unit: number): void {
		const { characters } = this;
		if ((unit & COMMA) !== 0) characters.commas++;
		else if ((unit & BRACKET) !== 0) characters.brackets++;
		else if ((unit & QUOTE) !== 0) characters.quotes++;
		else if ((unit & MONEY) !== 0) characters.money++;
	}

	private act(code: number, at: number, words: number): void {
		switch (code) {
			case 0x2e: // .
			case 0x21: // !
			case 0x3002: // 。
			case 0xff01: // ！
			case 0x0964: // ।
				if (code === 0x2e && this.numberEnd === at) this.numberEnd = at + 1;
				this.endSentence(code, at, words);
				break;
			case 0x3f: // ?
			case 0xff1f: // ？
			case 0x061f: // ؟
				if (words > this.sentenceStart) this.questions++;
				this.endSentence(0, at, words);
				break;
			case 0x7c: // |
				this.cells++;
				break;
			default:
				this.operator(code, at);
		}
	}

	private endSentence(code: number, at: number, words: number): void {
		if (code === 0x2e) {
			const next = classOf(this.units[at + 1] ?? 0);
			// A dot inside "3.14", "e.g." or "a.b()" ends nothing.
			if (next !== SPACE && next !== NEWLINE) return;
			if (this.isLineNumber(at)) {
				this.numberedLines++;
				return;
			}
		}
		if (words > this.sentenceStart) this.sentences++;
		this.sentenceStart = words;
	}

	private operator(code: number, at: number): void {
		const doubled = at > this.from && this.kindAt(at - 1) === MARK;
		const before = doubled ? (this.units[at - 1] ?? 0) : 0;
		const beforeThat = doubled && at > 1 ? this.units[at - 2] : 0;
		if (code === 0x2f) {
			if (before === 0x2f && beforeThat === 0x3a) this.urls++;
			else this.arithmetic(at);
			if (before === 0x3c) this.codeMarks++; // </
		} else if (code === 0x60) {
			if (before === 0x60 && beforeThat === 0x60) this.codeMarks += 2;
		} else if (code === 0x3d || code === 0x3e) {
			if (isCodeOperator(before))
				this.codeMarks++; // == != <= => ->
			else if (code === 0x3d) this.arithmetic(at);
		} else if (code === 0x29) {
			if (this.isLineNumber(at)) this.numberedLines++;
		} else if (code === 0x3b) {
			if (before === 0x29) this.codeMarks++; // );
		} else if (code === 0x2a || code === 0x2b || code === 0x2d || code === 0xd7) {
			this.arithmetic(at);
		} else if (code !== 0x5c || this.kindAt(at + 1) === WORD) {
			this.mathMarks++;
		}
	}

	/** An operator with a digit on each side, a space between allowed. */
	private arithmetic(at: number): void {
		if (this.digitNear(at, -1) && this.digitNear(at, 1)) this.mathMarks++;
	}

	private digitNear(at: number, step: number): boolean {
		const next = this.kindAt(at + step);
		return next === DIGIT || (next === SPACE && this.kindAt(at + 2 * step) === DIGIT);
	}

	private kindAt(at: number): number {
		return at < this.from || at >= this.length ? MARK : classOf(this.units[at] ?? 0);
	}

	/** Whether only one to three digits stand between the line's start and `at`. */
	private isLineNumber(at: number): boolean {
		let from = this.lineStart;
		while (from < at && at - from > 3 && this.kindAt(from) === SPACE && from - this.lineStart < 8) from++;
		if (at - from < 1 || at - from > 3) return false;
		for (let i = from; i < at; i++) {
			const kind = this.kindAt(i);
			if (kind !== DIGIT && !(kind === SPACE && i === from)) return false;
		}
		return this.kindAt(at - 1) === DIGIT;
	}

	protected endLine(at: number): void {
		const { units, lineStart } = this;
		if (at > lineStart) {
			const last = units[at - 1];
			if (at - lineStart > 1 && (last === 0x3b || last === 0x7b || last === 0x7d)) this.codeMarks++;
			this.characters.lines++;
			if (isOption(units, lineStart)) this.characters.optionLines++;
		}
		if (this.cells >= 2) this.tableLines++;
		this.cells = 0;
		this.lineStart = at + 1;
	}
}

function isOption(units: Uint16Array, start: number): boolean {
	const first = units[start] === 0x28 ? start + 1 : start;
	const letter = (units[first] ?? 0) & ~0x20;
	if (letter < 0x41 || letter > 0x4a) return false;
	const behind = units[first + 1];
	return behind === 0x2e || behind === 0x29 || behind === 0x3a;
}

function isCodeOperator(before: number): boolean {
	return before === 0x3d || before === 0x21 || before === 0x2d || before === 0x3c;
}
