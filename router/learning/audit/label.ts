/** Longer answers are prose or code, where case and marks say something. */
const MAX_CHARS = 60;

/** Marks around a label that say nothing. A plus, a hash or a percent sign does: C++ is not C. */
const EDGES = /^["'“”‘’«»`*_\s]+|[.!:;,"'“”‘’«»`*_\s]+$/g;

/**
 * The words of an answer that is a label, as it writes them but without the marks around; `null`: it is none. Case says
 * something where words mix it (`aGVs`) or hold digits: those are no labels, nor is anything with other marks inside.
 */
export function readLabel(text: string): string | null {
	if (text.length > MAX_CHARS || text.includes('\n')) return null;
	const bare = text.replace(EDGES, '').replace(/[ \t]+/g, ' ');
	return bare !== '' && bare.split(/[ _-]/).every((word) => WORD.test(word)) ? bare : null;
}

/** In one case or with a capital first, or digits alone. */
const WORD = /^(\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|[\p{Lo}\p{M}]+|\d+)$/u;
