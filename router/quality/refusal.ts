import type { Check } from './check';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, passes, rejects } from './freeCheck';
import { ANSWERS_AFTER_ALL, APOLOGIES, ASKS_FOR_REFUSAL, FALSE_ALARMS, REFUSALS } from './reading/refusalPhrases';

/**
 * Rejects an answer that starts by refusing, in English, German, French, Spanish, Portuguese or Italian, unless
 * it goes on to answer. Where the request itself is about refusing or translating, it is not applicable. What its
 * provider reports as a refusal is one, whatever its words.
 */
export function createRefusalCheck(options: FreeCheckOptions): Check {
	return freeCheck('Refusal', options, null, ({ request, answer }) => {
		if (answer.refused) return rejects('the answer refuses');
		if (ASKS_FOR_REFUSAL.test(request.text.slice(-REQUEST_CHARS))) return NOT_APPLICABLE;
		return refuses(answer.text) ? rejects('the answer refuses') : passes('does not refuse');
	});
}

const REQUEST_CHARS = 4_000;
/** Characters of the answer's start that are read for the refusal; later ones are about something else. */
const HEAD_CHARS = 500;
/** Sentences in which a refusal is announced. */
const HEAD_SENTENCES = 2;
/** What follows a refusal and is this long is an answer. */
const LONG_REST_CHARS = 1_200;
/** A promise to answer after all has to be kept. */
const SHORT_REST_CHARS = 60;

function refuses(text: string): boolean {
	const start = text.trimStart();
	// A quotation, a code block, a heading or JSON is something else than the model speaking.
	if (/^(?:["“„«'‘>`#{[<|])/.test(start)) return false;
	const head = plain(start.slice(0, HEAD_CHARS));
	const sentences = head.split(/(?<=[.!?\n])\s*/).filter((sentence) => sentence.trim() !== '');
	for (const [at, sentence] of sentences.slice(0, HEAD_SENTENCES).entries()) {
		// A second sentence counts only after an apology.
		if (at > 0 && !APOLOGIES.test(sentences[0] ?? '')) return false;
		if (!isRefusal(sentence)) continue;
		const end = head.indexOf(sentence) + sentence.length;
		return !answersAfterAll(sentence, start.slice(end));
	}
	return false;
}

function isRefusal(sentence: string): boolean {
	return !FALSE_ALARMS.test(sentence) && REFUSALS.some((pattern) => pattern.test(sentence));
}

function answersAfterAll(sentence: string, rest: string): boolean {
	if (rest.length > LONG_REST_CHARS || rest.includes('```')) return true;
	const turn = ANSWERS_AFTER_ALL.exec(`${sentence} ${plain(rest)}`);
	return turn !== null && sentence.length + 1 + rest.length - turn.index > SHORT_REST_CHARS;
}

/** Without what is quoted, and of one length with the text it is made of, so that places in one are places in the other. */
function plain(text: string): string {
	return text
		.replace(/[’ʼ`´]/g, "'")
		.replace(/[*_\t\r]/g, ' ')
		.replace(/"[^"\n]*"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»/g, (quoted) => ' '.repeat(quoted.length))
		.toLowerCase();
}
