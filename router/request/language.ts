import { FIRST_LANGUAGE_BIT } from './lexicon';
import type { Scan } from './scan';
import { LANGUAGE_CODES } from './stopWords';

/** Characters looked at: scripts show at once, and the budget is microseconds. */
const SCRIPT_SAMPLE = 400;

/**
 * ISO 639-1 code of a text, from its script or, for the Latin one, from how often each language's commonest
 * words occurred (`hits`, in the order of `LANGUAGE_CODES`); `null` where that is not clear.
 */
export function detectLanguage(found: Scan, hits: Uint32Array): string | null {
	return byScript(found) ?? byStopWords(hits, found.count);
}

/** Counts the stop words of each language in a word's kinds. */
export function countLanguages(kinds: number, hits: Uint32Array): void {
	for (let left = kinds >>> FIRST_LANGUAGE_BIT; left !== 0; left &= left - 1) {
		const i = 31 - Math.clz32(left & -left);
		hits[i] = (hits[i] ?? 0) + 1;
	}
}

const scripts: readonly { readonly from: number; readonly to: number; readonly script: Script }[] = [
	{ from: 0x0041, to: 0x024f, script: 'latin' },
	{ from: 0x0370, to: 0x03ff, script: 'el' },
	{ from: 0x0400, to: 0x04ff, script: 'cyrillic' },
	{ from: 0x0590, to: 0x05ff, script: 'he' },
	{ from: 0x0600, to: 0x06ff, script: 'arabic' },
	{ from: 0x0900, to: 0x097f, script: 'hi' },
	{ from: 0x0e00, to: 0x0e7f, script: 'th' },
	{ from: 0x3040, to: 0x30ff, script: 'ja' },
	{ from: 0x3400, to: 0x9fff, script: 'han' },
	{ from: 0xac00, to: 0xd7af, script: 'ko' },
];

type Script = 'latin' | 'el' | 'cyrillic' | 'he' | 'arabic' | 'hi' | 'th' | 'ja' | 'han' | 'ko';

function byScript({ units, length }: Scan): string | null {
	const end = Math.min(length, SCRIPT_SAMPLE);
	let bits = 0;
	for (let i = 0; i < end; i++) bits |= units[i] ?? 0;
	if (bits <= LATIN_1) return null;
	const counts = new Map<Script, number>();
	for (let i = 0; i < end; i++) {
		const code = units[i] ?? 0;
		if (code < AFTER_LATIN) continue;
		const range = scripts.find(({ from, to }) => code >= from && code <= to);
		if (range === undefined) continue;
		const start = i;
		while (i + 1 < end && (units[i + 1] ?? 0) >= range.from && (units[i + 1] ?? 0) <= range.to) i++;
		counts.set(range.script, (counts.get(range.script) ?? 0) + i + 1 - start);
	}
	if (counts.size === 0) return null;
	const [script, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
	// A Greek letter in a formula or a quoted name makes no language.
	if (count < Math.max(2, end / 5)) return null;
	return nameOf(script, counts, (characters) => units.subarray(0, end).some((code) => characters.includes(String.fromCharCode(code))));
}

/** What Western European languages are written in. */
const LATIN_1 = 0xff;
const AFTER_LATIN = 0x250;

function nameOf(script: Script, counts: ReadonlyMap<Script, number>, hasAny: (characters: string) => boolean): string | null {
	switch (script) {
		case 'latin':
			return null;
		case 'han':
			return counts.has('ja') ? 'ja' : 'zh';
		case 'cyrillic':
			if (hasAny('іїєґІЇЄҐ')) return 'uk';
			return hasAny('ыэёЫЭЁ') ? 'ru' : null;
		case 'arabic':
			return hasAny('پچژگ') ? 'fa' : 'ar';
		default:
			return script;
	}
}

function byStopWords(hits: Uint32Array, words: number): string | null {
	let best = 0;
	for (let i = 1; i < hits.length; i++) if ((hits[i] ?? 0) > (hits[best] ?? 0)) best = i;
	const most = hits[best] ?? 0;
	const second = hits.reduce((max, count, i) => (i === best ? max : Math.max(max, count)), 0);
	if (most < 2 || most * 12 < Math.min(words, LANGUAGE_WORDS) || most < second * 1.25) return null;
	return LANGUAGE_CODES[best] ?? null;
}

/** Words read for the language at most. */
export const LANGUAGE_WORDS = 200;
