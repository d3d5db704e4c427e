import { classOf, DIGIT, fold, IDEOGRAPH, IGNORED, MARK, NEWLINE, SPACE, WORD } from './characters';
import { HASH_START, hashFinish, hashStep } from './hash';

/** What one pass over a text found. Valid until the next scan: the buffer is reused, so a scan allocates nothing. */
export interface Scan {
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
}

/** Reads `text` once, each character once; `position` is where the words counted in `wordsBefore` end. */
export function scan(text: string, position = 0): Scan {
	scanner.run(text, position);
	return scanner;
}

/** Letters and digits are gathered into words; everything else is looked at by `mark`. */
class Scanner implements Scan {
	hashes = new Int32Array(4_096);
	count = 0;
	ideographs = 0;
	wordsBefore = 0;
	sentences = 0;
	questions = 0;
	urls = 0;
	numberedLines = 0;
	tableLines = 0;
	codeMarks = 0;
	mathMarks = 0;

	private text = '';
	private cells = 0;
	private lastMark = 0;
	private lineStart = 0;
	/** Words since the last sentence end: "..." or "?!" end one sentence, not three. */
	private sentenceWords = 0;

	run(text: string, position: number): void {
		this.reset(text);
		let hash = HASH_START;
		let inWord = false;
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			const kind = classOf(code);
			if (kind === WORD || kind === DIGIT) {
				hash = hashStep(hash, fold(code));
				inWord = true;
				continue;
			}
			if (kind === IGNORED) continue;
			if (inWord) {
				this.push(hashFinish(hash), i <= position);
				hash = HASH_START;
				inWord = false;
			}
			if (kind === MARK) this.mark(code, i);
			else if (kind === NEWLINE) this.endLine(i);
			else if (kind === IDEOGRAPH) this.ideograph(code, i < position);
		}
		if (inWord) this.push(hashFinish(hash), text.length <= position);
		this.endLine(text.length);
		if (this.sentenceWords > 0) this.sentences++;
		this.text = '';
	}

	private reset(text: string): void {
		this.text = text;
		this.count = this.ideographs = this.wordsBefore = this.sentences = this.questions = this.urls = 0;
		this.numberedLines = this.tableLines = this.codeMarks = this.mathMarks = 0;
		this.cells = this.lineStart = this.sentenceWords = 0;
		this.lastMark = -2;
	}

	private push(hash: number, before: boolean): void {
		if (this.count === this.hashes.length) {
			const larger = new Int32Array(this.hashes.length * 2);
			larger.set(this.hashes);
			this.hashes = larger;
		}
		this.hashes[this.count++] = hash;
		this.sentenceWords++;
		if (before) this.wordsBefore = this.count;
	}

	private ideograph(code: number, before: boolean): void {
		this.ideographs++;
		this.push(hashFinish(hashStep(HASH_START, code)), before);
	}

	private mark(code: number, at: number): void {
		switch (code) {
			case 0x2e: // .
			case 0x21: // !
			case 0x3002: // 。
			case 0xff01: // ！
			case 0x0964: // ।
				this.endSentence(code, at);
				break;
			case 0x3f: // ?
			case 0xff1f: // ？
			case 0x061f: // ؟
			case 0x037e: // Greek question mark
				if (this.sentenceWords > 0) this.questions++;
				this.endSentence(0, at);
				break;
			case 0x7c: // |
				this.cells++;
				break;
			default:
				this.operator(code, at);
		}
		this.lastMark = at;
	}

	private endSentence(code: number, at: number): void {
		if (code === 0x2e) {
			const next = this.text.charCodeAt(at + 1);
			// A dot inside "3.14", "e.g." or "a.b()" ends nothing.
			if (at + 1 < this.text.length && classOf(next) !== SPACE && classOf(next) !== NEWLINE) return;
			if (this.isLineNumber(at)) {
				this.numberedLines++;
				return;
			}
		}
		if (this.sentenceWords > 0) this.sentences++;
		this.sentenceWords = 0;
	}

	private operator(code: number, at: number): void {
		const doubled = this.lastMark === at - 1;
		const before = doubled ? this.text.charCodeAt(at - 1) : 0;
		if (code === 0x2f) {
			if (before === 0x2f && this.text.charCodeAt(at - 2) === 0x3a) this.urls++;
			else this.arithmetic(at);
			if (before === 0x3c) this.codeMarks++; // </
		} else if (code === 0x60) {
			if (before === 0x60 && this.text.charCodeAt(at - 2) === 0x60) this.codeMarks += 2;
		} else if (code === 0x3d || code === 0x3e) {
			if (isCodeOperator(before))
				this.codeMarks++; // == != <= => ->
			else if (code === 0x3d) this.arithmetic(at);
		} else if (code === 0x29 && this.isLineNumber(at)) {
			this.numberedLines++;
		} else if (code === 0x3b && before === 0x29) {
			this.codeMarks++; // );
		} else if (code === 0x5c || code === 0x5e || isMathSymbol(code)) {
			if (code !== 0x5c || classOf(this.text.charCodeAt(at + 1)) === WORD) this.mathMarks++;
		} else if (code === 0x2a || code === 0x2b || code === 0x2d || code === 0xd7) {
			this.arithmetic(at);
		}
	}

	/** An operator with a digit on each side, a space between allowed. */
	private arithmetic(at: number): void {
		if (this.digitNear(at, -1) && this.digitNear(at, 1)) this.mathMarks++;
	}

	private digitNear(at: number, step: number): boolean {
		const next = classOf(this.text.charCodeAt(at + step));
		return next === DIGIT || (next === SPACE && classOf(this.text.charCodeAt(at + 2 * step)) === DIGIT);
	}

	/** Whether only one to three digits stand between the line's start and `at`. */
	private isLineNumber(at: number): boolean {
		let from = this.lineStart;
		while (from < at && at - from > 3 && classOf(this.text.charCodeAt(from)) === SPACE && from - this.lineStart < 8) from++;
		if (at - from < 1 || at - from > 3) return false;
		for (let i = from; i < at; i++) {
			const kind = classOf(this.text.charCodeAt(i));
			if (kind !== DIGIT && !(kind === SPACE && i === from)) return false;
		}
		return classOf(this.text.charCodeAt(at - 1)) === DIGIT;
	}

	private endLine(at: number): void {
		const last = this.text.charCodeAt(at - 1);
		if (at - this.lineStart > 1 && (last === 0x3b || last === 0x7b || last === 0x7d)) this.codeMarks++;
		if (this.cells >= 2) this.tableLines++;
		this.cells = 0;
		this.lineStart = at + 1;
	}
}

function isCodeOperator(before: number): boolean {
	return before === 0x3d || before === 0x21 || before === 0x2d || before === 0x3c;
}

function isMathSymbol(code: number): boolean {
	return (code >= 0x2200 && code <= 0x22ff) || code === 0xb2 || code === 0xb3 || code === 0x3c0;
}

const scanner = new Scanner();
