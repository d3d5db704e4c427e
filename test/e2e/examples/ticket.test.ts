import { z } from 'zod';
import type { ChatProvider } from '../../support/chatProvider';
import { openAgentExamples, ROUTER, type ExampleWorld } from '../../support/exampleWorld';
import { nextExecution, until } from '../../support/executions';
import { json, serve, type TestServer } from '../../support/httpServer';
import { withPicked } from '../../support/picked';

const ASKED = 'I cannot log in. This has a high urgency for me.';

describe('the example of a form that becomes a ticket', () => {
	let world: ExampleWorld<ChatProvider>;
	let jira: TestServer;
	let id: string;
	const known: string[] = [];

	beforeAll(async () => {
		jira = await serve((response, { method, path }) => {
			if (path.endsWith('/issuetype')) json(response, 200, [{ id: '10001', name: 'Task', subtask: false }]);
			else if (method === 'POST') json(response, 201, { id: '1', key: 'HELP-7', self: `${jira.url}/1` });
			else json(response, 404, {});
		});
		world = await openAgentExamples({ jiraSoftwareCloudApi: { email: 'a@example.com', apiToken: 'test', domain: jira.url } });
		id = await world.published('form-to-ticket.json', (workflow) => withPicked(workflow, { project: '10000', issueType: '10001' }));
	});
	afterAll(async () => {
		await world.close();
		await jira.close();
	});

	const tickets = () =>
		jira.journal.flatMap(({ method, body }) =>
			method === 'POST' ? z.object({ fields: z.record(z.unknown()) }).parse(JSON.parse(body)).fields : [],
		);

	/** As a browser sends the form; the text of the page it ends at. */
	async function submitted() {
		const form = new FormData();
		['ann@example.com', 'Web shop', ASKED].forEach((value, index) => form.append(`field-${index}`, value));
		const answer = await fetch(`${world.n8n.url}/form/llm-router-example-form`, { method: 'POST', body: form });
		expect(answer.status).toBe(200);
		const { formWaitingUrl } = z.object({ formWaitingUrl: z.string() }).parse(await answer.json());
		const { pathname, search } = new URL(formWaitingUrl);
		const get = async (path: string, method = 'GET') => await (await fetch(`${world.n8n.url}${path}${search}`, { method })).text();
		// The script of the form asks this, too, before the browser opens the last page.
		await until('the last page', async () => ((await get(`${pathname}/n8n-execution-status`)) === 'form-waiting' ? true : null));
		const page = await get(pathname);
		// As the script of the last page does: then the execution ends.
		await get(pathname, 'POST');
		const execution = await nextExecution(world.n8n.rest, id, known);
		known.push(execution.id);
		return { page, execution };
	}

	it('a model fills in the ticket, in the JSON of the schema, and the customer sees its number', async () => {
		const { page, execution } = await submitted();
		expect(page).toContain('Your ticket is HELP-7');
		expect(world.provider.calls().map(({ model, responseFormat }) => [model, responseFormat])).toEqual([
			['gpt-6-luna', expect.objectContaining({ type: 'json_schema' })],
		]);
		expect(execution.items(ROUTER, 1)).toMatchObject([
			{ ticket: { title: 'gpt-6-luna', summary: 'gpt-6-luna', urgency: 'high', questions: ['gpt-6-luna'] } },
		]);
		expect(tickets()).toMatchObject([
			{ summary: 'gpt-6-luna', priority: { id: '2' }, project: { id: '10000' }, issuetype: { id: '10001' } },
		]);
		expect(tickets()[0]).toMatchObject({ description: expect.stringContaining(ASKED) });
	});

	it('the ticket has the words of the customer where no model answers', async () => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.always(model, '401');
		const { page } = await submitted();
		expect(page).toContain('HELP-7');
		expect(tickets().at(-1)).toMatchObject({ summary: ASKED.slice(0, 80), description: expect.stringContaining(ASKED) });
	});
});
