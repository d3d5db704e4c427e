import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { clearHealth } from '../../../nodes/shared/health';
import { auditAsk, honest, models } from '../../support/auditRun';
import { FEEDBACK, ROUTED_ID, routeThenFeedback, runFeedback } from '../../support/feedbackNode';
import type { TestServer } from '../../support/httpServer';
import { openLedger, run, type TestLedger } from '../../support/routeNode';

const ITEMS = 90;
const items = Array.from({ length: ITEMS }, (_, n) => ({
	json: { chatInput: `Say hello to guest ${String(n)}.`, rating: n % 3 === 0 ? 'down' : 'up' },
}));
const keeping = { auditShare: 100, featureDays: 90, parallelItems: 20 };

let log: TestLedger;
let server: TestServer;
beforeAll(async () => {
	clearHealth();
	log = await openLedger();
	server = await models(honest(() => 'tie'));
});
afterAll(async () => {
	await server.close();
	await log.close();
});

const feedback = async (resource: string, operation: string, more: Record<string, unknown> = {}) => {
	const { json, outputs, error } = await runFeedback({ parameters: { resource, operation, ...more } });
	return { error, outputs, told: json[0] ?? {} };
};

/** As docs/learning-loop.md has them, with what it names and nothing else; each stands on what those before it have left. */
describe('the five steps of the feedback loop', () => {
	it('1. records what people say, by the id of the routed item', async () => {
		const routed = await routeThenFeedback(
			{ items, urls: [server.url, server.url], parameters: keeping },
			{ parameters: { resource: 'outcome', operation: 'record', decisionId: ROUTED_ID, rating: '={{ $json.rating }}' } },
		);
		expect(routed.error).toBeUndefined();
		const recorded = routed.tasks(FEEDBACK).flatMap(({ data }) => (data?.main ?? []).flatMap((output) => output ?? []));
		expect(recorded.map(({ json }) => (json['outcome'] as { recorded: string }).recorded)).toEqual(items.map(() => 'stored'));
	});

	it('2. reports what routing costs, and that audits are missing to say whether it pays', async () => {
		const { told, outputs } = await feedback('report', 'create');
		expect(told).toMatchObject({ total: { requests: ITEMS }, verdict: { kind: 'not_enough_data' } });
		expect(outputs[0]?.[0]?.binary?.['data']).toMatchObject({ fileName: 'report.html' });
	});

	it('3. audits the chosen share', async () => {
		const { json } = await runFeedback(auditAsk(server, { parallel: 20 }));
		expect(json).toMatchObject([{ audited: ITEMS, asGood: ITEMS, left: 0 }]);
	});

	it('4. calibrates a threshold under a name, and trains on as many audits', async () => {
		expect((await feedback('threshold', 'calibrate', { options: { saveAs: 'support' } })).told).toMatchObject({
			kind: 'certified',
			savedAs: { name: 'support', version: 1 },
		});
		expect((await feedback('classifier', 'train')).told).toMatchObject({
			result: 'better',
			examples: ITEMS,
			heldOut: ITEMS,
			message: expect.stringContaining(
				`On all ${String(ITEMS)} judged answers, each predicted by a fit to the others, predictions were better`,
			) as string,
		});
	});

	it.each([
		['shipped', 'named'],
		['latest', 'own'],
	])(
		'4. and with %s weights the router decides at its %s threshold: the named one was calibrated with the shipped',
		async (weights, used) => {
			const certified = (await feedback('threshold', 'get', { name: 'support' })).told;
			expect(certified).toMatchObject({ state: 'valid' });
			const parameters = {
				...keeping,
				thresholdFrom: 'named',
				thresholdName: { __rl: true, mode: 'name', value: 'support' },
				weights,
			};
			const routed = await run({ items: items.slice(0, 3), urls: [server.url, server.url], parameters });
			const ids = routed.items('Router', 1).map(({ json }) => (json['llmRoute'] as { id: string }).id);
			expect(ids).toHaveLength(3);
			const { json } = await runFeedback({ parameters: { resource: 'decision', operation: 'getAll', filters: { ids: ids.join(',') } } });
			expect(json.map(({ threshold }) => threshold)).toEqual(
				ids.map(() => (used === 'named' ? certified['threshold'] : shippedWeights().defaultThreshold)),
			);
		},
	);

	it('5. raises an alert once, audits what has come since, and reports again, now with a verdict', async () => {
		const rules = { values: [{ measure: 'requests', is: 'above', value: ITEMS }] };
		expect((await feedback('alert', 'check', { rules })).outputs.map((output) => output.length)).toEqual([1, 1]);
		expect((await feedback('alert', 'check', { rules })).outputs.map((output) => output.length)).toEqual([1, 0]);
		expect((await runFeedback(auditAsk(server))).json).toMatchObject([{ audited: 6 }]);
		const { told } = await feedback('report', 'create');
		expect(told).toMatchObject({ total: { relative: { audits: ITEMS + 6, value: 1 } } });
		expect((told['verdict'] as { kind: string }).kind).not.toBe('not_enough_data');
	});
});
