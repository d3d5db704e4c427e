import type { DatabaseSync } from 'node:sqlite';

import type { DecisionRecord } from '../../router/ledger/record';

import { allRows, firstRow } from './readRows';
import { recordOf } from './recordOf';

/**
 * Returns a function that reads one record back, `null` where none has this id. Charges taken over from a
 * replaced record come first. Throws where a row is not what the schema promises.
 */
export function recordReader(database: DatabaseSync): (id: string) => DecisionRecord | null {
	const decisions = database.prepare('SELECT * FROM decisions WHERE id = ?');
	const candidates = database.prepare('SELECT * FROM candidates WHERE decision_seq = ? ORDER BY position');
	const attempts = database.prepare('SELECT * FROM attempts WHERE decision_seq = ? ORDER BY position');
	const charges = database.prepare('SELECT * FROM charges WHERE decision_seq = ? ORDER BY decision_id = ?, decision_id, position');
	const contents = database.prepare('SELECT * FROM contents WHERE decision_seq = ?');
	return (id) => {
		const decision = firstRow(decisions, id);
		if (decision === undefined) return null;
		const seq = Number(decision['seq']);
		return recordOf({
			decision,
			candidates: allRows(candidates, seq),
			attempts: allRows(attempts, seq),
			charges: allRows(charges, seq, id),
			contents: firstRow(contents, seq),
		});
	};
}
