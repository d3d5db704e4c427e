import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import fc from 'fast-check';

import { LedgerFile } from '../../../adapters/ledger/ledgerFile';
import type { Reply, WorkerRequest } from '../../../adapters/ledger/messages';
import { wholeOf } from '../../../adapters/ledger/report/parts';
import { flatRow } from '../../../router/learning/log/flatRow';
import type { ReportFacts } from '../../../router/ledger/reportFacts';
import { renderPage } from '../../../router/report/page';
import { makeReport } from '../../../router/report/rows';
import { CASES, fuzz, must, ODD_NUMBERS, ODD_TEXTS, oddJson } from '../../support/fuzz';
import { feedbackOf, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const DECISIONS = 24;
/** The others must be found whatever becomes of these. */
const SPOILED = 12;
/** So many values are spoiled at once; each is a case. */
const AT_ONCE = 40;
/** Of all records here. */
const AT_MS = fullRecord('x').atMs;
const DAY_MS = 86_400_000;
const SCRIPT = '<script>alert(1)</script>';

const TABLES = ['decisions', 'candidates', 'attempts', 'charges', 'contents', 'outcomes', 'documents'] as const;

const CHILD = 'decision_seq = (SELECT seq FROM decisions WHERE id = ?)';
/** Which rows are those of a decision. */
const WHERE: Readonly<Record<(typeof TABLES)[number], string>> = {
	decisions: 'id = ?',
	candidates: CHILD,
	attempts: CHILD,
	charges: CHILD,
	contents: CHILD,
	outcomes: 'dedupe_key = ?',
	documents: '? IS NOT NULL',
};

const number = fc.oneof(fc.constantFrom(...ODD_NUMBERS.filter(Number.isFinite)), fc.integer());
const value = fc.oneof(
	fc.constantFrom<null | bigint>(null, 2n ** 53n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)),
	number,
	fc.constantFrom(...ODD_TEXTS, SCRIPT, '{', '[', '{"a":', 'null', '[]', '{}', '"x"', '1e999', '[1e400]'),
	oddJson.map((one) => JSON.stringify(one)),
	fc.uint8Array({ maxLength: 12 }),
);
const spoiled = fc.record({ table: fc.constantFrom(...TABLES), row: fc.nat(), column: fc.nat(), value });
type Spoiled = typeof spoiled extends fc.Arbitrary<infer T> ? T : never;

const folder = tempFolder();
const template = path.join(folder.path, 'template.sqlite');
/** Table → its columns that hold something of their own. */
let columns: Readonly<Record<string, readonly string[]>> = {};

const nameOf = (index: number) => `d${String(index)}`;

beforeAll(async () => {
	const file = new LedgerFile(template);
	const records = Array.from({ length: DECISIONS }, (_, index) => fullRecord(nameOf(index)));
	must(file.handle({ kind: 'write', records }).kind === 'written', 'not written');
	const feedback = feedbackOf(file);
	await feedback.recordOutcomes(
		records.map(({ id, atMs, result }) => ({
			decisionId: id,
			modelId: result.kind === 'answered' ? result.modelId : 'maker/cheap',
			atMs,
			score: 0.5,
			source: 'user',
			judge: null,
			inclusionProbability: 0.5,
			dedupeKey: id,
		})),
	);
	await feedback.putDocument({ kind: 'thresholds', name: 'one', json: { threshold: 0.5 }, expectedVersion: null });
	file.handle({ kind: 'close' });
	const database = new DatabaseSync(template);
	database.exec('PRAGMA journal_mode = DELETE');
	columns = Object.fromEntries(
		TABLES.map((table) => [
			table,
			database
				.prepare(`SELECT name FROM pragma_table_info('${table}')`)
				.all()
				.map(({ name }) => String(name))
				.filter((name) => !['seq', 'decision_seq', 'position'].includes(name)),
		]),
	);
	database.close();
});
afterAll(() => folder.remove());

/** What the database itself does not take stays as it was. */
function spoil(file: string, all: readonly Spoiled[]): void {
	const database = new DatabaseSync(file);
	database.exec('PRAGMA synchronous = OFF; BEGIN');
	for (const one of all) {
		const names = columns[one.table] ?? [];
		const column = names[one.column % names.length] ?? '';
		try {
			database.prepare(`UPDATE ${one.table} SET ${column} = ? WHERE ${WHERE[one.table]}`).run(one.value, nameOf(one.row % SPOILED));
		} catch (error) {
			must(/constraint|cannot store/.test(String(error)), String(error));
		}
	}
	database.exec('COMMIT');
	database.close();
}

let files = 0;

async function check(all: readonly Spoiled[]): Promise<void> {
	const at = path.join(folder.path, `${String(files++)}.sqlite`);
	copyFileSync(template, at);
	spoil(at, all);
	const file = new LedgerFile(at);
	try {
		await readFeedback(file);
		readReport(file);
		for (const ask of [
			{ kind: 'oldest', after: 0 },
			{ kind: 'get', id: nameOf(0) },
			{ kind: 'tally', ask: TALLY },
		] as const)
			answered(file, ask);
	} finally {
		file.handle({ kind: 'close' });
		rmSync(at);
	}
}

/** Says where, what is wrong and what to do, without the innards of a parser. */
function mustBeClear(reason: string): void {
	must(/The ledger \S+ could not be used: it holds what no version .+; restore it from a backup, or move it away\.$/s.test(reason), reason);
	must(reason.length < 1_000 && !reason.includes('"code"'), reason);
}

function answered(file: LedgerFile, ask: WorkerRequest): Reply | null {
	const reply = file.handle(ask);
	if (reply.kind !== 'refused') return reply;
	mustBeClear(reply.reason);
	return null;
}

async function readFeedback(file: LedgerFile): Promise<void> {
	const feedback = feedbackOf(file);
	const found = new Set<string>();
	for (let after: string | null = null, more = true; more; more = after !== null) {
		const page = await feedback.decisions({ filter: {}, order: 'newest', limit: 5, after });
		for (const decision of page.decisions) {
			must(!found.has(decision.id) && JSON.stringify(flatRow(decision, { withTexts: true })) !== '', `${decision.id} comes twice`);
			found.add(decision.id);
		}
		after = page.next;
	}
	for (let index = SPOILED; index < DECISIONS; index++) must(found.has(nameOf(index)), `${nameOf(index)} is kept back`);
	await feedback.examples({ routerId: null, limit: 100, after: null });
	await feedback.routers();
	await feedback.listDocuments('thresholds');
	await feedback.getDocument('thresholds', 'one').catch((error: unknown) => mustBeClear(String(error)));
}

const FROM = AT_MS - DAY_MS;
const DAYS = [FROM, FROM + DAY_MS].map((startMs) => ({ name: new Date(startMs).toISOString().slice(0, 10), startMs }));
const QUERY = { routerId: null, days: DAYS, toMs: FROM + 2 * DAY_MS, goodFrom: 0.5 };
const TALLY = { routerId: 'workflow:node', sinceMs: FROM, modelId: 'maker/cheap', keyHash: null };

function readReport(file: LedgerFile): void {
	const parts: ReportFacts[] = [];
	let reply = answered(file, { kind: 'report', ask: QUERY });
	while (reply?.kind === 'reported') {
		parts.push(reply.part);
		reply = reply.more ? answered(file, { kind: 'report_part' }) : null;
	}
	if (parts.length === 0) return;
	const report = makeReport(wholeOf(parts));
	const page = renderPage({ report, title: SCRIPT, period: 'P', madeAt: new Date(AT_MS).toISOString() });
	must(!page.includes(SCRIPT) && !page.includes('<img'), 'what is stored becomes part of the page');
	const [odd] = /.{40}(\bNaN|Infinity|undefined|\[object).{20}/s.exec(page) ?? [];
	must(odd === undefined, `the page says "${String(odd)}"`);
}

it(`whatever is stored: the other decisions, a readable report or a clear error, ${String(CASES.rows)} times`, async () => {
	await fuzz(fc.array(spoiled, { minLength: 1, maxLength: 2 }), CASES.rows / 200, check);
	await fuzz(fc.array(spoiled, { minLength: AT_ONCE, maxLength: AT_ONCE }), CASES.rows / AT_ONCE, check);
});
