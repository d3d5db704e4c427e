import type { IDataObject } from 'n8n-workflow';

import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import { searchThresholds, searchWeights } from '../../../nodes/shared/searchDocuments';
import { DOCUMENTS } from '../../../router/ledger/documents';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { panelContext } from '../../support/panelContext';
import { openLedger, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());

const panel = (credentials: IDataObject | null = null) => panelContext({ type: 'routeLlmRequest', credentials });

it('lists what is stored by name, each with its newest version, from the log that executions write', async () => {
	const { feedback } = sqliteLedgerAt(ledgerFile);
	const put = (kind: string, name: string) => feedback.putDocument({ kind, name, json: {}, expectedVersion: null });
	for (const name of ['Support mail', 'orders', 'orders']) await put(DOCUMENTS.threshold, name);
	await put(DOCUMENTS.weights, 'default');
	const dated = (version: number): unknown => expect.stringMatching(new RegExp(`^Version ${String(version)}, 20\\d\\d-\\d\\d-\\d\\d$`));
	expect((await searchThresholds.call(await panel())).results).toEqual([
		{ name: 'Support mail', value: 'Support mail', description: dated(1) },
		{ name: 'orders', value: 'orders', description: dated(2) },
	]);
	expect((await searchThresholds.call(await panel(), ' support')).results.map(({ value }) => value)).toEqual(['Support mail']);
	expect((await searchWeights.call(await panel())).results.map(({ value }) => value)).toEqual(['default']);
});

it('says which setting of a store is wrong', async () => {
	await expect(panel({ useRedis: false }).then((context) => searchWeights.call(context))).rejects.toThrow(
		'The log of decisions cannot be read: LLM Router Store, Postgres Host: is empty.',
	);
});

it('says why a store cannot be read, without its password', async () => {
	const store = {
		useRedis: false,
		postgresHost: '127.0.0.1',
		postgresPort: 9,
		postgresDatabase: 'n8n',
		postgresUser: 'n8n',
		postgresPassword: 'planted-password-77',
		postgresSchema: 'public',
	};
	const failed = await searchThresholds.call(await panel(store)).then(
		() => 'it listed something',
		(error: unknown) => String(error),
	);
	expect(failed).toContain('The log of decisions cannot be read');
	expect(failed).not.toContain('planted-password-77');
});
