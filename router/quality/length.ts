import { classOf, IDEOGRAPH } from '../request/characters';

import type { Check } from './check';
import { freeCheck, type FreeCheckOptions, passes, rejects } from './freeCheck';

interface LengthOptions extends FreeCheckOptions {
	/** `null`: no lower limit. */
	readonly min: number | null;
	/** `null`: no upper limit. */
	readonly max: number | null;
	/** Space around the answer does not count. */
	readonly unit: 'characters' | 'words';
}

/** Rejects an answer that is too short or too long. */
export function createLengthCheck(options: LengthOptions): Check {
	const { min, max, unit } = options;
	return freeCheck('Length', options, { min, max, unit }, ({ answer }) => {
		const length = unit === 'words' ? countWords(answer.text) : countCharacters(answer.text.trim());
		if (min !== null && length < min) return rejects(`the answer has ${length} ${unit}, fewer than ${min}`);
		if (max !== null && length > max) return rejects(`the answer has ${length} ${unit}, more than ${max}`);
		return passes('has the wanted length');
	});
}

/** Code points, so that an emoji outside the first plane is not two. */
function countCharacters(text: string): number {
	let count = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0xdc00 || code > 0xdfff) count++;
	}
	return count;
}

/** Runs without space that hold a letter or digit; each Han or kana character is a word of its own. */
function countWords(text: string): number {
	let count = 0;
	for (const run of text.split(/\s+/)) {
		let ideographs = 0;
		for (let i = 0; i < run.length; i++) if (classOf(run.charCodeAt(i)) === IDEOGRAPH) ideographs++;
		count += ideographs > 0 ? ideographs : /[\p{L}\p{N}]/u.test(run) ? 1 : 0;
	}
	return count;
}
