import { writeSync } from 'node:fs';

import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { fullRecord } from '../../support/records';

// Writes records, many at a time, and names each on stdout once it is stored.
// Arguments: file, worker, prefix of the ids, how many (0: until killed).
const [file = '', workerPath = '', prefix = '', many = '0'] = process.argv.slice(2);
const ledger = createSqliteLedger({ path: file, workerPath });
const last = Number(many) || Number.MAX_SAFE_INTEGER;
let next = 0;

async function keepWriting(): Promise<void> {
	while (next < last) {
		const id = `${prefix}-${next++}`;
		const recorded = await ledger.record(fullRecord(id));
		writeSync(1, `${recorded.kind === 'stored' ? id : `refused: ${recorded.reason}`}\n`);
	}
}

for (let writer = 0; writer < 50; writer++) void keepWriting();
