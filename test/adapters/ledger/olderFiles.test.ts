import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { openDatabase } from '../../../adapters/ledger/openDatabase';
import { MIGRATIONS } from '../../../adapters/ledger/schema';
import { createSqliteLedger, type SqliteLedger } from '../../../adapters/ledger/sqliteLedger';
import { outcomeOf } from '../../support/feedbackContract';
import { bundleWorker, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
const NEW = path.join(folder.path, 'new.sqlite');
const TABLES = ['decisions', 'candidates', 'attempts', 'charges', 'contents', 'outcomes', 'documents', 'audit_claims'];
const [failed, draft, answer] = fullRecord('d1').charges;
if (!failed || !draft || !answer) throw new Error('The full record lost a part.');
const record = fullRecord('d1', { charges: [failed, draft, { ...answer, costNanoUsd: 5000 }] });
let workerPath: string;
const open = (file: string): SqliteLedger => createSqliteLedger({ path: file, workerPath });

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
	const ledger = open(NEW);
	await ledger.record(record);
	await ledger.feedback.recordOutcomes([outcomeOf('d1', { score: 0.75 })]);
	await ledger.feedback.putDocument({
		kind: 'threshold',
		name: 'support',
		json: { threshold: 0.6, certificate: null },
		expectedVersion: 0,
	});
	await ledger.close();
});
afterAll(() => folder.remove());

/** A file of an older version with the same rows, as far as it had tables and columns for them. */
function fileOf(version: number): string {
	const file = path.join(folder.path, `version-${String(version)}.sqlite`);
	openDatabase(file, MIGRATIONS.slice(0, version)).database.close();
	const database = new DatabaseSync(file);
	database.exec(`ATTACH '${NEW}' AS new`);
	const columnsOf = (schema: string, table: string) =>
		database
			.prepare(`PRAGMA ${schema}.table_info(${table})`)
			.all()
			.map(({ name }) => String(name));
	for (const table of TABLES) {
		const columns = columnsOf('main', table)
			.filter((column) => columnsOf('new', table).includes(column))
			.join(', ');
		if (columns !== '') database.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM new.${table}`);
	}
	// The first version kept no features: it had no time to forget them at.
	if (version === 1) database.exec('UPDATE contents SET features = NULL');
	database.close();
	return file;
}

const since = (column: string) => MIGRATIONS.findIndex((migration) => migration.includes(column)) + 1;
const NAMED_FROM = since('router_name');
const COUNTED_FROM = since('budget_key');

/**
 * Nobody wrote down what was written to a cache, what a bill was beside our price, or what of a prompt all items share,
 * or whose budget or conversation it was, before there were columns for it.
 */
function asKept<T extends object>(kept: T, version: number): T {
	const unknown = version < since('list_cost_nano_usd') ? ['cacheWriteTokens', 'cacheWrite1hTokens', 'listCostNanoUsd'] : [];
	const without = JSON.stringify(kept, (field, value: unknown) => (unknown.includes(field) ? undefined : value));
	const parts = version < since('task_signals') ? { taskSignals: null, itemSignals: null } : {};
	return {
		...kept,
		...(JSON.parse(without) as Partial<T>),
		...parts,
		...(version < COUNTED_FROM && { budgetKey: null }),
		...(version < since('session_key') && { sessionKey: null }),
		...(version < since('tuning') && { tuning: null }),
	};
}

it.each(MIGRATIONS.map((_, index) => index + 1))(
	'a file of schema version %d opens with all it held, and everything that is asked of a ledger works on it',
	async (version) => {
		const ledger = open(fileOf(version));
		const {
			policyBasis: _basis,
			audit: _audit,
			routerName,
			candidates,
			features,
			...rest
		} = (await ledger.get('d1')) ?? fullRecord('lost');
		const { policyBasis: _b, audit: _a, routerName: name, candidates: expected, features: _f, ...same } = record;
		expect(rest).toEqual(asKept(same, version));
		// Nobody wrote the router's name down before.
		expect(routerName).toBe(version < NAMED_FROM ? null : name);
		expect(candidates.map(({ modelId, quality }) => [modelId, quality])).toEqual(
			expected.map(({ modelId, quality }) => [modelId, quality]),
		);
		expect(features).toEqual(version === 1 ? null : record.features);
		const { feedback } = ledger;
		expect(
			(await feedback.decisions({ filter: { subjectKey: 'subject' }, order: 'newest', limit: 5, after: null })).decisions,
		).toMatchObject([{ id: 'd1', outcomes: [{ score: 0.75 }] }]);
		expect(
			(await ledger.report({ routerId: null, days: [{ name: 'all', startMs: 0 }], toMs: 9e15, goodFrom: 0.9 })).decisions.map(
				({ requests, inputTokens, cachedTokens }) => [requests, inputTokens, cachedTokens],
			),
		).toEqual([[1, 1200, 200]]);
		await ledger.sessions.write('a', { turn: 1 }, 1000);
		expect(await ledger.sessions.read('a', 1000)).toEqual({ turn: 1 });
		expect(await feedback.recordOutcomes([outcomeOf('d1', { score: 0.25 }), outcomeOf('d1', { dedupeKey: 'another' })])).toMatchObject([
			{ kind: 'replaced' },
			{ kind: 'stored' },
		]);
		expect((await feedback.getDocument('threshold', 'support'))?.version ?? null).toBe(version > 1 ? 1 : null);
		expect(await ledger.record(fullRecord('d2'))).toEqual({ kind: 'stored' });
		expect(await feedback.erase({ kind: 'subject', subjectKey: 'subject' })).toBe(2);
		expect(await ledger.count()).toBe(0);
		await ledger.close();
	},
);
