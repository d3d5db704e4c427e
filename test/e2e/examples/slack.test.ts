import type { IDataObject } from 'n8n-workflow';
import { executionsOf, nextExecution } from '../../support/executions';
import { EASY, HARD, openExamples, PIXEL_PNG, ROUTER, type ExampleWorld } from '../../support/exampleWorld';
import { serve, type TestServer } from '../../support/httpServer';

const CHANNEL = 'C0123456789';
const IMAGE = { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL_PNG}` } };

describe('the Slack example', () => {
	let world: ExampleWorld;
	let files: TestServer;
	let id: string;
	const known: string[] = [];

	beforeAll(async () => {
		world = await openExamples();
		// As Slack's file server: with the bot's token.
		files = await serve((response, { headers, path }) => {
			const isThere = path === '/screen.png' && headers.authorization === 'Bearer xoxb-test';
			response.writeHead(isThere ? 200 : 403, { 'content-type': 'image/png' }).end(Buffer.from(PIXEL_PNG, 'base64'));
		});
		id = await world.published('slack.json');
	});
	afterEach(() => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, null);
	});
	afterAll(async () => {
		await files?.close();
		await world.close();
	});

	let clock = 1700000000;
	/** An event around a message that somebody writes. */
	const event = (more: IDataObject = {}) => {
		const ts = `${(clock += 10)}.000100`;
		const message = { type: 'message', channel: CHANNEL, channel_type: 'channel', user: 'U0123456789', text: EASY, ts, event_ts: ts };
		const envelope = { team_id: 'T0123456789', api_app_id: 'A0123456789', type: 'event_callback', event_id: `Ev${clock}` };
		return { ...envelope, event_time: clock, event: { ...message, ...more } };
	};
	const send = (body: unknown) => world.sendSigned('llm-router-example-slack/webhook', JSON.stringify(body), 'application/json');
	async function received(body: unknown) {
		expect((await send(body)).status).toBe(200);
		const execution = await nextExecution(world.n8n.rest, id, known);
		known.push(execution.id);
		return execution;
	}

	it.each([
		{ text: EASY, output: 1, reply: 'Reply from Cheap', model: 'gpt-6-luna' },
		{ text: HARD, output: 2, reply: 'Reply from Strong', model: 'gpt-6.1-sol' },
	])('answers $reply with what the thread needs', async ({ text, output, reply, model }) => {
		const execution = await received(event({ text, ts: '1600000000.000100' }));
		expect(execution.items(ROUTER, output)).toEqual([
			expect.objectContaining({
				channel: CHANNEL,
				ts: '1600000000.000100',
				output: `${model} says hello`,
				llmRoute: expect.objectContaining({ model: `openai/${model}` }),
			}),
		]);
		expect(execution.ran).toEqual(['Slack Trigger', 'People Only', 'With a Picture', ROUTER, 'Simple Memory', reply]);
		expect(execution.status).toBe('success');
	});

	it('alerts the team where no model answers', async () => {
		world.provider.fail('gpt-6-luna', 400);
		world.provider.fail('gpt-6.1-sol', 400);
		const execution = await received(event());
		expect(execution.items(ROUTER, 0)).toEqual([
			expect.objectContaining({ channel: CHANNEL, llmRoute: expect.objectContaining({ model: null }) }),
		]);
		expect(execution.ran).toContain('Alert the Team');
	});

	describe('a message with a file', () => {
		const QUESTION = 'What does this say?';
		const picture = (path: string) => ({ id: 'F1', name: 'screen.png', mimetype: 'image/png', url_private: `${files.url}/${path}` });
		const text = { type: 'text', text: QUESTION };

		it.each([
			{ what: 'a picture', file: () => picture('screen.png'), content: [text, IMAGE] },
			{ what: 'a picture that cannot be downloaded', file: () => picture('gone.png'), content: QUESTION },
			{ what: 'a file kept elsewhere', file: () => ({ id: 'F2', mimetype: 'application/pdf', is_external: true }), content: QUESTION },
			{ what: 'a file that was deleted', file: () => ({ id: 'F3', mode: 'tombstone' }), content: QUESTION },
		])('is answered: $what', async ({ file, content }) => {
			const execution = await received(event({ subtype: 'file_share', text: QUESTION, files: [file()], upload: false }));
			expect([execution.status, execution.ran.at(-1)]).toEqual(['success', expect.stringMatching(/^Reply from/)]);
			expect(world.provider.asked().at(-1)?.messages.at(-1)).toMatchObject({ role: 'user', content });
		});

		it('is answered where the picture is all there is', async () => {
			const execution = await received(event({ subtype: 'file_share', text: '', files: [picture('screen.png')], upload: false }));
			expect([execution.status, execution.ran.at(-1)]).toEqual(['success', expect.stringMatching(/^Reply from/)]);
			expect(world.provider.asked().at(-1)?.messages.at(-1)).toMatchObject({ role: 'user', content: [IMAGE] });
		});
	});

	it('follows a thread, also where a reply is shown in the channel', async () => {
		const { event: first } = event();
		await received({ ...event(), event: first });
		const thread = { thread_ts: first['ts'], parent_user_id: 'U0123456789' };
		await received(event({ ...thread, text: 'And in Italian?' }));
		const execution = await received(event({ ...thread, text: 'And in Spanish?', subtype: 'thread_broadcast', root: first }));
		expect(execution.items(ROUTER, 1)).toMatchObject([{ text: 'And in Spanish?', thread_ts: first['ts'] }]);
		const turns = world.provider
			.asked()
			.at(-1)
			?.messages.filter(({ role }) => role === 'user');
		expect(turns?.map(({ content }) => content)).toEqual([EASY, 'And in Italian?', 'And in Spanish?']);
	});

	it.each<[string, IDataObject]>([
		['its own reply', { bot_id: 'B0123456789', app_id: 'A0123456789' }],
		['another bot', { subtype: 'bot_message', bot_id: 'B9876543210', user: undefined }],
		['Slackbot', { user: 'USLACKBOT' }],
		['somebody joining', { subtype: 'channel_join', text: '<@U0123456789> has joined the channel' }],
		['somebody leaving', { subtype: 'channel_leave', text: '<@U0123456789> has left the channel' }],
		['a new topic', { subtype: 'channel_topic', topic: 'Trains', text: '<@U0123456789> set the channel topic: Trains' }],
		[
			'an edit of its own reply',
			{ subtype: 'message_changed', hidden: true, message: { type: 'message', bot_id: 'B0123456789', text: EASY } },
		],
		['a deletion', { subtype: 'message_deleted', hidden: true, deleted_ts: '1700000000.000100', previous_message: { text: EASY } }],
	])('does not answer %s', async (_, more) => {
		const before = world.provider.calls().length;
		const execution = await received(event(more));
		expect(execution.ran).toEqual(['Slack Trigger', 'People Only']);
		expect(world.provider.calls()).toHaveLength(before);
	});

	it('does not run for a message in another channel or with a wrong signature', async () => {
		await send(event({ channel: 'C0000000000' }));
		const wrong = { 'x-slack-request-timestamp': '1700000000', 'x-slack-signature': 'v0=00' };
		const refused = await world.post('llm-router-example-slack/webhook', event(), wrong);
		expect(refused.status).toBe(401);
		expect(new Set(await executionsOf(world.n8n.rest, id))).toEqual(new Set(known));
	});
});
