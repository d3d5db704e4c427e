import { z } from 'zod';
import type { ChatProvider } from '../../support/chatProvider';
import { openAgentExamples, type ExampleWorld } from '../../support/exampleWorld';
import { until } from '../../support/executions';
import { withPicked } from '../../support/picked';

const TICKETS = [
	{ text: 'My billing address is wrong on the invoice.', expected: 'billing' },
	{ text: 'Where is my parcel? Shipping takes for ever.', expected: 'shipping' },
	{ text: 'There is a technical problem with the app.', expected: 'shipping' },
];
const withId = z.object({ id: z.string() });
const runSchema = z.object({ status: z.string(), metrics: z.record(z.number()).nullish() });

describe('the example with the Evaluation Trigger', () => {
	let world: ExampleWorld<ChatProvider>;
	let table: string;
	let id: string;
	const rest = () => world.n8n.rest;

	beforeAll(async () => {
		world = await openAgentExamples();
		const { id: project } = withId.parse(await rest().request('GET', '/projects/personal'));
		const columns = ['text', 'expected', 'answer', 'model'].map((name) => ({ name, type: 'string' }));
		const tables = `/projects/${project}/data-tables`;
		table = `${tables}/${withId.parse(await rest().request('POST', tables, { name: 'Tickets of the test', columns })).id}`;
		await rest().request('POST', `${table}/insert`, { data: TICKETS, returnType: 'count' });
		const dataTableId = table.split('/').at(-1) ?? '';
		id = await world.published('evaluation.json', (workflow) => withPicked(workflow, { dataTableId }));
	});
	afterAll(async () => await world.close());

	it('a test run sends every row through the router, keeps the answers and averages the scores', async () => {
		await rest().request('POST', `/workflows/${id}/test-runs/new`, {});
		const run = await until('the end of the test run', async () => {
			const [now] = z.array(runSchema).parse(await rest().request('GET', `/workflows/${id}/test-runs`));
			return now === undefined || ['new', 'running'].includes(now.status) ? null : now;
		});
		expect(run.status).toBe('completed');
		expect(run.metrics).toMatchObject({ correct: expect.closeTo(2 / 3), cheap: 1, costUsd: expect.any(Number) });
		const { data } = z.object({ data: z.array(z.record(z.unknown())) }).parse(await rest().request('GET', `${table}/rows`));
		expect(data.map(({ answer, model }) => [answer, model])).toEqual([
			['billing', 'openai/gpt-6-luna'],
			['shipping', 'openai/gpt-6-luna'],
			['technical', 'openai/gpt-6-luna'],
		]);
		expect(world.provider.calls().map(({ responseFormat }) => responseFormat)).toEqual(
			TICKETS.map(() => expect.objectContaining({ type: 'json_schema' }) as object),
		);
	});

	it('a real ticket takes the same way and gets a response, an honest one where no model answers', async () => {
		const sent = async () => {
			const response = await world.post('llm-router-triage', { text: 'Shipping is late.' });
			const body: unknown = await response.json();
			return [response.status, body];
		};
		expect(await sent()).toEqual([200, { team: 'shipping', model: 'openai/gpt-6-luna' }]);
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.always(model, '401');
		expect(await sent()).toEqual([503, { team: null, model: null, failure: expect.any(String) as string }]);
	});
});
