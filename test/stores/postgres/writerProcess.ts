import { writeSync } from 'node:fs';

import { createPostgresLedger } from '../../../adapters/ledger/postgres/postgresLedger';
import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import type { PostgresSettings } from '../../../adapters/ledger/postgres/settings';
import { fullRecord } from '../../support/records';

// Writes records, many at a time, and names each on stdout once it is kept, with where.
// Arguments: settings as JSON, spool, worker, prefix of the ids, how many (0: until killed).
const [settings = '', spoolPath = '', workerPath = '', prefix = '', many = '0'] = process.argv.slice(2);
const ledger = createPostgresLedger({
	settings: JSON.parse(settings) as PostgresSettings,
	spool: createSqliteLedger({ path: spoolPath, workerPath }),
});
const last = Number(many) || Number.MAX_SAFE_INTEGER;
let next = 0;

async function keepWriting(): Promise<void> {
	while (next < last) {
		const id = `${prefix}-${next++}`;
		const recorded = await ledger.record(fullRecord(id));
		writeSync(1, `${recorded.kind} ${id}\n`);
	}
}

for (let writer = 0; writer < 50; writer++) void keepWriting();
