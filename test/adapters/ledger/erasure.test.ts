import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { seeded } from '../../../scripts/lib/seeded';
import { outcomeOf } from '../../support/feedbackContract';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
afterAll(() => folder.remove());

const SUBJECTS = 80;
const EACH = 15;

it('of an erased subject nothing is left in a table, no text in a byte of the file, and after VACUUM no key either', async () => {
	const file = path.join(folder.path, 'ledger.sqlite');
	const ledger = createSqliteLedger({ path: file, workerPath: await bundleWorker(folder.path) });
	const random = seeded(3);
	const nameOf = (n: number) => `SUBJECT${String(n)}@example.com`;
	const subjects = Array.from({ length: SUBJECTS }, (_, n) => n);
	// Of different lengths and mixed, so that pages are split and joined.
	for (let each = 0; each < EACH; each++) {
		await Promise.all(
			subjects.map(async (n) => {
				const id = `d${String(n)}-${String(each)}`;
				const about = `TEXT${String(n)}@ ${'x'.repeat(Math.floor(random() ** 3 * 3000))}`;
				await ledger.record(
					fullRecord(id, {
						subjectKey: nameOf(n),
						reason: 'x'.repeat(about.length),
						features: { bytes: Buffer.from(about), expiresAtMs: 4e12 },
						stored: { prompt: about, answer: about, expiresAtMs: 4e12 },
					}),
				);
				await ledger.feedback.recordOutcomes([outcomeOf(id, { dedupeKey: `${id} by ${nameOf(n)}.` })]);
			}),
		);
	}
	expect((await ledger.feedback.audits({ routerId: null, limit: 50, nowMs: 1 })).length).toBe(50);
	const erased = subjects.filter(() => random() < 0.6);
	for (const n of erased) expect(await ledger.feedback.erase({ kind: 'subject', subjectKey: nameOf(n) })).toBe(EACH);
	await ledger.close();
	const database = new DatabaseSync(file, { readOnly: true });
	const left = (SUBJECTS - erased.length) * EACH;
	for (const table of ['decisions', 'contents', 'outcomes'])
		expect([table, database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']]).toEqual([table, left]);
	const orphans = ['candidates', 'attempts', 'charges', 'audit_claims'].map(
		(table) => database.prepare(`SELECT count(*) AS n FROM ${table} WHERE decision_seq NOT IN (SELECT seq FROM decisions)`).get()?.['n'],
	);
	expect(orphans).toEqual([0, 0, 0, 0]);
	database.close();
	const still = (marker: RegExp) => new Set([...readFileSync(file, 'latin1').matchAll(marker)].map(([, n]) => Number(n)));
	const kept = subjects.filter((n) => !erased.includes(n));
	expect([...still(/TEXT(\d+)@/g)].sort((a, b) => a - b)).toEqual(kept);
	const offline = new DatabaseSync(file);
	offline.exec('VACUUM');
	offline.close();
	expect([...still(/SUBJECT(\d+)@/g)].sort((a, b) => a - b)).toEqual(kept);
});
