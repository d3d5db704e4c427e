import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../../../adapters/ledger/sqliteLedger';
import { remember } from '../../../../nodes/LlmRouterFeedback/alert/state';
import { DOCUMENTS } from '../../../../router/ledger/documents';
import type { Finding } from '../../../../router/report/alerts/finding';
import { bundleWorker, tempFolder } from '../../../support/ledger';

const folder = tempFolder();
let workerPath: string;
let ledgers: readonly [SqliteLedger, SqliteLedger];

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
	// Two on one file, as two workers have it.
	const open = () => createSqliteLedger({ path: path.join(folder.path, 'ledger.sqlite'), workerPath });
	ledgers = [open(), open()];
});
afterAll(async () => {
	await Promise.all(ledgers.map((ledger) => ledger.close()));
	folder.remove();
});

const found = (state: Finding['state'], key: string): Finding => ({ rule: key, key, state, name: key, sentence: '', facts: {} });

/** A check by each of so many at once; the events of all of them. */
async function atOnce(name: string, checks: readonly Finding[]): Promise<string[]> {
	const all = await Promise.all(
		checks.map((finding, index) =>
			remember({
				ledger: (index % 2 === 0 ? ledgers[0] : ledgers[1]).feedback,
				name,
				findings: [finding],
				news: [],
				rules: new Set(['a', 'b', 'c', 'd']),
				nowMs: index,
			}),
		),
	);
	return all.flatMap(({ events }) => events.map(({ kind, finding }) => `${kind} ${finding.key}`)).sort();
}

describe('the state of alerts', () => {
	it('is changed by one of several checks that read it at the same moment: one says it, the others see that it was said', async () => {
		expect(
			await atOnce(
				'w:same',
				Array.from({ length: 4 }, () => found('breached', 'a')),
			),
		).toEqual(['incident a']);
		expect(
			await atOnce(
				'w:same',
				Array.from({ length: 4 }, () => found('fine', 'a')),
			),
		).toEqual(['recovery a']);
	});

	it('loses nothing of what others have found meanwhile', async () => {
		expect(
			await atOnce(
				'w:others',
				['a', 'b', 'c', 'd'].map((key) => found('breached', key)),
			),
		).toEqual(['incident a', 'incident b', 'incident c', 'incident d']);
		const kept = await ledgers[0].feedback.getDocument(DOCUMENTS.alert, 'w:others');
		expect(Object.keys((kept?.json as { incidents: object }).incidents).sort()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('is not written where nothing has changed', async () => {
		await atOnce('w:still', [found('breached', 'a')]);
		const version = async () => (await ledgers[0].feedback.getDocument(DOCUMENTS.alert, 'w:still'))?.version;
		const before = await version();
		expect(await atOnce('w:still', [found('breached', 'a'), found('unclear', 'a')])).toEqual([]);
		expect(await version()).toBe(before);
	});
});
