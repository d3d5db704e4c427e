import { createDictionary, type Dictionary } from './wordDictionary';
import table from './wordTable.json';

/** The words of docs/words-card.md, written by `npm run train:words`: 1.4 MB, so import this on first use only. */
export function shippedDictionary(): Dictionary {
	decoded ??= createDictionary(table);
	return decoded;
}

let decoded: Dictionary | null = null;
