import { writeSync } from 'node:fs';

import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';

// Writes one conversation's state again and again, turn after turn, and names each turn on stdout once it is written.
// Arguments: file, worker, key.
const [file = '', workerPath = '', key = ''] = process.argv.slice(2);
const { sessions } = createSqliteLedger({ path: file, workerPath });

async function keepWriting(): Promise<void> {
	for (let turn = 1; ; turn++) {
		await sessions.write(key, { turn }, Date.now());
		writeSync(1, `${String(turn)}\n`);
	}
}

void keepWriting();
