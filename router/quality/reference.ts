import { STOP_WORDS } from '../request/stopWords';

import type { Check } from './check';
import { splitFences } from '../request/fences';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE } from './freeCheck';

interface ReferenceOptions extends FreeCheckOptions {
	/** The text that has what may be said; empty: nothing to compare with. */
	readonly reference: string;
}

/**
 * Scores how much of what an answer says is found in a reference text: the share of its content words, or the
 * squared share of its numbers and names, whichever is less, so that a wrong number is not outvoted by the words
 * around it. It compares words, not meaning.
 */
export function createReferenceCheck(options: ReferenceOptions): Check {
	const { reference } = options;
	let known: ReadonlySet<string> | null = null;
	return freeCheck('Reference', options, { reference }, ({ answer }) => {
		if (reference.trim() === '') return NOT_APPLICABLE;
		if (reference.length > MAX_REFERENCE_CHARS)
			return { kind: 'error', reason: `the reference has more than ${MAX_REFERENCE_CHARS} characters` };
		known ??= new Set(claimsOf(reference).map(({ key }) => key));
		if (answer.text.length > MAX_ANSWER_CHARS) return { kind: 'error', reason: `the answer has more than ${MAX_ANSWER_CHARS} characters` };
		const score = supportOf(splitFences(answer.text).prose, known);
		if (score === null) return NOT_APPLICABLE;
		return { kind: 'score', score, reason: score < 0.5 ? 'much of the answer is not in the reference' : 'the reference has most of it' };
	});
}

/** Characters (UTF-16 code units) of a reference, about 40 pages: what only half of a longer one says would be held against the answer. */
const MAX_REFERENCE_CHARS = 131_072;
/** Of the answer; what only half of a longer one says would be taken for all of it. */
const MAX_ANSWER_CHARS = 131_072;
interface Claim {
	readonly key: string;
	/** A number or name: a claim of its own. */
	readonly isFact: boolean;
}

/** `null` where nothing is claimed. */
function supportOf(text: string, known: ReadonlySet<string>): number | null {
	const claims = claimsOf(text.replace(LIST_NUMBER, ''));
	const share = (some: readonly Claim[]) => (some.length === 0 ? 1 : some.filter(({ key }) => known.has(key)).length / some.length);
	const facts = share(claims.filter(({ isFact }) => isFact));
	return claims.length === 0 ? null : Math.min(facts ** 2, share(claims.filter(({ isFact }) => !isFact)));
}

/** The numbers of a list say nothing. */
const LIST_NUMBER = /^ {0,8}\d{1,3}[.)] /gm;

/** The content words, numbers and names of a text. */
function claimsOf(text: string): Claim[] {
	const claims: Claim[] = [];
	let startsSentence = true;
	for (const [token] of text.normalize('NFC').matchAll(TOKEN)) {
		if (/^[.!?\n]/.test(token)) {
			startsSentence = true;
			continue;
		}
		const claim = claimOf(token, startsSentence);
		startsSentence = false;
		if (claim !== null) claims.push(claim);
	}
	return claims;
}

const TOKEN = /\d+(?:[.,]\d+)*|[\p{L}\p{M}]+|[.!?\n]/gu;

function claimOf(token: string, startsSentence: boolean): Claim | null {
	if (/^\d/.test(token)) return { key: token.replace(/,(?=\d{3}(?:\D|$))/g, ''), isFact: true };
	const word = token.toLowerCase();
	if (stopWords.has(word)) return null;
	// At its start every sentence has a capital letter.
	const isName = !startsSentence && word !== token;
	return { key: stem(word), isFact: isName };
}

const stopWords = new Set([...STOP_WORDS.values()].flatMap((words) => words.split(' ')));

/** Light on purpose: plural, tense and the like of the European languages; short words stay as they are. */
function stem(word: string): string {
	if (word.length < 5) return word.length === 4 && word.endsWith('s') ? word.slice(0, 3) : word;
	const from = word.length - LONGEST_ENDING;
	return (
		word.slice(0, Math.max(0, from)) +
		word.slice(Math.max(0, from)).replace(/(?:ations?|ingly|edly|ments?|ings?|ies|ied|es|ed|ly|en|er|em|s|e|y|n)$/, '')
	).slice(0, STEM_CHARS);
}

const LONGEST_ENDING = 6;
const STEM_CHARS = 12;
