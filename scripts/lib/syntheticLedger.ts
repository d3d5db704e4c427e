import { openDatabase } from '../../adapters/ledger/openDatabase';
import { recordWriter } from '../../adapters/ledger/writeRecord';
import { syntheticDecisions, type SyntheticOptions } from './syntheticDecisions';

const COMMIT_EVERY = 10_000;

/** Writes a ledger file of made-up decisions the way the ledger writes them. */
export function writeSyntheticLedger(file: string, options: SyntheticOptions): void {
	const { database } = openDatabase(file);
	try {
		const write = recordWriter(database);
		const outcome = database.prepare('INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source, judge, inclusion_probability) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
		let waiting = 0;
		database.exec('BEGIN');
		for (const { record, outcomes } of syntheticDecisions(options)) {
			write(record);
			for (const one of outcomes) outcome.run(one.dedupeKey, one.decisionId, one.modelId, one.atMs, one.score, one.source, one.judge, one.inclusionProbability);
			if (++waiting % COMMIT_EVERY === 0) database.exec('COMMIT; BEGIN');
		}
		database.exec('COMMIT');
	} finally {
		database.close();
	}
}
