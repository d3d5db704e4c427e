import * as kinds from '../characters';
import * as hashing from '../hash';
import type { Scan } from '../scan';

// Taken out once: a name of another module is looked up at each use, and these are used for every character.
const { CLASS, classOf, DIGIT, FOLD_SHIFT, IDEOGRAPH, IGNORED, IN_WORD, MARK, NEWLINE, unitTable, WORD } = kinds;
const { HASH_START, hashFinish, hashPair, hashStep } = hashing;

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
export function readFragments(found: Scan, from: number): Fragments {
	reader.read(found, from);
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

	/** Indices as they come; no text has more. */
	private readonly all = new Int32Array((HEAD + TAIL) * (LONGEST_WORD + 2));
	private added = 0;
	/** A bit for each index: so few fit into the processor's fastest memory, and are soon cleared. */
	private readonly seen = new Int32Array(FRAGMENT_BUCKETS / 32);
	private units: Uint16Array = new Uint16Array(0);
	private length = 0;
	private zone = Zone.Asked;
	private zoneSalt = 0;
	private before = 0;
	private beforeThat = 0;
	private halves = 0;

	read({ units, length }: Scan, from: number): void {
		this.units = units;
		this.length = length;
		this.added = this.words = this.nameCount = this.halves = this.before = this.beforeThat = 0;
		this.enter(Zone.Asked);
		const headEnd = this.readWords(from, HEAD);
		const tail = this.tailStart(headEnd);
		if (tail < length) {
			this.enter(Zone.End);
			this.before = this.beforeThat = 0;
			this.readWords(tail, Infinity);
		}
		this.words = this.halves / 2;
		this.keepDistinct();
	}

	private enter(zone: Zone): void {
		this.zone = zone;
		this.zoneSalt = Math.imul(zone, 0x9e3779b1);
	}

	/** Reads words until `room` halves are used; answers where it stopped. */
	private readWords(from: number, room: number): number {
		const { units, length } = this;
		const limit = this.halves + room;
		for (let at = from; at < length; at++) {
			let unit = unitTable[units[at] ?? 0] ?? 0;
			if ((unit & IN_WORD) !== 0) {
				const start = at;
				do unit = unitTable[units[++at] ?? 0] ?? 0;
				while ((unit & IN_WORD) !== 0 || (unit & CLASS) === IGNORED);
				this.word(start, at);
			}
			if (this.halves >= limit) return at;
			const kind = unit & CLASS;
			if (kind === IDEOGRAPH) this.ideograph(units[at] ?? 0);
			else if (kind === NEWLINE || (kind === MARK && this.opensMaterial(units[at] ?? 0, at))) this.endAsked();
		}
		return length;
	}

	/** Where the last words start, behind what was read. */
	private tailStart(headEnd: number): number {
		let halves = 0;
		let inWord = false;
		for (let at = this.length - 1; at >= headEnd; at--) {
			const kind = (unitTable[this.units[at] ?? 0] ?? 0) & CLASS;
			if (kind === IDEOGRAPH) halves++;
			const part = kind === WORD || kind === DIGIT;
			if (inWord && !part) halves += 2;
			inWord = part;
			if (halves >= TAIL) return at + 1;
		}
		return headEnd;
	}

	private opensMaterial(code: number, at: number): boolean {
		if (code === 0x3a) return !isTight(this.units[at + 1] ?? 0); // "08:30" and "https://" open nothing
		return OPENING.has(code);
	}

	private endAsked(): void {
		if (this.zone === Zone.Asked && this.halves >= 2 * LEAST_ASKED_WORDS) this.enter(Zone.Material);
	}

	private word(start: number, end: number): void {
		const last = Math.min(end, start + LONGEST_WORD);
		let hash = HASH_START;
		let letters = 0;
		for (let at = start; at < last; at++) {
			const unit = unitTable[this.units[at] ?? 0] ?? 0;
			if ((unit & IN_WORD) === 0) continue;
			const folded = unit >>> FOLD_SHIFT;
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
		const { all, added } = this;
		all[added] = spread(hash) & MASK;
		all[added + 1] = spread((hash + this.zoneSalt) | 0) & MASK;
		this.added = added + 2;
	}

	private keepDistinct(): void {
		const { all, added, seen, indices } = this;
		let count = 0;
		seen.fill(0);
		for (let i = 0; i < added && count < indices.length; i++) {
			const index = all[i] ?? 0;
			const bits = seen[index >> 5] ?? 0;
			const bit = 1 << (index & 31);
			if ((bits & bit) !== 0) continue;
			seen[index >> 5] = bits | bit;
			indices[count++] = index;
		}
		this.count = count;
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
