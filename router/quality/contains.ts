import type { Check } from './check';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, passes, rejects } from './freeCheck';

interface ContainsOptions extends FreeCheckOptions {
	/** Empty ones are left out; without any the check is not applicable. */
	readonly texts: readonly string[];
	/** Whether the answer must have all of the texts, or any one of them. */
	readonly mode: 'all' | 'any';
	readonly caseSensitive: boolean;
}

/** Rejects an answer without the wanted texts. */
export function createContainsCheck(options: ContainsOptions): Check {
	const { mode, caseSensitive } = options;
	const texts = options.texts.filter((text) => text !== '');
	return freeCheck('Contains', options, { texts, mode, caseSensitive }, ({ answer }) => {
		if (texts.length === 0) return NOT_APPLICABLE;
		const found = comparable(answer.text, caseSensitive);
		const missing = texts.filter((text) => !found.includes(comparable(text, caseSensitive)));
		if (missing.length === 0 || (mode === 'any' && missing.length < texts.length)) return passes('has the wanted text');
		const reason = mode === 'any' ? 'none of the wanted texts is in the answer' : 'a wanted text is missing';
		return rejects(reason, `missing: ${missing.join(', ')}`);
	});
}

/** One letter with an accent may be written as one character or as two. */
function comparable(text: string, caseSensitive: boolean): string {
	const composed = text.normalize('NFC');
	return caseSensitive ? composed : composed.toLowerCase();
}
