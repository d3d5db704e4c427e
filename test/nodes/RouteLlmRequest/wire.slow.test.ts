import { clearHealth } from '../../../nodes/shared/health';
import { openLedger, type TestLedger } from '../../support/routeNode';
import { ANSWERS } from '../../support/wire/answers';
import { playWire } from '../../support/wire/play';
import { REFUSALS } from '../../support/wire/refusals';
import { completion, HALF } from '../../support/wire/rows';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

describe.each(Object.entries({ ...REFUSALS, ...ANSWERS }))('what providers answer: %s', (_, rows) => {
	it.each(rows)('$name', async ({ ask, expected }) => {
		expect(await playWire(ask, ledger)).toMatchObject(expected);
	});
});

describe('an answer that broke off', () => {
	const both = { answer: completion(HALF, 'error'), follow: false, parameters: { maxRetries: 0 } };

	it('leaves its text as the draft where nobody else answers, and is paid for', async () => {
		const only = {
			values: [
				{ model: { mode: 'id', value: 'custom1/cheap' }, branchName: 'First', settings: { strength: '1', inputPrice: 1, outputPrice: 4 } },
			],
		};
		const seen = await playWire({ ...both, parameters: { models: only, maxRetries: 0 } }, ledger);
		expect(seen).toMatchObject({ branch: 'Fallback', failure: 'interrupted', draft: HALF, costUsd: 0.00003, calls: [1, 0] });
	});
});
