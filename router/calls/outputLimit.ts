import type { OutputLimit } from './failure';

/** What a message must speak of before a number in it can be a limit of the answer. */
const OF_THE_ANSWER = /max[_ ]?(output|completion|new)?[_ ]?tokens|\b(output|completion|generated) tokens|\bmaximum (number of )?tokens/i;
const IS_A_LIMIT =
	/max|limit|at most|up to|less than|lower than|\brange|between|exceed|<=?|≤|too (large|high|big|many)|(must|should|can) ?(not )?be|supports?/i;

/**
 * The most output tokens a refusal says the model takes, in whatever words; `null` where it says none below what was
 * asked for. Wrong only ever towards a shorter answer.
 * @param words the first 4,000 characters of the provider's words.
 * @param sent the output limit that was sent.
 */
export function statedOutputLimit(words: string, sent: number): OutputLimit | null {
	if (!OF_THE_ANSWER.test(words) || !IS_A_LIMIT.test(words)) return null;
	const text = words.replace(/(?<=\d),(?=\d{3}\b)/g, '');
	const left = leftOfWindow(text);
	if (left !== null) return left < sent && left >= Math.min(WORTH_ASKING_FOR, sent / 2) ? { tokens: left, lasting: false } : null;
	const stated = numbersIn(text).filter((number) => number >= LEAST_LIMIT && number < sent);
	return stated.length === 0 ? null : { tokens: Math.max(...stated), lasting: true };
}

/** With less room the request is too long for the window; with more, what was asked for the answer was too much. */
const WORTH_ASKING_FOR = 1_024;
/** Lower numbers in a message are the other end of a range. */
const LEAST_LIMIT = 16;

/** Input and answer together are more than the window: what the input leaves. `null`: the message is not about both. */
function leftOfWindow(text: string): number | null {
	// vLLM: `20000 > 16384 - 1234`; Anthropic: `199759 + 8192 > 200000`.
	const difference = /\d+ ?> ?(\d+) ?- ?(\d+)/.exec(text);
	if (difference !== null) return Number(difference[1]) - Number(difference[2]);
	const sum = /(\d+) ?\+ ?\d+ ?> ?(\d+)/.exec(text);
	if (sum !== null) return Number(sum[2]) - Number(sum[1]);
	const input =
		/(\d+) (?:`?inputs?`? tokens|(?:tokens )?(?:in|of|from) (?:your |the )?(?:prompt|messages?|input|text input))|(?:input|prompt) tokens?\D{0,12}(\d+)/i.exec(
			text,
		);
	if (input === null) return null;
	const window = /(?:context (?:length|window|size|limit)\D{0,24}|must be <= ?)(\d+)/i.exec(text);
	return window === null ? 0 : Number(window[1]) - Number(input[1] ?? input[2]);
}

/** Whole numbers that stand for themselves: no part of a name, a version, a date or a status. */
function numbersIn(text: string): number[] {
	return [...text.matchAll(/(?<![\w./-])(\d{1,9})(k)?(?![\w-]|\.\d)( \(exclusive\))?/gi)].flatMap(
		({ index, 1: digits, 2: thousands, 3: exclusive }) => {
			const before = text.slice(Math.max(0, index - 24), index);
			if (/\b(code|status|https?)\W{0,4}$/i.test(before)) return [];
			const value = Number(digits) * (thousands === undefined ? 1 : 1_000);
			return [exclusive !== undefined || /(less|lower|smaller|fewer) than\W{0,3}$/i.test(before) ? value - 1 : value];
		},
	);
}
