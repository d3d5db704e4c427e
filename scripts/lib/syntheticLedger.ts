import type { DatabaseSync } from 'node:sqlite';

import { openDatabase } from '../../adapters/ledger/openDatabase';
import { recordWriter } from '../../adapters/ledger/writeRecord';
import { syntheticDecisions, type SyntheticOptions } from './syntheticDecisions';

/** Writes a ledger file of made-up decisions with the statements of the ledger, but in one go: who kills it begins anew. */
export function writeSyntheticLedger(file: string, options: SyntheticOptions): void {
	const { database } = openDatabase(file);
	try {
		database.exec('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN');
		const makeIndexes = dropIndexes(database);
		const write = recordWriter(database);
		const outcome = database.prepare(
			'INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
		);
		for (const { record, outcomes } of syntheticDecisions(options)) {
			write(record);
			for (const one of outcomes)
				outcome.run(one.dedupeKey, one.decisionId, one.modelId, one.atMs, one.score, one.source, one.judge, one.inclusionProbability);
		}
		makeIndexes();
		database.exec('COMMIT');
	} finally {
		database.close();
	}
}

/** An index is made of many rows faster than it grows row by row. Those of UNIQUE stay: SQLite makes them itself. */
function dropIndexes(database: DatabaseSync): () => void {
	const indexes = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").all();
	for (const { name } of indexes) database.exec(`DROP INDEX ${String(name)}`);
	return () => {
		for (const { sql } of indexes) database.exec(String(sql));
	};
}
