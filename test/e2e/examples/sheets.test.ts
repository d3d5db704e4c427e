import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { WorkflowJson } from '../../../scripts/lib/engine';
import { EASY, HARD, openExamples, ROUTER, type ExampleWorld } from '../../support/exampleWorld';
import { runByHand } from '../../support/executions';

const TRIGGER = 'Every Hour';
const changeable = z.object({ limits: z.record(z.unknown()), columns: z.object({ value: z.record(z.string()) }) }).partial();

/** A node that only says what a row of the sheet would become. */
function written(columns: Readonly<Record<string, string>>) {
	const assignments = Object.entries(columns).map(([name, value]) => ({ id: name, name, type: 'string', value }));
	return { type: 'n8n-nodes-base.set', typeVersion: 3.4, credentials: {}, parameters: { assignments: { assignments } } };
}

describe('the Google Sheets batch under a daily budget', () => {
	let world: ExampleWorld;
	beforeAll(async () => {
		world = await openExamples();
	});
	afterEach(() => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, null);
	});
	afterAll(async () => await world.close());

	/** As the node reads rows. */
	const row = (row_number: number, Customer: string, Question: string): IDataObject => ({
		row_number,
		Customer,
		Question,
		Status: 'open',
		Answer: '',
		Model: '',
		'Cost (USD)': '',
	});

	/** With these rows, a budget of its own, and what would be written into the sheet: nobody takes it here. */
	const sheet =
		(rows: readonly IDataObject[], budget: number) =>
		(workflow: WorkflowJson): WorkflowJson => ({
			...workflow,
			pinData: { 'Get Open Rows': rows.map((json) => ({ json })) },
			nodes: workflow.nodes.map((node) => {
				const { limits, columns } = changeable.parse(node.parameters);
				// One after the other, so that what one has cost is known before the next.
				const tight = { ...limits, budget, parallelItems: 1, reservedOutputTokens: 20 };
				if (limits) return { ...node, parameters: { ...node.parameters, limits: tight } };
				return columns ? { ...node, ...written(columns.value) } : node;
			}),
		});

	it('writes each answer into its row, with the model and the cost', async () => {
		const id = await world.store('sheets-budget.json', sheet([row(2, 'Ann', EASY), row(3, 'Bo', HARD)], 0.5));
		const execution = await runByHand(world.n8n.rest, id, TRIGGER);
		expect(execution.items('Write Answer from Cheap')).toEqual([
			{
				row_number: '2',
				Status: 'done',
				Answer: 'gpt-6-luna says hello',
				Model: 'openai/gpt-6-luna',
				'Cost (USD)': expect.stringMatching(/^\d/),
			},
		]);
		expect(execution.items('Write Answer from Strong')).toMatchObject([{ row_number: '3', Model: 'openai/gpt-6.1-sol' }]);
	});

	it('leaves open what is over the budget of its customer, and answers the others', async () => {
		const budget = 0.000_03;
		const rows = [...Array.from({ length: 12 }, (_, n) => row(n + 2, 'Ann', EASY)), row(14, 'Bo', EASY)];
		const id = await world.store('sheets-budget.json', sheet(rows, budget));
		const runs = [await runByHand(world.n8n.rest, id, TRIGGER), await runByHand(world.n8n.rest, id, TRIGGER)];
		const paid = runs.flatMap((run) => run.items(ROUTER, 1)).filter(({ Customer }) => Customer === 'Ann');
		const costs = paid.map(({ llmRoute }) => z.object({ costUsd: z.number() }).parse(llmRoute).costUsd);
		expect(costs.reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual(budget);
		expect(costs.length).toBeGreaterThan(1);
		for (const run of runs) {
			const open = run.items('Stay Open Until Tomorrow');
			expect(open.length).toBeGreaterThan(1);
			for (const one of open) expect(one).toMatchObject({ Customer: 'Ann', Status: 'open', llmRoute: { failure: 'budget' } });
			expect(run.items('Write Answer from Cheap').at(-1)).toMatchObject({ row_number: '14', Status: 'done' });
		}
	});

	it('says in the row why nobody could answer it', async () => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, 400);
		const id = await world.store('sheets-budget.json', sheet([row(2, 'Ann', EASY)], 0.5));
		const execution = await runByHand(world.n8n.rest, id, TRIGGER);
		expect(execution.items('Mark as Failed')).toMatchObject([{ row_number: '2', Status: 'failed', Answer: expect.stringMatching(/\w/) }]);
	});
});
