import { classOf, fold, IDEOGRAPH, IGNORED, NEWLINE } from '../request/characters';

import type { Check } from './check';
import { ends } from './reading/ends';
import { splitFences } from '../request/fences';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, rejects } from './freeCheck';

/**
 * Grades an answer by the share of it that says the same again and again, as models do that got into a loop.
 * Code and tables are not read; what comes three times at most, as a refrain, costs nothing.
 */
export function createRepetitionCheck(options: FreeCheckOptions): Check {
	return freeCheck('Repetition', options, null, ({ request, answer }) => {
		if (asksToRepeat(request.text)) return NOT_APPLICABLE;
		const text = withoutTables(ends(splitFences(answer.text).prose, HEAD_CHARS, TAIL_CHARS));
		const tokens = tokensOf(text);
		if (tokens.length < MIN_TOKENS) return { kind: 'score', score: 1, reason: 'too short to be a loop' };
		const run = longestLoops(tokens);
		const share = Math.max(run.excess, repeatedUnits(text)) / tokens.length;
		if (run.endsInLoop) return rejects('the answer ends in a loop');
		const score = 1 - Math.min(1, share);
		return { kind: 'score', score, reason: score < 0.5 ? 'the answer repeats itself' : 'hardly repeats itself' };
	});
}

/** Characters (UTF-16 code units) of prose read at its start and at its end: who gets into a loop stays in it. */
const HEAD_CHARS = 2_048;
const TAIL_CHARS = 8_192;
const MIN_TOKENS = 30;
/** A phrase that comes this often in a row is a loop. */
const LOOP_COPIES = 4;
/** So many copies cost nothing. */
const FREE_COPIES = 3;
/** Tokens of one loop, counted with all its copies. */
const LOOP_TOKENS = 24;
const END_COPIES = 6;
const END_TOKENS = 60;

/** Characters (UTF-16 code units) of the request's end in which it may ask for repetition. */
const REQUEST_CHARS = 4_000;

function asksToRepeat(request: string): boolean {
	const text = request.slice(-REQUEST_CHARS);
	return REPEAT_IT.test(text) || SO_MANY_TIMES.test(text);
}

/** "Repeat the word", "repeat: hello", "over and over"; a repeating decimal and a repeated experiment are something else. */
const REPEAT_IT =
	/(?<![\p{L}\p{N}])(?:(?:repeat(?:ing)?|wiederhol(?:e|t|en)|répét(?:er|ez)|répète[zs]?|repit[ea]n?|repet(?:e|ir)|ripet(?:i|a|ere))\s*(?:[:"“„«'‘]|(?:\p{L}+\s+){0,3}(?:after me|it|this|words?|phrases?|sentences?|lines?|letters?|texts?|names?|verses?|characters?|answers?|wort|wörter|satz|sätze|zeilen?|mots?|phrases?|lignes?|palabras?|frases?|oración|líneas?|palavras?|linhas?|parol[ae]|frasi|righe|riga)(?!\p{L}))|over and over|immer wieder|sans cesse|una y otra vez)/iu;

/** "Write it 10 times"; with a number behind it, "write 17 times 23" is a product. */
const SO_MANY_TIMES =
	/(?<![\p{L}\p{N}])(?:write|say|type|print|output|copy|sing|chant|list|use|include|schreibe?n?|sag|sage|sagen|tippe?|drucke|écri(?:s|vez|re)|di(?:s|tes|re)|escrib[ea]|escribir|di|diga|escrev[ae]|escrever|scrivi|scriva|scrivere)(?!\p{L})[^.?!\n]{0,200}?(?<![\p{L}\p{N}])(?:\d{1,7}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty|hundred|thousand|million|many|several|zwei|drei|vier|fünf|zehn|zwanzig|fünfzig|hundert|tausend|deux|trois|quatre|cinq|dix|vingt|cinquante|cent|mille|dos|tres|cuatro|cinco|diez|veinte|cien|mil|duas|três|quatro|dez|vinte|cem|due|tre|quattro|cinque|dieci|venti|cento)\s*(?:times|mal|fois|veces|vezes|volte)(?!\p{L})(?!\s*[\d(])/iu;

function withoutTables(text: string): string {
	return text
		.split('\n')
		.filter((line) => !line.trimStart().startsWith('|') && line.split('|', 4).length < 4 && !line.includes('\t'))
		.join('\n');
}

/** Words in lower case; Han characters, and the characters of very long words, one by one. Marks count where there is nothing else. */
function tokensOf(text: string): string[] {
	const words = text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
	const tokens = words.flatMap((word) =>
		word.length > LONG_WORD || classOf(word.charCodeAt(0)) === IDEOGRAPH ? [...word] : [word.toLowerCase()],
	);
	if (tokens.length > 0) return tokens;
	// A rule or a row of dots is no loop; a whole answer of them is.
	return [...text].filter((character) => character.trim() !== '' && classOf(character.charCodeAt(0)) !== IGNORED);
}

const LONG_WORD = 40;

/**
 * Walks the tokens with the distance at which the last three came before; as long as each token is the one
 * that distance back, a loop goes on.
 */
function longestLoops(tokens: readonly string[]): { readonly excess: number; readonly endsInLoop: boolean } {
	const lastSeen = new Map<string, number>();
	let excess = 0,
		period = 0,
		run = 0,
		endsInLoop = false;
	const close = (): void => {
		const copies = period === 0 ? 0 : (run + period) / period;
		const isLoop = copies >= LOOP_COPIES && run + period >= LOOP_TOKENS;
		if (isLoop) excess += run + period - FREE_COPIES * period;
		endsInLoop = isLoop && copies >= END_COPIES && run + period >= END_TOKENS;
	};
	for (let i = 0; i < tokens.length; i++) {
		const gram = `${tokens[i - 2]} ${tokens[i - 1]} ${tokens[i]}`;
		const before = lastSeen.get(gram);
		lastSeen.set(gram, i);
		if (period > 0 && tokens[i] === tokens[i - period]) {
			run++;
			continue;
		}
		close();
		period = before === undefined ? 0 : i - before;
		run = period > 0 ? 1 : 0;
	}
	close();
	return { excess, endsInLoop };
}

/** Words in those copies of a line or sentence that go beyond the free ones, numbering aside. */
function repeatedUnits(text: string): number {
	const seen = new Map<string, { readonly words: number; copies: number }>();
	for (const unit of unitsOf(text)) {
		const words = unit.split(' ').filter((word) => /\p{L}/u.test(word));
		if (words.length < UNIT_WORDS) continue;
		const key = words.join(' ');
		const entry = seen.get(key) ?? { words: words.length, copies: 0 };
		entry.copies++;
		seen.set(key, entry);
	}
	let excess = 0;
	for (const { words, copies } of seen.values()) if (copies > FREE_COPIES) excess += words * (copies - FREE_COPIES);
	return excess;
}

/** Shorter ones, such as "Status: done", come again in honest lists. */
const UNIT_WORDS = 4;

function unitsOf(text: string): string[] {
	const units: string[] = [];
	let unit = '';
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		const character = text.charAt(i);
		if (classOf(code) === NEWLINE || '.!?。！？'.includes(character)) {
			units.push(unit.trim());
			unit = '';
		} else {
			unit += String.fromCharCode(fold(code));
		}
	}
	return [...units, unit.trim()];
}
