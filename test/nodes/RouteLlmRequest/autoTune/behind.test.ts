import { DatabaseSync } from 'node:sqlite';

import { clearTuning, tuningSettled } from '../../../../nodes/RouteLlmRequest/autoTune/shared';
import { clearHealth } from '../../../../nodes/shared/health';
import { tuneProvider } from '../../../support/autoTuneProvider';
import { idsThatLeft, rowsOf, tuneRun } from '../../../support/autoTuneWorld';
import { openLedger, refuses, type TestLedger } from '../../../support/routeNode';

const STREAM = 300;
const UNREAD = 301;
/** Comparing begins with the 101st. */
const ITEMS = 160;

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
beforeEach(() => {
	clearHealth();
	clearTuning();
});
afterAll(() => ledger.close());

it('lets no item wait for a comparison: the run ends while the judge is being asked', async () => {
	let answer = (): void => undefined;
	const mayAnswer = new Promise<null>((resolve) => (answer = () => resolve(null)));
	let tell = (): void => undefined;
	const isAsked = new Promise<void>((resolve) => (tell = resolve));
	const provider = await tuneProvider({
		fault: async ({ purpose }) => {
			if (purpose !== 'judge') return null;
			tell();
			return await mayAnswer;
		},
	});
	const judged = () => provider.calls.filter(({ purpose, paid }) => purpose === 'judge' && paid === true).length;
	try {
		// The judge says nothing before this has ended.
		const result = await tuneRun({ stream: STREAM, provider, parameters: { autoTuneTarget: 90 } }, 0, ITEMS);
		expect(result.error).toBeUndefined();
		expect(idsThatLeft(result)).toHaveLength(ITEMS);
		await isAsked;
		expect(judged()).toBe(0);
	} finally {
		answer();
		await tuningSettled();
		await provider.close();
	}
	expect(judged()).toBeGreaterThan(0);
	expect((await rowsOf(STREAM)).filter(({ auditResult }) => auditResult !== null).length).toBeGreaterThan(0);
}, 30_000);

it('gives up no comparison because the log cannot be read for a moment', async () => {
	let isDown = true;
	const provider = await tuneProvider({ fault: ({ purpose }) => (purpose === 'judge' && isDown ? refuses(500) : null) });
	const ran = async (from: number, count: number) => {
		const result = await tuneRun({ stream: UNREAD, provider, parameters: { autoTuneTarget: 90 } }, from, count);
		await tuningSettled();
		expect(result.error).toBeUndefined();
		expect(idsThatLeft(result)).toHaveLength(count);
	};
	const ended = async () => (await rowsOf(UNREAD)).filter(({ auditResult }) => auditResult !== null).length;
	const rename = (from: string, to: string) => {
		const database = new DatabaseSync(ledger.file, { timeout: 5_000 });
		database.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
		database.close();
	};
	try {
		await ran(0, ITEMS);
		expect(await ended()).toBe(0);
		isDown = false;
		// As after a restart: nothing is known but what the log says.
		clearTuning();
		clearHealth();
		rename('documents', 'documents_away');
		await ran(ITEMS, 2).finally(() => rename('documents_away', 'documents'));
		expect(await ended()).toBe(0);
		await ran(ITEMS + 2, 2);
		expect(await ended()).toBeGreaterThan(0);
	} finally {
		await provider.close();
	}
}, 60_000);
