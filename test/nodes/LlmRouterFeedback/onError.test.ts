import { connect } from '../../support/engine';
import { forgetAll } from '../../support/auditRun';
import { FEEDBACK, runFeedback, type FeedbackAsk } from '../../support/feedbackNode';
import { openLedger, type TestLedger } from '../../support/routeNode';

let log: TestLedger;
beforeAll(async () => {
	log = await openLedger();
});
beforeEach(forgetAll);
afterEach(async () => {
	for (const { name } of await log.ledger.feedback.listDocuments('threshold')) await log.ledger.feedback.deleteDocument('threshold', name);
});
afterAll(() => log.close());

const ITEMS = [
	{ json: { is: 'first', name: 'a', days: 7 } },
	{ json: { is: 'wrong', name: 'missing', days: 'seven' } },
	{ json: { is: 'last', name: 'b', days: 7 } },
];
/** What is good for two of the three items. */
const GOOD_FOR_TWO: readonly [string, Record<string, unknown>, RegExp][] = [
	['Threshold: Get', { resource: 'threshold', operation: 'get', name: '={{ $json.name }}' }, /^Name: is "missing"/],
	['Threshold: Delete', { resource: 'threshold', operation: 'delete', name: '={{ $json.name }}' }, /^Name: is "missing"/],
	[
		'Threshold: Set',
		{ resource: 'threshold', operation: 'set', name: '={{ $json.name }}', threshold: '={{ $json.is === "wrong" ? 2 : 0.5 }}' },
		/^Threshold: is "2"/,
	],
	['Report: Create', { resource: 'report', operation: 'create', days: '={{ $json.days }}', htmlPage: false }, /^Days: is not a number/],
];
const store = async () => {
	for (const name of ['a', 'b'])
		await log.ledger.feedback.putDocument({ kind: 'threshold', name, json: { threshold: 0.6, certificate: null }, expectedVersion: 0 });
};
const names = async () => (await log.ledger.feedback.listDocuments('threshold')).map(({ name }) => name).sort();
const run = (
	parameters: Record<string, unknown>,
	onError: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow',
	more: Partial<FeedbackAsk> = {},
) => runFeedback({ parameters, items: ITEMS, node: { onError }, ...more });

describe('On Error', () => {
	it.each(GOOD_FOR_TWO)(
		'set to Continue, %s says what one item gets wrong and goes on with the others',
		async (_name, parameters, message) => {
			await store();
			const { json, status } = await run(parameters, 'continueRegularOutput');
			expect(status).toBe('success');
			expect(json.map(({ error }) => error)).toEqual([undefined, expect.stringMatching(message), undefined]);
		},
	);

	it.each(GOOD_FOR_TWO)('set to an error output, %s sends the wrong item there alone', async (_name, parameters, message) => {
		await store();
		const { outputs } = await run(parameters, 'continueErrorOutput');
		expect(outputs.map((items) => items.length)).toEqual([2, 1]);
		expect(outputs[1]?.[0]?.json).toMatchObject({ is: 'wrong', error: expect.stringMatching(message) });
	});

	it.each(GOOD_FOR_TWO)('set to Stop, %s ends at the wrong item with nothing written or deleted', async (_name, parameters, message) => {
		await store();
		const { error } = await run(parameters, 'stopWorkflow');
		expect(error?.message).toMatch(message);
		expect(await names()).toEqual(['a', 'b']);
		expect((await log.ledger.feedback.getDocument('threshold', 'a'))?.version).toBe(1);
	});

	// n8n itself would send them on by the first output, as if all had been well.
	it.each<[string, Record<string, unknown>, RegExp]>([
		[
			'Audit: Run',
			{
				resource: 'audit',
				operation: 'run',
				judgeModel: { __rl: true, mode: 'id', value: 'custom1/judge' },
				options: { mostAudits: 'many' },
			},
			/^Options, Most Audits per Run: is not a number/,
		],
		['Classifier: Train', { resource: 'classifier', operation: 'train', weightsName: '={{ " " }}' }, /^Weights Name: is empty/],
		['Alert: Check', { resource: 'alert', operation: 'check', rules: { values: [] }, autoTune: false }, /^Rules: is empty/],
	])('set to an error output, %s sends all items there where the run cannot begin', async (_name, parameters, message) => {
		const outputs = parameters['resource'] === 'alert' ? 3 : 2;
		const ends = Array.from({ length: outputs }, (_, index) => `End ${String(index)}`);
		const { tasks } = await run(parameters, 'continueErrorOutput', {
			...(parameters['resource'] === 'audit' && { credentials: { llmModelRegistryApi: {} } }),
			extra: { workflow: workflowOf(parameters, ends) },
		});
		expect(ends.map((end) => tasks(end)[0]?.data?.main?.[0]?.length ?? 0)).toEqual([...ends.slice(1).map(() => 0), 3]);
		for (const { json } of tasks(ends.at(-1) ?? '')[0]?.data?.main?.[0] ?? []) expect(json['error']).toMatch(message);
	});
});

function workflowOf(
	parameters: Record<string, unknown>,
	ends: readonly string[],
): NonNullable<NonNullable<FeedbackAsk['extra']>['workflow']> {
	const audits = parameters['resource'] === 'audit';
	return {
		id: 'wf',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: FEEDBACK,
				type: 'n8n-nodes-llm-router.llmRouterFeedback',
				typeVersion: 1,
				parameters: parameters as never,
				onError: 'continueErrorOutput',
				...(audits && { credentials: { llmModelRegistryApi: { id: 'feedback-llmModelRegistryApi', name: 'r' } } }),
			},
			...ends.map((name) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} })),
		],
		connections: { ...connect('Start', [FEEDBACK]), ...connect(FEEDBACK, ends) },
	};
}
