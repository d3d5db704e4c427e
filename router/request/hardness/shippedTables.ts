import { decodeTables, type HardnessTables } from './tables';

import encoded from './hardnessTables.json';

/** Written by `npm run train`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedTables(): HardnessTables {
	decoded ??= decodeTables(encoded);
	return decoded;
}

let decoded: HardnessTables | null = null;
