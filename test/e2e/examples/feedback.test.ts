import type { IDataObject } from 'n8n-workflow';
import type { WorkflowJson } from '../../../scripts/lib/engine';
import { loadExample } from '../../support/exampleFiles';
import { nextExecution, runByHand } from '../../support/executions';
import { EASY, openExamples, ROUTER, signed, type ExampleWorld } from '../../support/exampleWorld';

let world: ExampleWorld;
beforeAll(async () => {
	world = await openExamples();
});
afterAll(async () => await world.close());

const FORM = 'application/x-www-form-urlencoded';

describe('thumbs in Slack', () => {
	const known: string[] = [];
	let id: string;
	let decision: string;
	const seen = async () => {
		const execution = await nextExecution(world.n8n.rest, id, known);
		known.push(execution.id);
		return execution;
	};
	const pressed = (action: string, user: string) =>
		`payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', user: { id: user }, actions: [{ action_id: action, value: decision }] })).replaceAll('%20', '+')}`;
	const press = (body: string) => world.sendSigned('llm-router-slack-buttons', body, FORM);

	const say = (more: IDataObject) => {
		const event = { type: 'message', channel: 'C0123456789', user: 'U0123456789', text: EASY, ts: '1700000000.000100', ...more };
		const body = JSON.stringify({ type: 'event_callback', event });
		return world.sendSigned('llm-router-example-slack-thumbs/webhook', body, 'application/json');
	};

	beforeAll(async () => {
		id = await world.published('slack-thumbs.json');
		await say({});
		const execution = await seen();
		expect(execution.ran).toEqual(['Slack Trigger', 'People Only', ROUTER, 'Simple Memory', 'Reply with Buttons']);
		decision = (execution.items(ROUTER, 1)[0]?.['llmRoute'] as { id: string }).id;
	});

	it.each<[string, IDataObject, string]>([
		['a file of somebody', { subtype: 'file_share', files: [] }, 'Reply with Buttons'],
		['a reply in a thread', { thread_ts: '1600000000.000100' }, 'Reply with Buttons'],
		['its own reply', { bot_id: 'B0123456789' }, 'People Only'],
		['somebody joining', { subtype: 'channel_join' }, 'People Only'],
	])('%s ends at the right node', async (_, more, last) => {
		await say(more);
		expect((await seen()).ran.at(-1)).toBe(last);
	});

	it.each([
		{ action: 'up', user: 'U1', score: 1, recorded: 'stored' },
		{ action: 'down', user: 'U2', score: 0, recorded: 'stored' },
		{ action: 'down', user: 'U1', score: 0, recorded: 'replaced' },
	])('$user presses $action: $recorded', async ({ action, user, score, recorded }) => {
		expect((await press(pressed(action, user))).status).toBe(200);
		const [vote] = (await seen()).items('Record the Vote');
		expect(vote?.['outcome']).toEqual({ decisionId: decision, model: 'openai/gpt-6-luna', score, source: 'slack', recorded });
	});

	it('records nothing that Slack has not signed just now, or that is another button', async () => {
		const body = pressed('up', 'U3');
		const now = String(Math.floor(Date.now() / 1000));
		const old = String(Number(now) - 600);
		const unsigned = { ...signed(body, now), 'x-slack-signature': 'v0=00' };
		const asIfNow = { ...signed(body, old), 'x-slack-request-timestamp': now };
		for (const proof of [unsigned, signed(body, old), asIfNow]) {
			await world.send('llm-router-slack-buttons', body, { 'content-type': FORM, ...proof });
			expect((await seen()).ran).not.toContain('Record the Vote');
		}
		await press(pressed('another', 'U3'));
		expect((await seen()).ran.at(-1)).toBe('From Slack, Just Now');
	});
});

describe('the feedback loop on a schedule', () => {
	it('weekly report: a page hangs on the email, which nobody takes here', async () => {
		const execution = await runByHand(world.n8n.rest, await world.store('weekly-report.json'), 'Every Monday');
		expect(execution.ran).toEqual(['Every Monday', 'Create Report', 'Email the Report']);
		const [report] = execution.items('Create Report');
		expect(report).toMatchObject({ title: 'LLM Router, last week', summary: expect.stringContaining('requests') });
		expect(execution.raw).toContain('report.html');
		expect(execution.raw).toContain('ECONNREFUSED');
	});

	it('nightly: audits, calibrates and trains one after the other, whatever one of them comes to', async () => {
		const id = await world.store('nightly-learning.json');
		const night = await runByHand(world.n8n.rest, id, 'Every Night');
		expect([night.status, night.ran]).toEqual(['success', ['Every Night', 'Audit', 'Calibrate', 'Train']]);
		expect(night.items('Audit')).toMatchObject([{ audited: 0, left: 0 }]);
		expect(night.items('Train')).toMatchObject([{ result: 'not_enough_data' }]);
	});

	it('alert: the team is told of a problem once', async () => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, 400);
		const asked = await world.store('chat-trigger.json', (workflow) => ({
			...workflow,
			pinData: { 'Chat Trigger': [{ json: { chatInput: EASY, sessionId: 'alert', action: 'sendMessage' } }] },
		}));
		const failed = await runByHand(world.n8n.rest, asked, 'Chat Trigger');
		expect(failed.items(ROUTER)).toHaveLength(1);
		const id = await world.store('alert.json', (workflow) => watching(workflow, asked));
		const first = await runByHand(world.n8n.rest, id, 'Every Hour');
		expect(first.items('Check for Alerts', 1)).toMatchObject([{ text: expect.stringContaining('allback') }]);
		expect(first.ran).toEqual(['Every Hour', 'Check for Alerts', 'Tell the Team']);
		const second = await runByHand(world.n8n.rest, id, 'Every Hour');
		expect([second.status, second.ran]).toEqual(['success', ['Every Hour', 'Check for Alerts']]);
		expect(second.items('Check for Alerts')).toMatchObject([{ open: [{ text: expect.stringContaining('allback') }] }]);
	});
});

/** For one router alone, and for as little traffic as a test makes. */
function watching(workflow: WorkflowJson, workflowId: string): WorkflowJson {
	const router = loadExample('chat-trigger.json').nodes.find(({ name }) => name === ROUTER);
	const only = {
		routerId: { __rl: true, mode: 'id', value: `${workflowId}:${router?.id ?? ''}` },
		rules: { values: [{ measure: 'fallback_rate', is: 'above', value: 5, windowHours: 24, minRequests: 1 }] },
	};
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Check for Alerts' ? { ...node, parameters: { ...node.parameters, ...only } } : node,
	);
	return { ...workflow, nodes };
}
