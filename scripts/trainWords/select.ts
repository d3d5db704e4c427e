import { baseForms } from '../../router/features/wordForms';
import { dot } from '../../router/features/vectors';

import type { Encode } from './encoder';

export interface SelectedWord {
	readonly word: string;
	readonly vector: Float32Array;
}

/**
 * The first `count` words, less those that are forms of one taken before and mean the same: "invoices" is looked
 * up as "invoice", but "news" is not "new".
 */
export async function selectWords(
	candidates: readonly string[],
	{ count, encode, say }: { readonly count: number; readonly encode: Encode; readonly say: (text: string) => void },
): Promise<SelectedWord[]> {
	const taken = new Map<string, Float32Array>();
	for (let start = 0; start < candidates.length && taken.size < count; start += BATCH) {
		const batch = candidates.slice(start, start + BATCH);
		const vectors = await encode(batch);
		batch.forEach((word, index) => {
			const vector = vectors[index];
			if (vector !== undefined && taken.size < count && !isForm(word, vector, taken)) taken.set(word, vector);
		});
		say(`${String(taken.size)} words`);
	}
	return [...taken].map(([word, vector]) => ({ word, vector }));
}

/** Always the same, so that the encoder adds in the same order. */
const BATCH = 200;
/** Cosine from which a form means what its base means. */
const SAME_FROM = 0.7;

function isForm(word: string, vector: Float32Array, taken: ReadonlyMap<string, Float32Array>): boolean {
	const base = baseForms(word)
		.map((form) => taken.get(form))
		.find((one) => one !== undefined);
	return base !== undefined && dot(base, vector) >= SAME_FROM;
}
