import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import fc from 'fast-check';

import { createFeedbackLedger } from '../../../adapters/ledger/feedback/feedbackLedger';
import { LedgerFile } from '../../../adapters/ledger/ledgerFile';
import type { Reply, WorkerRequest } from '../../../adapters/ledger/messages';
import { wholeOf } from '../../../adapters/ledger/report/parts';
import { flatRow } from '../../../router/learning/log/flatRow';
import type { ReportFacts } from '../../../router/ledger/reportFacts';
import { reportJson } from '../../../router/report/json';
import { renderPage } from '../../../router/report/page';
import { makeReport } from '../../../router/report/rows';
import { CASES, fuzz, must, ODD_NUMBERS, ODD_TEXTS, oddJson } from '../../support/fuzz';
import { tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const DECISIONS = 24;
/** So many columns are spoiled at once; each is a case. */
const AT_ONCE = 28;
const DAY_MS = 86_400_000;
const SCRIPT = '<script>alert(1)</script>';

const TABLES = ['decisions', 'candidates', 'attempts', 'charges', 'contents', 'outcomes', 'documents'] as const;

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

const perform = (file: LedgerFile) => (ask: Extract<WorkerRequest, { kind: 'feedback' }>['ask']) => {
	const reply = file.handle({ kind: 'feedback', ask });
	return Promise.resolve(reply.kind === 'feedback' ? { kind: 'done' as const, answer: reply.answer } : { kind: 'refused' as const, reason: reasonIn(reply) });
};
const reasonIn = (reply: Reply) => ('reason' in reply ? reply.reason : reply.kind);
const feedbackOf = (file: LedgerFile) => createFeedbackLedger({ perform: perform(file), scrub: () => Promise.resolve() });
const nameOf = (index: number) => `d${String(index)}`;

beforeAll(async () => {
	const file = new LedgerFile(template);
	const records = Array.from({ length: DECISIONS }, (_, index) => fullRecord(nameOf(index)));
	must(file.handle({ kind: 'write', records }).kind === 'written', 'not written');
	const feedback = feedbackOf(file);
	await feedback.recordOutcomes(
		records.map(({ id, atMs, result }) => ({ decisionId: id, modelId: result.kind === 'answered' ? result.modelId : 'maker/cheap', atMs, score: 0.5, source: 'user', judge: null, inclusionProbability: 0.5, dedupeKey: id })),
	);
	await feedback.putDocument({ kind: 'thresholds', name: 'one', json: { threshold: 0.5 }, expectedVersion: null });
	file.handle({ kind: 'close' });
	const database = new DatabaseSync(template);
	database.exec('PRAGMA journal_mode = DELETE');
	columns = Object.fromEntries(TABLES.map((table) => [table, database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => String(name)).filter((name) => !['seq', 'decision_seq', 'position'].includes(name))]));
	database.close();
});
afterAll(() => folder.remove());

/** What the database itself takes no odd value for stays as it was. Returns the decisions that were touched. */
function spoil(file: string, all: readonly Spoiled[]): ReadonlySet<string> {
	const database = new DatabaseSync(file);
	const touched = new Set<string>();
	database.exec('PRAGMA synchronous = OFF; BEGIN');
	for (const one of all) {
		const names = columns[one.table] ?? [];
		const column = names[one.column % names.length] ?? '';
		const of = nameOf(one.row % DECISIONS);
		const where = one.table === 'decisions' ? 'id = ?' : one.table === 'outcomes' ? 'dedupe_key = ?' : one.table === 'documents' ? '? IS NOT NULL' : 'decision_seq = (SELECT seq FROM decisions WHERE id = ?)';
		try {
			database.prepare(`UPDATE ${one.table} SET ${column} = ? WHERE ${where}`).run(one.value, of);
		} catch (error) {
			must(error instanceof Error && /constraint|cannot store/.test(error.message), String(error));
			continue;
		}
		touched.add(of);
	}
	database.exec('COMMIT');
	database.close();
	return touched;
}

let files = 0;
const seen = new Map<string, number>();
const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);

async function check(all: readonly Spoiled[]): Promise<void> {
	const at = path.join(folder.path, `${String(files++)}.sqlite`);
	copyFileSync(template, at);
	const touched = spoil(at, all);
	const file = new LedgerFile(at);
	try {
		await readDecisions(file, touched);
		readReport(file);
		for (const ask of [{ kind: 'oldest', after: 0 }, { kind: 'get', id: nameOf(0) }] as const) answered(file, ask);
	} finally {
		file.handle({ kind: 'close' });
		rmSync(at);
	}
}

function answered(file: LedgerFile, ask: WorkerRequest): Reply | null {
	const reply = file.handle(ask);
	if (reply.kind !== 'refused') return reply;
	note(`${ask.kind}: ${reply.reason.replaceAll(/\/\S+/g, 'F').slice(0, 200)}`);
	return null;
}

async function readDecisions(file: LedgerFile, touched: ReadonlySet<string>): Promise<void> {
	const feedback = feedbackOf(file);
	const found: string[] = [];
	let after: string | null = null;
	try {
		do {
			const page: Awaited<ReturnType<typeof feedback.decisions>> = await feedback.decisions({ filter: {}, order: 'newest', limit: 100, after });
			for (const decision of page.decisions) {
				JSON.stringify(flatRow(decision, { withTexts: true }));
				found.push(decision.id);
			}
			after = page.next;
		} while (after !== null);
		const lost = Array.from({ length: DECISIONS }, (_, index) => nameOf(index)).filter((id) => !touched.has(id) && !found.includes(id));
		if (lost.length) note('LOST');
	} catch (error) {
		note(`decisions: ${String(error).replaceAll(/\/\S+/g, 'F').slice(0, 200)}`);
	}
	for (const [name, ask] of Object.entries({ examples: () => feedback.examples({ routerId: null, limit: 100, after: null }), routers: () => feedback.routers(), documents: () => feedback.listDocuments('thresholds'), document: () => feedback.getDocument('thresholds', 'one') }))
		await ask().catch((error: unknown) => note(`${name}: ${String(error).replaceAll(/\/\S+/g, 'F').slice(0, 200)}`));
}

const FROM = 1_790_000_000_123 - DAY_MS;
const QUERY = { routerId: null, days: [{ name: '2026-09-21', startMs: FROM }, { name: '2026-09-22', startMs: FROM + DAY_MS }], toMs: FROM + 2 * DAY_MS, goodFrom: 0.5 };

function readReport(file: LedgerFile): void {
	const parts: ReportFacts[] = [];
	let reply = answered(file, { kind: 'report', ask: QUERY });
	while (reply?.kind === 'reported') {
		parts.push(reply.part);
		reply = reply.more ? answered(file, { kind: 'report_part' }) : null;
	}
	if (parts.length === 0) return;
	let report;
	try { report = makeReport(wholeOf(parts)); } catch (e) { note('makeReport ' + String((e as Error).stack).slice(0,400)); return; }
	let page = '';
	try { page = renderPage({ report, title: 'T', period: 'P', madeAt: new Date(0).toISOString() }); } catch (e) { note('renderPage ' + String((e as Error).stack).slice(0,400)); return; }
	if (page.includes(SCRIPT) || page.includes('<img')) note('XSS');
	if (/NaN|Infinity|undefined|\[object/.test(page)) note('NaN ' + (/.{60}(NaN|Infinity|undefined|\[object).{40}/s.exec(page)?.[0] ?? ''));
}

it('x', async () => {
	const all = fc.array(spoiled, { minLength: AT_ONCE, maxLength: AT_ONCE });
	const t = process.cpuUsage();
	await fuzz(fc.oneof(all, fc.array(spoiled, {minLength: 1, maxLength: 2})), 300, check);
	console.error(process.cpuUsage(t).user/300000, [...seen].sort((a, b) => b[1] - a[1]).map(([k, v]) => `${v} ${k}`).join('\n'));
});
