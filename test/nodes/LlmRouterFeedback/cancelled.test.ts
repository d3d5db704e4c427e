import { setImmediate } from 'node:timers/promises';

import { decide, forgetAll } from '../../support/auditRun';
import { startFeedback } from '../../support/feedbackNode';
import { openLedger, type TestLedger } from '../../support/routeNode';

const DECISIONS = 400;

let log: TestLedger;
beforeAll(async () => {
	log = await openLedger();
	for (let n = 0; n < DECISIONS; n++)
		await decide(`d${String(n)}`, { atMs: Date.now(), subjectKey: `s${String(n)}`, reEntryOf: null, forcedBy: null, stored: null });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
	await forgetAll();
	await log.close();
});

/** Stops the execution at the first ask of this kind; how many more there were. */
async function stoppedAt(ask: 'decisions' | 'examples' | 'erase', parameters: Record<string, unknown>, items = [{ json: {} }]) {
	const asked = jest.spyOn(log.ledger.feedback, ask);
	const run = await startFeedback({ parameters, items });
	while (asked.mock.calls.length === 0) await setImmediate();
	run.cancel();
	const { status } = await run.done;
	// n8n does not wait for the node: in the time of so many asks of ours it would have made its own.
	for (let turn = 0; turn < 100; turn++) await log.ledger.count();
	return { status, asks: asked.mock.calls.length };
}

describe('an execution that is stopped', () => {
	it.each<[string, Record<string, unknown>]>([
		['Decision: Get Many', { resource: 'decision', operation: 'getAll', returnAll: true }],
		['Decision: Export', { resource: 'decision', operation: 'export' }],
		['Threshold: Calibrate', { resource: 'threshold', operation: 'calibrate' }],
		['Simulation: Run', { resource: 'simulation', operation: 'run' }],
	])('in %s reads no further', async (_name, parameters) => {
		const { status, asks } = await stoppedAt('decisions', parameters);
		expect(status).toBe('canceled');
		expect(asks).toBeLessThan(DECISIONS / 50);
	});

	it('in Decision: Delete begins no further deletion, and finishes the one under way', async () => {
		const items = Array.from({ length: 50 }, (_, n) => ({ json: { key: `s${String(n)}` } }));
		const { status, asks } = await stoppedAt(
			'erase',
			{ resource: 'decision', operation: 'delete', deleteBy: 'subject', subjectKey: '={{ $json.key }}' },
			items,
		);
		expect(status).toBe('canceled');
		expect(asks).toBeLessThan(items.length);
		expect(await log.ledger.count()).toBe(DECISIONS - asks);
	});
});
