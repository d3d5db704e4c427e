import { classOf, DIGIT, IDEOGRAPH, IGNORED, MARK } from '../characters';
import {
	CODE,
	CODE_FORMAT,
	CONSTRAINT,
	DOMAIN,
	FORMAT_CUE,
	JSON_FORMAT,
	kindsOf,
	LIST_FORMAT,
	MATH,
	REASONING,
	ROUTINE,
	TABLE_FORMAT,
} from '../lexicon';
import { readPhrases } from './cjk';
import {
	ACT,
	ADDRESSEE,
	DENIAL,
	FAREWELL,
	FILL,
	GREETING,
	hashOf,
	INTERJECTION,
	isLetter,
	isSmallTalk,
	joinHash,
	KNOWN,
	NAMING,
	NICE,
	OPENER,
	POLITE,
	politeKinds,
	REQUEST,
	takesObject,
	THEIRS,
	TIME,
	YOU,
} from './politeKinds';

/** What a stretch between two marks is. */
export interface Stretch {
	/** All of it is politeness, as it stands before what is asked. */
	readonly front: boolean;
	/** The same behind what is asked. */
	readonly back: boolean;
	/** Names may stand below it. */
	readonly farewell: boolean;
	/** Small words alone, and none that denies: beside politeness they say nothing. */
	readonly small: boolean;
}

const SAYS_SOMETHING: Stretch = { front: false, back: false, farewell: false, small: false };

/** Longer ones say something. */
const MAX_WORDS = 32;
const MAX_NAMES = 4;
/** Words of a sentence that thanks, excuses or hopes, and of those the ones we do not know. */
const MAX_ACT = 14;
const MAX_GAPS = 2;
/** Words that say what a request is about, however politely. */
const SUBJECTS =
	CONSTRAINT | REASONING | DOMAIN | ROUTINE | CODE | MATH | JSON_FORMAT | TABLE_FORMAT | LIST_FORMAT | CODE_FORMAT | FORMAT_CUE;
/** Words of the longest question that only greets. */
const MAX_SMALL_TALK = 7;

/**
 * Tells whether a stretch says nothing of what is asked: all its words are words of politeness, or names behind a
 * salutation or farewell. Stops at the first word that says something, so most are read in no time.
 */
export function readStretch(text: string, from: number, to: number, isQuestion = false): Stretch {
	const reader = new StretchReader(text);
	for (let i = from; i < to; ) {
		const code = text.charCodeAt(i);
		const kind = classOf(code);
		if (kind === IDEOGRAPH) return allOrNothing(reader.isEmpty() && readPhrases(text.slice(i, to).trim()));
		if (kind === DIGIT || (kind === MARK && !isHarmless(code))) return SAYS_SOMETHING;
		if (!isLetter(code) || kind === IGNORED) {
			i++;
			continue;
		}
		const start = i;
		while (i < to && isLetter(text.charCodeAt(i))) i++;
		if (!reader.read(start, i)) return SAYS_SOMETHING;
	}
	return reader.result(isQuestion);
}

/** Marks inside words, emphasis and emoji. Quotation marks, brackets and marks of code are none. */
function isHarmless(code: number): boolean {
	return HARMLESS.has(code) || code >= 0x2600;
}

const HARMLESS = new Set(Array.from("'’`´-‐‑/.,&*_~()·¡¿", (mark) => mark.charCodeAt(0)));

/** Whether a word says what a request is about, however politely it is put. */
export function isSubject(word: number): boolean {
	return (kindsOf(word) & SUBJECTS) !== 0;
}

class StretchReader {
	private words = 0;
	private names = 0;
	private hash = 0;
	private before = 0;
	private beforeThat = 0;
	private gaps = 0;
	private all = 0;
	private mayName = false;
	private lowerName = false;
	private saysSomething = false;
	private addressing = 0;

	constructor(private readonly text: string) {}

	isEmpty(): boolean {
		return this.words === 0;
	}

	/** Reads one word; false where it says something. */
	read(from: number, to: number): boolean {
		const word = hashOf(this.text, from, to);
		const kinds = politeKinds(word);
		this.hash = joinHash(this.hash, word);
		if (++this.words > MAX_WORDS) return false;
		const known = (kinds & KNOWN) !== 0 || this.belongs(kinds, word);
		if (!known && !this.readName(from) && !this.readGap(word)) this.saysSomething = true;
		if (this.saysSomething) return this.words < MAX_SMALL_TALK;
		if ((kinds & (GREETING | FAREWELL | NAMING)) !== 0 || ((kinds & ADDRESSEE) !== 0 && this.words < 3)) this.mayName = true;
		this.all |= kinds;
		if ((kinds & (NICE | TIME)) !== 0 && (this.all & NICE) !== 0 && (this.all & TIME) !== 0) {
			this.mayName = true;
			this.all |= POLITE;
		}
		if ((kinds & (ADDRESSEE | NICE | FILL)) !== 0) this.addressing++;
		this.beforeThat = this.before;
		this.before = kinds;
		return true;
	}

	/** "Hope everyone had a splendid weekend", "thanks for the flowers": one word or two, each behind a small one. */
	private readGap(word: number): boolean {
		const greets = (this.all & NICE) !== 0 && (this.all & TIME) !== 0 && (this.before & FILL) !== 0;
		if (((this.all & ACT) === 0 && !greets) || (this.all & REQUEST) !== 0 || this.words > MAX_ACT || ++this.gaps > MAX_GAPS) return false;
		const behindThanks = (this.before & ACT) !== 0 || ((this.before & YOU) !== 0 && (this.beforeThat & ACT) !== 0);
		return !behindThanks && (this.before & KNOWN) !== 0 && (this.before & OPENER) === 0 && !isSubject(word);
	}

	/** "Your message", "Sir or Madam". */
	private belongs(kinds: number, word: number): boolean {
		return ((kinds & THEIRS) !== 0 && (this.before & YOU) !== 0) || ((this.before & ADDRESSEE) !== 0 && takesObject(word));
	}

	/** "Hi Anna", and "hi anna" where nothing else is said. */
	private readName(at: number): boolean {
		if (!this.mayName || ++this.names > MAX_NAMES) return false;
		if (isCapital(this.text.charCodeAt(at))) return true;
		if (this.lowerName || (this.before & GREETING) === 0) return false;
		this.lowerName = true;
		return true;
	}

	result(isQuestion: boolean): Stretch {
		if (isSmallTalk(this.hash)) return { ...allOrNothing(true), farewell: !isQuestion };
		if (this.saysSomething || this.words === 0 || (this.lowerName && this.words > 3)) return SAYS_SOMETHING;
		const says = (kinds: number) => (this.all & kinds) !== 0;
		if (isQuestion) return { ...allOrNothing(says(YOU) && says(POLITE | REQUEST | TIME)), farewell: false };
		const named = says(NAMING) && this.names > 0 && this.words > 2;
		const either = named || says(POLITE | REQUEST) || (says(TIME) && says(YOU | ADDRESSEE));
		return {
			front:
				either ||
				says(GREETING) ||
				(this.addressing === this.words && this.words < 5 && says(ADDRESSEE)) ||
				(this.words <= 2 && says(INTERJECTION)),
			back: either || says(FAREWELL),
			farewell: says(FAREWELL | ACT) || (says(TIME) && says(NICE | YOU)) || (says(POLITE) && !says(FILL)),
			small: this.words > 1 && this.names === 0 && this.gaps === 0 && !says(DENIAL),
		};
	}
}

function allOrNothing(polite: boolean): Stretch {
	return { front: polite, back: polite, farewell: polite, small: polite };
}

function isCapital(code: number): boolean {
	const letter = String.fromCharCode(code);
	return letter !== letter.toLowerCase();
}
