import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import type { DecisionRecord } from '../../../router/ledger/record';
import { seeded } from '../../../scripts/lib/seeded';
import { auditContract } from '../../support/auditContract';
import { feedbackContract } from '../../support/feedbackContract';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';
import { drawn, RUNG, tuningContract, tuningOf } from '../../support/tuningContract';

const folder = tempFolder();
let workerPath: string;
let file: string;
let ledger: SqliteLedger;
/** Opened where a test asks for it: each is a thread of its own. */
let other: SqliteLedger | null;
let files = 0;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
});
beforeEach(() => {
	file = path.join(folder.path, `run-${++files}`, 'ledger.sqlite');
	ledger = createSqliteLedger({ path: file, workerPath });
	other = null;
});
afterEach(async () => {
	await ledger.close();
	await other?.close();
});
afterAll(() => folder.remove());

function query(sql: string): unknown[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		return database
			.prepare(sql)
			.all()
			.map((row) => ({ ...row }));
	} finally {
		database.close();
	}
}

const open = () => ({
	ledger,
	get other() {
		return (other ??= createSqliteLedger({ path: file, workerPath }));
	},
	query: async (sql: string) => query(sql),
});
auditContract(open);
feedbackContract(open);
tuningContract(open);

describe('Auto-Tune in a file', () => {
	it('finds how far an audit came, and its marks, after the file was closed and opened again', async () => {
		await ledger.record(drawn('a'));
		const step = { asking: 'judge/one', answers: { 'maker/cheap': 'B' }, by: 'who' };
		await ledger.feedback.recordAuditStep({ decisionId: 'a', from: null, step, charges: [] });
		const applied = [{ kind: 'scored', decisionId: 'a', order: 3 }] as const;
		await ledger.feedback.putTuning({ put: { kind: 'auto_tune', name: 'w:n', json: {}, expectedVersion: 0 }, applied });
		await ledger.close();
		ledger = createSqliteLedger({ path: file, workerPath });
		const [again] = await ledger.feedback.audits({ routerId: null, limit: 1, nowMs: 1e12, drawnBy: 'autotune' });
		expect(again).toMatchObject({ id: 'a', auditStep: step, tuning: tuningOf(RUNG) });
		expect(await ledger.feedback.tuningDue({ routerId: 'workflow:node', limit: 9 })).toEqual([]);
	});

	it.each([
		['tuning IS NOT NULL AND tuning_order IS NULL', 'decisions_by_tuning_due'],
		['tuning IS NOT NULL AND audit_result IS NOT NULL AND audit_order IS NULL', 'decisions_by_audit_due'],
	])('finds what is due by an index of that alone: %s', async (condition, index) => {
		await ledger.record(drawn('a'));
		const plan = query(`EXPLAIN QUERY PLAN SELECT seq FROM decisions LEFT JOIN contents ON contents.decision_seq = decisions.seq
			WHERE router_id = 'w:n' AND ${condition} ORDER BY at_ms, seq LIMIT 9`);
		expect(plan).toContainEqual(expect.objectContaining({ detail: expect.stringContaining(index) }));
	});
});

/** Every byte of the ledger's files. */
function bytes(): string {
	const place = path.dirname(file);
	return readdirSync(place)
		.map((name) => readFileSync(path.join(place, name), 'latin1'))
		.join('\n');
}

describe('what was forgotten', () => {
	const marked = (id: string, marker: string, size: number, changes: Partial<DecisionRecord> = {}) =>
		fullRecord(id, {
			stored: { prompt: `${marker}-prompt ${'p'.repeat(size)}`, answer: `${marker}-answer ${'a'.repeat(size * 2)}`, expiresAtMs: 4e12 },
			features: { bytes: Buffer.from(`${marker}-features`), expiresAtMs: 4e12 },
			...changes,
		});
	// Small ones share a page, large ones have pages of their own.
	const sizeOf = seeded(7);
	const size = () => Math.floor(sizeOf() ** 4 * 12_000);

	it("is in none of the ledger's bytes: erased, expired or replaced", async () => {
		const all = Array.from({ length: 600 }, (_, index) => index);
		const kindOf = (index: number) => ['kept', 'erased', 'expired'][index % 3] ?? '';
		for (const index of all) {
			const kind = kindOf(index);
			const expiresAtMs = kind === 'expired' ? 3e12 : 4e12;
			const record = marked(`r${index}`, kind, size(), { subjectKey: kind });
			await ledger.record({
				...record,
				stored: record.stored && { ...record.stored, expiresAtMs },
				features: record.features && { ...record.features, expiresAtMs },
			});
			// Taken out in between, so that pages empty and fill again.
			if (index % 50 === 49) await ledger.feedback.erase({ kind: 'subject', subjectKey: 'erased' });
		}
		await ledger.record(marked('replaced', 'replaced', 300, { dedupeKey: 'same', charges: [] }));
		await ledger.record(fullRecord('new', { dedupeKey: 'same', charges: [], stored: null, features: null }));
		expect(bytes()).toContain('expired-prompt');
		await ledger.feedback.erase({ kind: 'subject', subjectKey: 'erased' });
		expect(await ledger.feedback.expire(3.5e12)).toBe(200);
		const left = bytes();
		expect(left.match(/kept-prompt/g)).toHaveLength(200);
		for (const gone of [
			'erased-prompt',
			'erased-answer',
			'erased-features',
			'expired-prompt',
			'expired-answer',
			'expired-features',
			'replaced-prompt',
		]) {
			expect([gone, left.includes(gone)]).toEqual([gone, false]);
		}
	});

	it('is in none of them either once it was audited and the next expiry came', async () => {
		await ledger.record(marked('audited', 'audited', 300, { audit: { probability: 1, chosen: true } }));
		await ledger.feedback.expire(1);
		expect(bytes()).toContain('audited-prompt');
		await ledger.feedback.recordAudit({ decisionId: 'audited', end: { kind: 'nothing_to_compare' }, charges: [] });
		await ledger.feedback.expire(1);
		expect(['audited-prompt', 'audited-answer', 'audited-features'].map((text) => bytes().includes(text))).toEqual([false, false, true]);
	});
});
