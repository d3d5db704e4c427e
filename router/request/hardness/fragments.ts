import { classOf, DIGIT, fold, IDEOGRAPH, IGNORED, MARK, NEWLINE, WORD } from '../characters';
import { HASH_START, hashFinish, hashPair, hashStep } from '../hash';

/** Changes with anything that changes an index below: weights of another version cannot be read. */
export const FRAGMENTS_VERSION = 'fragments-17/v2';

/** Hashed words, pairs of words and pieces of words share these indices. */
export const FRAGMENT_BUCKETS = 131_072;

/** Valid until the next call: the buffers are reused. */
export interface Fragments {
	/** Distinct indices; only the first `count`. */
	readonly indices: Int32Array;
	readonly count: number;
	/** Words that were read, two Han or kana characters counting as one. */
	readonly words: number;
	/** Hashes of the words in letters, each followed by that of its first letters; only the first `nameCount`. */
	readonly names: Int32Array;
	readonly nameCount: number;
}

/**
 * What a text says at both ends, from `from` on: its first 40 words and its last 20. Each word, pair of words and piece
 * of a word counts alone and by where it stands: in what is asked, up to the first colon, quote or line end, in the
 * material behind it, or at the end. "Crashed" in a ticket to be sorted is no crash to be explained.
 */
export function readFragments(text: string, from: number): Fragments {
	reader.read(text, from);
	return reader;
}

/** In halves of a word: a Han or kana character is about half of one. */
const HEAD = 80;
const TAIL = 40;
/** Longer words are none: their first letters are read. */
const LONGEST_WORD = 24;
const PIECE_LETTERS = 4;
/** Up to here a colon or quote belongs to the words that ask ("Hi: …"). */
const LEAST_ASKED_WORDS = 2;

const enum Zone {
	Asked = 1,
	Material = 2,
	End = 3,
}

const WORD_SALT = 0x2c1b3c6d;
const PAIR_SALT = 0x297a2d39;
const GAP_SALT = 0x165667b1;
const PIECE_SALT = 0x27d4eb2f;

class Reader implements Fragments {
	indices = new Int32Array(2_048);
	count = 0;
	words = 0;
	readonly names = new Int32Array(4 * (HEAD + TAIL));
	nameCount = 0;

	/** Call in which each index was seen last: clearing the flags for each request would cost more than reading it. */
	private readonly seenIn = new Uint32Array(FRAGMENT_BUCKETS);
	private call = 0;
	private text = '';
	private zone = Zone.Asked;
	private before = 0;
	private beforeThat = 0;
	private halves = 0;

	read(text: string, from: number): void {
		this.start(text);
		const headEnd = this.readWords(from, text.length, HEAD);
		const tail = this.tailStart(headEnd);
		if (tail < text.length) {
			this.zone = Zone.End;
			this.before = this.beforeThat = 0;
			this.readWords(tail, text.length, Infinity);
		}
		this.words = this.halves / 2;
		this.text = '';
	}

	private start(text: string): void {
		this.text = text;
		this.count = this.words = this.nameCount = this.halves = this.before = this.beforeThat = 0;
		this.zone = Zone.Asked;
		this.call++;
		if (this.call > 0xffff_fffe) {
			this.seenIn.fill(0);
			this.call = 1;
		}
	}

	/** Reads words until `room` halves are used; answers where it stopped. */
	private readWords(from: number, to: number, room: number): number {
		const limit = this.halves + room;
		let start = -1;
		for (let at = from; at < to; at++) {
			const code = this.text.charCodeAt(at);
			const kind = classOf(code);
			if (kind === WORD || kind === DIGIT || (kind === IGNORED && start !== -1)) {
				if (start === -1) start = at;
				continue;
			}
			if (start !== -1) this.word(start, at);
			start = -1;
			if (this.halves >= limit) return at;
			if (kind === IDEOGRAPH) this.ideograph(code);
			else if (kind === NEWLINE || (kind === MARK && this.opensMaterial(code, at))) this.endAsked();
		}
		if (start !== -1) this.word(start, to);
		return to;
	}

	/** Where the last words start, behind what was read. */
	private tailStart(headEnd: number): number {
		let halves = 0;
		let inWord = false;
		for (let at = this.text.length - 1; at >= headEnd; at--) {
			const kind = classOf(this.text.charCodeAt(at));
			if (kind === IDEOGRAPH) halves++;
			const part = kind === WORD || kind === DIGIT;
			if (inWord && !part) halves += 2;
			inWord = part;
			if (halves >= TAIL) return at + 1;
		}
		return headEnd;
	}

	private opensMaterial(code: number, at: number): boolean {
		if (code === 0x3a) return !isTight(this.text.charCodeAt(at + 1)); // "08:30" and "https://" open nothing
		return OPENING.has(code);
	}

	private endAsked(): void {
		if (this.zone === Zone.Asked && this.halves >= 2 * LEAST_ASKED_WORDS) this.zone = Zone.Material;
	}

	private word(start: number, end: number): void {
		const last = Math.min(end, start + LONGEST_WORD);
		let hash = HASH_START;
		let letters = 0;
		for (let at = start; at < last; at++) {
			const code = this.text.charCodeAt(at);
			if (classOf(code) === IGNORED) continue;
			const folded = fold(code);
			hash = hashStep(hash, folded);
			window[letters++] = folded;
		}
		this.halves += 2;
		const whole = hashFinish(hash);
		this.push(whole);
		if (letters > PIECE_LETTERS) this.pieces(letters);
		if (window[0] !== FOLDED_DIGIT) this.name(whole, letters);
	}

	private name(whole: number, letters: number): void {
		if (this.nameCount + 2 > this.names.length) return;
		let hash = HASH_START;
		for (let at = 0; at < Math.min(letters, STEM_LETTERS); at++) hash = hashStep(hash, window[at] ?? 0);
		this.names[this.nameCount++] = whole;
		// A short word is its own stem.
		this.names[this.nameCount++] = letters > STEM_LETTERS ? hashFinish(hash) ^ PIECE_SALT : whole;
	}

	private ideograph(code: number): void {
		this.halves++;
		this.push(hashFinish(hashStep(HASH_START, code)));
	}

	private push(hash: number): void {
		this.add(hash ^ WORD_SALT);
		if (this.before !== 0) this.add(hashPair(this.before, hash) ^ PAIR_SALT);
		if (this.beforeThat !== 0) this.add(hashPair(this.beforeThat, hash) ^ GAP_SALT);
		this.beforeThat = this.before;
		this.before = hash;
	}

	private pieces(letters: number): void {
		for (let from = 0; from + PIECE_LETTERS <= letters; from++) {
			let hash = HASH_START;
			for (let at = from; at < from + PIECE_LETTERS; at++) hash = hashStep(hash, window[at] ?? 0);
			// The first letters carry the stem, so they are told from the rest.
			this.add(hashFinish(hash) ^ (from === 0 ? PIECE_SALT : ~PIECE_SALT));
		}
	}

	private add(hash: number): void {
		this.addIndex(spread(hash) & MASK);
		this.addIndex(spread(hash + this.zone * 0x9e3779b1) & MASK);
	}

	private addIndex(index: number): void {
		if (this.seenIn[index] === this.call || this.count === this.indices.length) return;
		this.seenIn[index] = this.call;
		this.indices[this.count++] = index;
	}
}

const STEM_LETTERS = 5;
/** What `fold` makes of every digit. */
const FOLDED_DIGIT = 0x30;
const MASK = FRAGMENT_BUCKETS - 1;
/** Letters of the word that is read. */
const window = new Int32Array(LONGEST_WORD);
/** Opening quotes, a code fence or bracket, and the wide colon. */
const OPENING = new Set([0x22, 0xab, 0x201c, 0x201e, 0x300c, 0x300e, 0xff1a, 0x60, 0x7b, 0x5b, 0x3c]);

function isTight(next: number): boolean {
	const kind = classOf(next);
	return kind === DIGIT || kind === WORD || next === 0x2f;
}

function spread(hash: number): number {
	let h = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	h ^= h >>> 12;
	h = Math.imul(h, 0x297a2d39);
	return h ^ (h >>> 15);
}

const reader = new Reader();
