import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

import { GROUP } from './columns';

/** The values of `GROUP`, in order. */
export type GroupValues = readonly SQLInputValue[];

const INDEX = 'decisions INDEXED BY decisions_for_reports';
const COLUMNS = GROUP.join(', ');

/**
 * All groups of decisions there are, of one router or of all, by jumping in the index from each to the next: as
 * many steps as there are groups, however many decisions they hold.
 */
export function* groupsOf(database: DatabaseSync, routerId: string | null): Generator<GroupValues> {
	const from = routerId === null ? '' : 'WHERE router_id = ?';
	const first = database.prepare(`SELECT ${COLUMNS} FROM ${INDEX} ${from} ORDER BY ${COLUMNS} LIMIT 1`);
	const next = nextGroup(database, routerId === null ? 0 : 1);
	let row: Record<string, SQLInputValue> | undefined = routerId === null ? first.get() : first.get(routerId);
	while (row !== undefined) {
		const group: GroupValues = Object.values(row);
		yield group;
		row = next(group);
	}
}

/** `fixed`: so many of the first columns stay as they are. */
function nextGroup(database: DatabaseSync, fixed: number): (group: GroupValues) => Record<string, SQLInputValue> | undefined {
	const statements = GROUP.map((column, index) => {
		const same = GROUP.slice(0, index).map((earlier) => `${earlier} IS ?`);
		// In the index NULL comes first.
		const after = (condition: string) =>
			database.prepare(`SELECT ${COLUMNS} FROM ${INDEX} WHERE ${[...same, condition].join(' AND ')} ORDER BY ${COLUMNS} LIMIT 1`);
		return { afterNull: after(`${column} IS NOT NULL`), afterValue: after(`${column} > ?`) };
	});
	return (group) => {
		for (let last = GROUP.length - 1; last >= fixed; last--) {
			const value = group[last] ?? null;
			const same = group.slice(0, last);
			const row = value === null ? statements[last]?.afterNull.get(...same) : statements[last]?.afterValue.get(...same, value);
			if (row !== undefined) return row;
		}
		return undefined;
	};
}
