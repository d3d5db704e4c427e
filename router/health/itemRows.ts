/**
 * Different items that failed in a row, by key. Two ways to use it, for one key never both: where the outcome of each
 * call is seen, `failed` and `succeeded`; where only failures come back, and some time later, `sent` and `cameBack`.
 */
export interface ItemRows {
	/** How many different items have failed in a row, this one included. The same item again adds nothing. */
	failed(key: string, itemId: string): number;
	/** The row is over. */
	succeeded(key: string): void;
	/** Until it comes back it counts as well. */
	sent(key: string, itemId: string): void;
	/**
	 * How many items that were sent next to each other have come back, this one included; 0 for one that was not sent
	 * from here, or so long ago that it is forgotten.
	 */
	cameBack(key: string, itemId: string): number;
}

interface Entry {
	readonly itemId: string;
	failed: boolean;
}

/** Items remembered per key: more than are sent before the first of them can come back, in all but huge runs. */
const KEPT = 1_000;

export function createItemRows(): ItemRows {
	const rows = new Map<string, Entry[]>();
	const rowOf = (key: string) => {
		const row = rows.get(key) ?? [];
		rows.set(key, row);
		return row;
	};
	const add = (row: Entry[], entry: Entry) => {
		row.push(entry);
		if (row.length > KEPT) row.shift();
	};
	return {
		failed(key, itemId) {
			const row = rowOf(key);
			if (!row.some((entry) => entry.itemId === itemId)) add(row, { itemId, failed: true });
			return row.length;
		},
		succeeded: (key) => void rows.delete(key),
		sent: (key, itemId) => add(rowOf(key), { itemId, failed: false }),
		cameBack(key, itemId) {
			const row = rows.get(key) ?? [];
			const index = row.findLastIndex((entry) => entry.itemId === itemId);
			const entry = row[index];
			if (entry === undefined) return 0;
			entry.failed = true;
			return lengthAround(row, index);
		},
	};
}

/** How many failed ones lie next to each other there. */
function lengthAround(row: readonly Entry[], index: number): number {
	let [from, to] = [index, index];
	while (row[from - 1]?.failed === true) from -= 1;
	while (row[to + 1]?.failed === true) to += 1;
	return to - from + 1;
}
