import { damped } from './damped';
import { normalize } from './vectors';
import type { Dictionary } from './wordDictionary';

interface MeaningOptions {
	/** How rare a word is among the examples. */
	readonly rarity: (word: string) => number;
	readonly dictionary: Dictionary;
}

/**
 * The mean meaning of the words of a text, given with how often each stands there; rare ones count more. Its
 * squared length is the share of the text that the dictionary knows: a text in another language, of which it
 * knows a word by chance, says next to nothing here. All zero where it knows none.
 */
export function meaningOf(words: ReadonlyMap<string, number>, { rarity, dictionary }: MeaningOptions): Float32Array {
	const sum = new Float32Array(dictionary.dimensions);
	let known = 0;
	let all = 0;
	for (const [word, count] of words) {
		const found = dictionary.lookUp(word);
		const weight = damped(count) * rarity(word) * (found === null ? 1 : tellingOf(found.rank));
		all += weight;
		if (found === null) continue;
		known += weight;
		for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + weight * (found.vector[i] ?? 0);
	}
	const length = all === 0 ? 0 : Math.sqrt(known / all);
	return normalize(sum).map((value) => value * length);
}

/** How much a word says by how common it is in English: "the" nothing, the 300th word half of what a rare one does. */
function tellingOf(rank: number): number {
	return (rank + 1) / (rank + 1 + HALF_AT);
}

const HALF_AT = 300;
