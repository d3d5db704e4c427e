import { clearTuning, tuningSettled } from '../../../../nodes/RouteLlmRequest/autoTune/shared';
import { clearHealth } from '../../../../nodes/shared/health';
import { tuneProvider } from '../../../support/autoTuneProvider';
import { idsThatLeft, rowsOf, tuneRun } from '../../../support/autoTuneWorld';
import { openLedger, type TestLedger } from '../../../support/routeNode';

const STREAM = 300;
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
