import { FILL_PHRASES, OPENING_PHRASES, POLITE_PHRASES } from './cjkPhrases';

/** Whether these words, written without spaces, are politeness alone. */
export function readPhrases(text: string): boolean {
	if (text.length > MAX_CHARS) return false;
	if (text.length <= MAX_ADDRESS && isAddress(text)) return true;
	if (isIntroduction(text)) return true;
	let polite = false;
	for (let i = 0; i < text.length; ) {
		const found = longestAt(text, i);
		if (found === 0) return false;
		polite ||= POLITE.has(text.slice(i, i + found));
		i += found;
	}
	return polite;
}

/** Where a request starts that opens with a greeting and no mark behind it. */
export function afterOpening(text: string): number {
	for (const phrase of OPENINGS) {
		if (text.startsWith(phrase) && !/^[的是用と怎を]/.test(text.slice(phrase.length))) return phrase.length;
	}
	return 0;
}

const MAX_CHARS = 60;
const MAX_ADDRESS = 10;

/** "株式会社あおばの森田です" */
function isIntroduction(text: string): boolean {
	return /^(?:(?:株式会社|有限会社|合同会社)\S{1,14}|\S{1,12}(?:株式会社|社)の\S{1,5})(?:です|と申します)$|^\S{1,8}と申します$/.test(text);
}

/** "田中様", "王经理您好": a name, then a title or a greeting. */
function isAddress(text: string): boolean {
	return /^[^\s的はがをにの]{1,6}(様|さま|さん|殿|御中|先生|女士|小姐|老师|经理|總|总|您好|你好|こんにちは|おはようございます)$|^(尊敬的|亲爱的|親愛的)\S{1,7}$/.test(
		text,
	);
}

const POLITE = wordsOf(POLITE_PHRASES);
const ALL = new Set([...POLITE, ...wordsOf(FILL_PHRASES)]);
const OPENINGS = [...wordsOf(OPENING_PHRASES)].sort((a, b) => b.length - a.length);
const LONGEST = Math.max(...[...ALL].map((phrase) => phrase.length));

function longestAt(text: string, at: number): number {
	for (let length = Math.min(LONGEST, text.length - at); length > 0; length--) {
		if (ALL.has(text.slice(at, at + length))) return length;
	}
	return 0;
}

function wordsOf(phrases: string): Set<string> {
	return new Set(phrases.trim().split(/\s+/));
}
