import { analyze } from '../request/analyze';
import { textOf } from '../request/userText';
import type { AnalyzedRequest } from '../request/request';

import type { Check, CheckResult } from './check';
import { ends } from './reading/ends';
import { splitFences } from '../request/fences';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, passes, rejects } from './freeCheck';
import { languagesNamed, orderedLanguages, wantsTranslation } from './reading/languageNames';

/**
 * Rejects an answer in another language than the request's, or than the one the request asks for. Where
 * either is too short or unclear, or a translation is asked for without a clear target, it is not applicable.
 */
export function createSameLanguageCheck(options: FreeCheckOptions): Check {
	return freeCheck('Same Language', options, null, ({ request, answer }) => {
		const spoken = languageOf(answer.text);
		return spoken === null ? NOT_APPLICABLE : judge(request, spoken);
	});
}

function judge(request: AnalyzedRequest, spoken: string): CheckResult {
	const system = request.request.messages
		.filter(({ role }) => role === 'system')
		.map(textOf)
		.join('\n');
	return judgeBy(request, { asks: ends(request.text, ORDER_CHARS, ORDER_CHARS), rules: ends(system, ORDER_CHARS, ORDER_CHARS) }, spoken);
}

/** Characters (UTF-16 code units) at either end of a request, and of its system message, that may name a language. */
const ORDER_CHARS = 4_096;

function judgeBy(
	request: AnalyzedRequest,
	{ asks, rules }: { readonly asks: string; readonly rules: string },
	spoken: string,
): CheckResult {
	const ordered = [...orderedLanguages(asks), ...orderedLanguages(rules)];
	const asked = request.signals.language;
	const named = [...languagesNamed(asks), ...languagesNamed(rules)];
	if (wantsTranslation(asks) || wantsTranslation(rules)) {
		// Words around a translation may well be in the language it was asked in.
		const targets = ordered.length > 0 ? ordered : named;
		if (targets.includes(spoken)) return passes('is in the wanted language');
		return targets.length === 0 || spoken === asked ? NOT_APPLICABLE : wrong(spoken);
	}
	if (ordered.length > 0) return ordered.includes(spoken) ? passes('is in the wanted language') : wrong(spoken);
	if (asked === null) return NOT_APPLICABLE;
	if (spoken === asked || named.includes(spoken)) return passes('is in the language of the request');
	if (framing(asks).includes(spoken)) return passes('is in the language of the question');
	return signalsOf(withoutVariables(asks)).language === asked ? wrong(spoken) : NOT_APPLICABLE;
}

/** Languages of the first and the last line: the question around a longer text in another language. */
function framing(text: string): (string | null)[] {
	const lines = text.trim().split('\n');
	return [lines[0] ?? '', lines.at(-1) ?? ''].map((line) => signalsOf(line).language);
}

/** The names of variables in a formula are words of one language or another: a, e, y. */
function withoutVariables(text: string): string {
	return text.replace(/\\\p{L}+|(?<![\p{L}\p{N}'’])\p{L}(?![\p{L}\p{N}'’])/gu, ' ');
}

function wrong(spoken: string): CheckResult {
	return rejects(`the answer is in another language than wanted (${spoken})`);
}

const MIN_WORDS = 8;
/** Characters (UTF-16 code units) of an answer that show its language. */
const MAX_PROSE_CHARS = 16_384;
const MIN_IDEOGRAPHS = 12;

/** `null` for what is no prose: code, JSON, numbers, a few words. */
function languageOf(answer: string): string | null {
	const prose = splitFences(answer.slice(0, MAX_PROSE_CHARS)).prose.trim();
	if (/^[[{<]/.test(prose)) return null;
	const signals = signalsOf(prose);
	const hasHan = signals.language === 'zh' || signals.language === 'ja' || signals.language === 'th';
	if (hasHan ? prose.length < MIN_IDEOGRAPHS : signals.words < MIN_WORDS) return null;
	return signals.language;
}

function signalsOf(text: string): AnalyzedRequest['signals'] {
	return analyze({ messages: [{ role: 'user', content: text }], wantsJsonSchema: false, wantsTools: false, roomTokens: 0 }, () => 0)
		.signals;
}
