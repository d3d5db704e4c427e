import { DAY_MS } from '../../../router/clock';
import { clearHealth } from '../../../nodes/shared/health';
import { decodeFeatures } from '../../../router/features/encode';
import { readFeatures } from '../../../router/features/features';
import { ledgerFile } from '../../../scripts/lib/ledgerFile';
import { sqliteLedgerAt } from '../../../nodes/shared/ledger';
import type { TestServer } from '../../support/httpServer';
import { analyzed } from '../../support/requests';
import { openLedger, provider, run, says, type Ask, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let server: TestServer;
beforeAll(async () => {
	ledger = await openLedger();
	server = await provider((prompt) => says(`an answer to ${prompt}`));
});
afterAll(async () => {
	await server.close();
	await ledger.close();
});
beforeEach(() => clearHealth());

let runs = 0;
async function decisionsOf({ items, parameters }: Pick<Ask, 'items' | 'parameters'>) {
	const executionId = `feedback-${String(++runs)}`;
	const { error } = await run({ items, ...(parameters && { parameters }), urls: [server.url, server.url], extra: { executionId } });
	if (error !== undefined) throw error;
	return ledger.stored(executionId);
}

const texts = (...all: string[]) => all.map((text) => ({ json: { text } }));

describe('what Route LLM Request keeps for the feedback loop', () => {
	it('is nothing beyond the decision by itself, not even in the bytes of the file', async () => {
		const [record] = await decisionsOf({ items: texts('The secret of the heron is 4711') });
		expect(record).toMatchObject({ stored: null, features: null, subjectKey: null, audit: null });
		const { searchable } = await fileText();
		expect(searchable).not.toContain('heron');
	});

	it('is prompt and answer of all with a share of 100 %, for the days given', async () => {
		const [record] = await decisionsOf({
			items: texts('Translate good morning'),
			parameters: { auditShare: 100, auditDays: 3 },
		});
		expect(record?.audit).toEqual({ probability: 1, chosen: true });
		expect(record?.stored).toEqual({
			prompt: JSON.stringify([{ role: 'user', content: 'Translate good morning' }]),
			answer: 'an answer to Translate good morning',
			expiresAtMs: (record?.atMs ?? NaN) + 3 * DAY_MS,
		});
	});

	it('is so of the share that chance chooses, with its probability, and no text of the others', async () => {
		const items = Array.from({ length: 400 }, (_, n) => ({ json: { text: `Translate good morning, ${String(n)}` } }));
		const records = await decisionsOf({ items, parameters: { auditShare: 30, parallelItems: 100 } });
		expect(records).toHaveLength(400);
		const chosen = records.filter(({ audit }) => audit?.chosen === true);
		// 400 × 0.3, and five standard deviations.
		expect(Math.abs(chosen.length - 120)).toBeLessThan(46);
		expect(new Set(records.map(({ audit }) => audit?.probability))).toEqual(new Set([0.3]));
		for (const { audit, stored } of records) expect(stored !== null).toBe(audit?.chosen);
	});

	it('is no text in Route Only, where nobody answers', async () => {
		const [record] = await decisionsOf({
			items: texts('Translate good morning'),
			parameters: { operation: 'routeOnly', auditShare: 100 },
		});
		expect(record).toMatchObject({ audit: null, stored: null, result: { kind: 'routed' } });
	});

	it.each(['routeAndAnswer', 'routeOnly'])('is the features with %s, by choice and for a time of their own', async (operation) => {
		const [record] = await decisionsOf({
			items: texts('Translate good morning'),
			parameters: { operation, featureDays: 90 },
		});
		expect(record?.features?.expiresAtMs).toBe((record?.atMs ?? NaN) + 90 * DAY_MS);
		const { ngrams, count } = readFeatures(analyzed('Translate good morning'));
		expect(decodeFeatures(record?.features?.bytes ?? new Uint8Array())?.ngrams).toEqual(ngrams.slice(0, count).sort());
		expect(record?.stored).toBeNull();
	});

	it('names whom each item is about, so that all of theirs can be erased', async () => {
		const items = ['ann', 'bob', 'ann'].map((user) => ({ json: { text: 'Translate good morning', user } }));
		const records = await decisionsOf({ items, parameters: { subjectKey: '={{ $json.user }}' } });
		expect(records.map(({ subjectKey }) => subjectKey).sort()).toEqual(['ann', 'ann', 'bob']);
		const { feedback } = sqliteLedgerAt(ledgerFile);
		expect(await feedback.erase({ kind: 'subject', subjectKey: 'ann' })).toBe(2);
		expect(ledger.stored(`feedback-${String(runs)}`).map(({ subjectKey }) => subjectKey)).toEqual(['bob']);
	});

	it('is not asked of the provider: a wrong setting stops the run before any money is spent', async () => {
		const before = server.journal.length;
		const { error } = await run({ items: texts('Hi'), parameters: { auditShare: 120 }, urls: [server.url, server.url] });
		expect(error?.message).toBe('Audit Share: is 120. Use a number from 0 to 100.');
		expect(server.journal.length).toBe(before);
	});
});

async function fileText(): Promise<{ readonly searchable: string }> {
	const { readFileSync, existsSync } = await import('node:fs');
	const files = [ledger.file, `${ledger.file}-wal`].filter((file) => existsSync(file));
	return { searchable: files.map((file) => readFileSync(file).toString('latin1')).join() };
}
