import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { runFeedback } from '../../support/feedbackNode';
import { auditOf, auditsOf, byTopic, worldPrompts, worldRouter } from '../../support/promptWorld';
import { fromList } from '../../support/routerField';
import { openLedger, type TestLedger } from '../../support/routeNode';

let test: TestLedger;
beforeEach(async () => {
	test = await openLedger();
	// All tests of a process have one file.
	await test.ledger.feedback.erase({ kind: 'older_than', atMs: 10 ** 15 });
	await test.ledger.feedback.deleteDocument('weights', 'default');
});
afterEach(() => test.close());

const run = (operation: string, parameters: Record<string, unknown> = {}) =>
	runFeedback({ parameters: { resource: 'classifier', operation, ...parameters }, items: [{ json: { n: 1 } }, { json: { n: 2 } }] });

async function live(): Promise<void> {
	const prompts = worldPrompts(1_400, 1);
	const records = await worldRouter(test.ledger).decide(prompts);
	await test.ledger.feedback.recordOutcomes(auditsOf(records, prompts, byTopic, 1));
}

const shipped = shippedWeights().version;

describe('LLM Router Feedback, Classifier', () => {
	it('trains, lists and rolls back, in words and figures, once for all items', async () => {
		await live();
		const first = await run('train');
		expect(first.outputs[0]).toMatchObject([{ pairedItem: [{ item: 0 }, { item: 1 }] }]);
		const [trained] = first.json;
		expect(trained).toMatchObject({
			result: 'better',
			replaced: true,
			weightsName: 'default',
			router: null,
			versionBefore: 0,
			version: 1,
			weightsBefore: shipped,
			notUsed: { ratedAlone: 0, otherFeatures: 0, noChoice: 0, judgedBefore: 0 },
		});
		expect(trained?.['differenceFrom']).toBeGreaterThan(0);
		expect(trained?.['message']).toMatch(
			/^Clearly better than the shipped weights: stored as version 1\. On the newest \d+ of \d+ judged answers.*At threshold 0\.82 cheaper models would have answered/,
		);

		const [again] = (await run('train')).json;
		expect(again).toMatchObject({ result: 'no_better', replaced: false, versionBefore: 1, version: 1, weights: trained?.['weights'] });
		expect(again?.['message']).toMatch(/^Not clearly better than version 1 of "default", so nothing was replaced\./);

		expect((await run('rollBack')).json).toMatchObject([
			{ result: 'rolled_back', rolledBackTo: 0, versionBefore: 1, version: 2, weightsBefore: trained?.['weights'], weights: shipped },
		]);
		const [unchanged] = (await run('rollBack', { rollBackTo: 'version', version: 2 })).json;
		expect(unchanged).toMatchObject({
			result: 'in_use',
			replaced: false,
			version: 2,
			message: 'Nothing was changed: the shipped weights is what is in use.',
		});

		const versions = (await run('getVersions')).json;
		expect(versions).toMatchObject([
			{ version: 2, inUse: true, weights: shipped, rolledBackTo: 0, measured: null },
			{
				version: 1,
				inUse: false,
				weights: trained?.['weights'],
				rolledBackTo: null,
				measured: { against: shipped, difference: expect.any(Number), examples: trained?.['examples'] },
			},
		]);
		expect((await run('getVersions', { limit: 1 })).json).toHaveLength(1);
		expect((await run('train', { routerId: fromList('wf:nobody') })).json).toMatchObject([
			{ router: 'wf:nobody', result: 'not_enough_data' },
		]);
	}, 120_000);

	it('says how much is missing, and why ratings do not count', async () => {
		const prompts = worldPrompts(20, 1);
		const records = await worldRouter(test.ledger).decide(prompts);
		await test.ledger.feedback.recordOutcomes(records.map((record) => auditOf(record, 1, { source: 'user', inclusionProbability: null })));
		const [told] = (await run('train', { options: { prior: 'in_use' } })).json;
		expect(told).toMatchObject({ result: 'not_enough_data', moreNeeded: 50, examples: 0, version: 0, notUsed: { ratedAlone: 20 } });
		expect(told?.['message']).toContain('about 50 more judged decisions are needed. Shadow audits give them');
		expect(told?.['message']).toContain('20 rated decisions do not count');
		await test.ledger.feedback.putDocument({ kind: 'weights', name: 'default', json: { kind: 'shipped' }, expectedVersion: 0 });
		expect((await run('train', { options: { prior: 'in_use' } })).json[0]?.['message']).toContain(
			'about 50 more decisions judged since the last training are needed.',
		);
	});

	it('does not learn of features whose time is over', async () => {
		const [record] = await worldRouter(test.ledger).decide(worldPrompts(1, 1));
		if (record?.features == null) throw new Error('No features were kept.');
		await test.ledger.record({ ...record, id: 'old', dedupeKey: 'old', features: { ...record.features, expiresAtMs: 1 } });
		await test.ledger.feedback.recordOutcomes([auditOf({ ...record, id: 'old' }, 1)]);
		expect((await run('train')).json).toMatchObject([{ examples: 0 }]);
	});

	it.each([
		['rollBack', {}, 'Weights Name: is "default", of which nothing is stored. Train first'],
		['rollBack', { rollBackTo: 'version', version: 1.5 }, 'Version: is not a whole number from 1.'],
		['train', { weightsName: ' ' }, 'Weights Name: is empty'],
	])('names the field and the fix: %s %j', async (operation, parameters, message) => {
		expect((await run(operation, parameters)).error?.message).toContain(message);
	});

	it('says which version is the newest where one does not exist', async () => {
		await test.ledger.feedback.putDocument({ kind: 'weights', name: 'default', json: { kind: 'shipped' }, expectedVersion: 0 });
		expect((await run('rollBack', { rollBackTo: 'version', version: 9 })).error?.message).toContain(
			'Version: does not exist; the newest of "default" is 1.',
		);
		expect((await run('getVersions', { weightsName: 'other' })).json).toEqual([]);
	});

	describe('in queue mode without a store', () => {
		beforeEach(() => {
			process.env['EXECUTIONS_MODE'] = 'queue';
		});
		afterEach(() => {
			delete process.env['EXECUTIONS_MODE'];
		});

		it.each(['train', 'rollBack'])('refuses to %s: a worker has its own part of the log', async (operation) => {
			expect((await run(operation)).error?.message).toContain('LLM Router Store: is missing, and n8n runs in queue mode');
		});
	});
});
