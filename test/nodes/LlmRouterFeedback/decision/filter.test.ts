import { sqliteLedgerAt } from '../../../../nodes/shared/ledger';
import { ledgerFile } from '../../../../scripts/lib/ledgerFile';
import { runFeedback } from '../../../support/feedbackNode';
import { fullRecord } from '../../../support/records';
import { openLedger, type TestLedger } from '../../../support/routeNode';

let ledger: TestLedger;

beforeAll(async () => {
	ledger = await openLedger();
	const shared = sqliteLedgerAt(ledgerFile);
	for (const hour of [2, 4, 6]) await shared.record(fullRecord(`at-${String(hour)}`, { atMs: Date.UTC(2026, 10, 25, hour), dedupeKey: `at-${String(hour)}` }));
});
afterAll(() => ledger.close());

const found = async (filters: Record<string, unknown>) => {
	const { json, error } = await runFeedback({ parameters: { resource: 'decision', operation: 'getAll', filters } });
	return error?.message ?? json.map(({ id }) => id);
};

describe('filters by time', () => {
	// The workflow's zone is America/New_York here, five hours behind UTC.
	it('are read in the time zone of the workflow, unless they name their own', async () => {
		expect(await found({ from: '2026-11-24T23:00:00' })).toEqual(['at-6', 'at-4']);
		expect(await found({ from: '2026-11-25T03:00:00Z', to: '2026-11-25T00:00:00' })).toEqual(['at-4']);
		expect(await found({ to: "={{ new Date('2026-11-25T03:00:00Z') }}" })).toEqual(['at-2']);
	});

	it('that are no date are refused by name', async () => {
		expect(await found({ from: 'soon' })).toContain('Filters, From: is no date');
	});
});
