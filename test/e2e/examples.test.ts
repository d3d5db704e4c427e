import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { WorkflowJson } from '../../scripts/lib/engine';
import { withCredentials, readExample, sharedN8n, type SharedN8n } from '../support/e2e';
import { executionsOf, nextExecution, runByHand } from '../support/executions';
import { startFakeOpenAi, type FakeOpenAi } from '../support/fakeOpenAi';

const EASY = 'Translate to French: Where is the train station?';
const HARD =
	'Prove step by step that the square root of 2 is irrational, then derive exactly where the same argument fails for the square root of 4, and compare it with a proof by unique factorisation.';
const SIGNING_SECRET = 'slack-signing-secret-of-the-test';
const ROUTER = 'Route LLM Request';

describe('the examples on a real n8n', () => {
	let n8n: SharedN8n;
	let provider: FakeOpenAi;
	const live = new Set<string>();
	let credentials: Record<string, { id: string; name: string }>;

	beforeAll(async () => {
		n8n = sharedN8n();
		provider = await startFakeOpenAi();
		credentials = await createCredentials();
	});
	afterEach(() => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) provider.fail(model, null);
	});
	afterAll(async () => {
		for (const id of live) await n8n.rest.deactivate(id);
		await provider.stop();
	});

	// What cooled down in one workflow must not steer another, and health is kept by credential.
	async function ownRegistry() {
		const kinds = ['openai', 'gemini', 'anthropic'];
		const fields = kinds.flatMap((kind): [string, string][] => [
			[`${kind}ApiKey`, 'test'],
			[`${kind}BaseUrl`, provider.baseUrl],
		]);
		const name = 'examples llmModelRegistryApi';
		const id = await n8n.rest.createCredential('llmModelRegistryApi', name, { providers: kinds, ...Object.fromEntries(fields) });
		return { llmModelRegistryApi: { id, name } };
	}

	async function createCredentials() {
		const data: Record<string, Record<string, unknown>> = {
			openAiApi: { apiKey: 'test', url: provider.baseUrl },
			crypto: { hmacSecret: SIGNING_SECRET },
			slackApi: { accessToken: 'xoxb-test', signatureSecret: SIGNING_SECRET },
			smtp: { host: '127.0.0.1', port: 1, user: 'a', password: 'b', secure: false },
			imap: { host: '127.0.0.1', port: 1, user: 'a', password: 'b', secure: false },
			gmailOAuth2: { clientId: 'a', clientSecret: 'b' },
		};
		const pairs = Object.entries(data).map(async ([type, fields]) => {
			const name = `examples ${type}`;
			return [type, { id: await n8n.rest.createCredential(type, name, fields), name }] as const;
		});
		return Object.fromEntries(await Promise.all(pairs));
	}

	async function store(file: string, change: (workflow: WorkflowJson) => WorkflowJson = (same) => same): Promise<string> {
		return await n8n.rest.createWorkflow(change(withCredentials(await readExample(file), { ...credentials, ...(await ownRegistry()) })));
	}

	async function published(file: string): Promise<string> {
		const id = await store(file);
		await n8n.rest.activate(id);
		live.add(id);
		return id;
	}

	function post(route: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
		return fetch(`${n8n.url}/webhook/${route}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body),
		});
	}

	const chat = (webhookId: string, chatInput: string) => post(`${webhookId}/chat`, { action: 'sendMessage', chatInput, sessionId: 'e2e' });

	// As Slack sends it: signed over the bytes of the body.
	function sendSigned(route: string, body: string, contentType: string): Promise<Response> {
		const timestamp = String(Math.floor(Date.now() / 1000));
		const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
		const headers = { 'content-type': contentType, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
		return fetch(`${n8n.url}/webhook/${route}`, { method: 'POST', headers, body });
	}

	describe('Slack', () => {
		const event = (text: string, more: IDataObject = {}) => ({
			token: 'unused',
			team_id: 'T0123456789',
			api_app_id: 'A0123456789',
			event: {
				type: 'message',
				channel: 'C0123456789',
				channel_type: 'channel',
				user: 'U0123456789',
				text,
				ts: '1700000000.000100',
				event_ts: '1700000000.000100',
				...more,
			},
			type: 'event_callback',
			event_id: 'Ev0123456789',
			event_time: 1700000000,
		});
		const send = (body: unknown) => sendSigned('llm-router-example-slack/webhook', JSON.stringify(body), 'application/json');
		let id: string;
		const known: string[] = [];

		beforeAll(async () => {
			id = await published('slack.json');
		});
		async function received(body: unknown) {
			expect((await send(body)).status).toBe(200);
			const execution = await nextExecution(n8n.rest, id, known);
			known.push(execution.id);
			return execution;
		}

		it.each([
			{ text: EASY, output: 1, reply: 'Reply from Cheap', model: 'gpt-6-luna' },
			{ text: HARD, output: 2, reply: 'Reply from Strong', model: 'gpt-6.1-sol' },
		])('answers $reply with what the thread needs', async ({ text, output, reply, model }) => {
			const execution = await received(event(text));
			expect(execution.items(ROUTER, output)).toEqual([
				expect.objectContaining({
					channel: 'C0123456789',
					ts: '1700000000.000100',
					output: `${model} says hello`,
					llmRoute: expect.objectContaining({ model: `openai/${model}` }),
				}),
			]);
			expect(execution.ran).toEqual(['Slack Trigger', 'People Only', ROUTER, reply]);
			expect(execution.status).toBe('success');
		});

		it('alerts the team where no model answers', async () => {
			provider.fail('gpt-6-luna', 400);
			provider.fail('gpt-6.1-sol', 400);
			const execution = await received(event(EASY));
			expect(execution.items(ROUTER, 0)).toEqual([
				expect.objectContaining({ channel: 'C0123456789', llmRoute: expect.objectContaining({ model: null }) }),
			]);
			expect(execution.ran).toContain('Alert the Team');
		});

		it('does not answer its own reply', async () => {
			const before = provider.calls().length;
			const execution = await received(event(EASY, { bot_id: 'B0123456789' }));
			expect(execution.ran).toEqual(['Slack Trigger', 'People Only']);
			expect(provider.calls()).toHaveLength(before);
		});

		it('does not run for a message in another channel or with a wrong signature', async () => {
			await send(event(EASY, { channel: 'C0000000000' }));
			const refused = await post('llm-router-example-slack/webhook', event(EASY), {
				'x-slack-request-timestamp': '1700000000',
				'x-slack-signature': 'v0=00',
			});
			expect(refused.status).toBe(401);
			expect(new Set(await executionsOf(n8n.rest, id))).toEqual(new Set(known));
		});
	});

	describe('thumbs in Slack', () => {
		const known: string[] = [];
		let id: string;
		let decision: string;
		const seen = async () => {
			const execution = await nextExecution(n8n.rest, id, known);
			known.push(execution.id);
			return execution;
		};
		const pressed = (action: string, user: string) =>
			`payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', user: { id: user }, actions: [{ action_id: action, value: decision }] })).replaceAll('%20', '+')}`;
		const press = (body: string) => sendSigned('llm-router-slack-buttons', body, 'application/x-www-form-urlencoded');

		beforeAll(async () => {
			id = await published('slack-thumbs.json');
			const event = { type: 'message', channel: 'C0123456789', user: 'U0123456789', text: EASY, ts: '1700000000.000100' };
			await sendSigned('llm-router-example-slack-thumbs/webhook', JSON.stringify({ type: 'event_callback', event }), 'application/json');
			const execution = await seen();
			expect(execution.ran).toEqual(['Slack Trigger', 'People Only', ROUTER, 'Reply with Buttons']);
			decision = (execution.items(ROUTER, 1)[0]?.['llmRoute'] as { id: string }).id;
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
			const signed = (at: string) => `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:${body}`).digest('hex')}`;
			for (const [timestamp, signature] of [
				[now, 'v0=00'],
				[old, signed(old)],
				[now, signed(old)],
			] as const) {
				const headers = {
					'content-type': 'application/x-www-form-urlencoded',
					'x-slack-request-timestamp': timestamp,
					'x-slack-signature': signature,
				};
				await fetch(`${n8n.url}/webhook/llm-router-slack-buttons`, { method: 'POST', headers, body });
				expect((await seen()).ran).not.toContain('Record the Vote');
			}
			await press(pressed('another', 'U3'));
			expect((await seen()).ran.at(-1)).toBe('From Slack, Just Now');
		});
	});

	describe('chat', () => {
		const WEBHOOK = 'llm-router-example-chat';
		beforeAll(async () => {
			await published('chat-trigger.json');
		});

		it.each([
			{ text: EASY, output: 'gpt-6-luna says hello' },
			{ text: HARD, output: 'gpt-6.1-sol says hello' },
		])('answers "$output"', async ({ text, output }) => {
			const response = await chat(WEBHOOK, text);
			expect(await response.json()).toEqual({ output });
		});

		it('says sorry where no model answers', async () => {
			provider.fail('gpt-6-luna', 400);
			provider.fail('gpt-6.1-sol', 400);
			const response = await chat(WEBHOOK, EASY);
			expect(await response.json()).toEqual({ output: expect.stringContaining('could not answer') });
		});
	});

	describe('webhook', () => {
		beforeAll(async () => {
			await published('webhook-three-models.json');
		});

		it('answers with the text, the model and the cost', async () => {
			const response = await post('llm-router-ask', { prompt: EASY });
			expect(response.status).toBe(200);
			expect(await response.json()).toEqual({
				answer: 'gemini-2.5-flash-lite says hello',
				model: 'gemini/gemini-2.5-flash-lite',
				reason: expect.any(String),
				costUsd: expect.any(Number),
			});
		});

		it('asks a dearer model the hard question', async () => {
			const response = await post('llm-router-ask', { prompt: HARD });
			expect(await response.json()).toMatchObject({ model: expect.stringMatching(/gpt-6-luna|claude-sonnet/) });
		});

		it('says 400 without a prompt', async () => {
			const response = await post('llm-router-ask', { prompt: '' });
			expect(response.status).toBe(400);
			expect(await response.json()).toMatchObject({ failure: 'no_prompt' });
		});
	});

	describe('Route Only with a Basic LLM Chain per branch', () => {
		const WEBHOOK = 'llm-router-example-route-only';
		let id: string;
		beforeEach(async () => {
			id = await published('route-only-basic-llm-chain.json');
		});
		afterEach(async () => {
			await n8n.rest.deactivate(id);
			live.delete(id);
		});
		async function asked(text: string) {
			const response = await chat(WEBHOOK, text);
			return { answer: await response.json(), execution: await nextExecution(n8n.rest, id) };
		}

		it('lets the chain of the branch answer', async () => {
			const { answer } = await asked(EASY);
			expect(answer).toEqual({ output: 'gpt-6-luna says hello' });
		});

		it('takes the next branch when a chain fails', async () => {
			provider.fail('gpt-6-luna', 400);
			const { answer, execution } = await asked(EASY);
			expect(execution.items('Ask Cheap', 1)).toEqual([
				expect.objectContaining({ error: expect.anything(), llmRoute: expect.objectContaining({ id: expect.any(String) }) }),
			]);
			expect(execution.items(ROUTER, 2)).toHaveLength(1);
			expect(answer).toEqual({ output: 'gpt-6.1-sol says hello' });
		});

		it('ends at Fallback when every chain has failed', async () => {
			provider.fail('gpt-6-luna', 400);
			provider.fail('gpt-6.1-sol', 400);
			const { answer, execution } = await asked(EASY);
			expect(execution.items(ROUTER, 0)).toHaveLength(1);
			expect(answer).toEqual({ output: expect.stringContaining('could not answer') });
		});
	});

	describe('mail', () => {
		const withMails = (trigger: string, mails: readonly IDataObject[]) => (workflow: WorkflowJson) => ({
			...workflow,
			pinData: { [trigger]: mails.map((json) => ({ json })) },
		});

		it('IMAP: each mail reaches its reply, its own and automatic ones none', async () => {
			const trigger = 'Email Trigger (IMAP)';
			const mail = (subject: string, textPlain: string, more: IDataObject = {}) => ({
				subject,
				textPlain,
				from: 'Ann <ann@example.com>',
				to: 'assistant@example.com',
				metadata: {},
				...more,
			});
			const mails = [
				mail('Hi', EASY),
				mail('A proof', HARD),
				mail('', ''),
				mail('Out of office', 'I am away', { metadata: { 'auto-submitted': 'auto-replied' } }),
				mail('Re: Hi', EASY, { from: 'assistant@example.com' }),
			];
			const execution = await runByHand(n8n.rest, await store('email-imap.json', withMails(trigger, mails)), trigger);
			expect([0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ subject, output: answer }) => [subject, answer]))).toEqual([
				[['', undefined]],
				[['Hi', 'gpt-6-luna says hello']],
				[['A proof', 'gpt-6.1-sol says hello']],
			]);
			expect(execution.ran).toEqual(expect.arrayContaining(['Tell the Team', 'Reply from Cheap', 'Reply from Strong']));
		});

		it('Gmail: each mail reaches its label and its draft', async () => {
			const trigger = 'Gmail Trigger';
			const mail = (id: string, subject: string, text: string) => ({
				id,
				threadId: `t-${id}`,
				subject,
				text,
				from: { value: [{ address: 'ann@example.com', name: 'Ann' }] },
			});
			const mails = [mail('1', 'Hi', EASY), mail('2', 'A proof', HARD), mail('3', '', '')];
			const execution = await runByHand(n8n.rest, await store('email-gmail.json', withMails(trigger, mails)), trigger);
			expect([0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ id }) => id))).toEqual([['3'], ['1'], ['2']]);
			expect(execution.ran).toEqual(
				expect.arrayContaining(['Star for a Person', 'Label Cheap', 'Draft from Cheap', 'Label Strong', 'Draft from Strong']),
			);
		});
	});

	describe('the feedback loop on a schedule', () => {
		it('weekly report: a page hangs on the email, which nobody takes here', async () => {
			const execution = await runByHand(n8n.rest, await store('weekly-report.json'), 'Every Monday');
			expect(execution.ran).toEqual(['Every Monday', 'Create Report', 'Send Email']);
			const [report] = execution.items('Create Report');
			expect(report).toMatchObject({ title: 'LLM Router, last week', summary: expect.stringContaining('requests') });
			expect(execution.raw).toContain('report.html');
			expect(execution.raw).toContain('ECONNREFUSED');
		});

		it('nightly: audits, calibrates and trains one after the other, whatever one of them comes to', async () => {
			const id = await store('nightly-learning.json');
			const night = await runByHand(n8n.rest, id, 'Every Night');
			expect([night.status, night.ran]).toEqual(['success', ['Every Night', 'Audit', 'Calibrate', 'Train']]);
			expect(night.items('Audit')).toMatchObject([{ audited: 0, left: 0 }]);
			expect(night.items('Train')).toMatchObject([{ result: 'not_enough_data' }]);
			const hour = await runByHand(n8n.rest, id, 'Every Hour');
			expect([hour.status, hour.items('Check for Alerts').length]).toEqual(['success', 1]);
		});
	});
});
