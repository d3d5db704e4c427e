import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { EASY, HARD, openExamples, PIXEL_PNG, ROUTER, type ExampleWorld } from '../../support/exampleWorld';
import { nextExecution } from '../../support/executions';
import { json, serve, type TestServer } from '../../support/httpServer';

const TOKEN = '123456:token-of-the-test';
const CHAT = 4711;

describe('the Telegram example', () => {
	let world: ExampleWorld;
	let telegram: TestServer;
	let id: string;
	const known: string[] = [];

	beforeAll(async () => {
		// As Telegram's Bot API: it takes the webhook, gives out files and sends messages.
		telegram = await serve((response, { path }) => {
			if (path === `/file/bot${TOKEN}/photos/1.png`) response.end(Buffer.from(PIXEL_PNG, 'base64'));
			else json(response, 200, { ok: true, result: path.includes('/getFile') ? { file_id: 'F1', file_path: 'photos/1.png' } : {} });
		});
		world = await openExamples({ telegramApi: { accessToken: TOKEN, baseUrl: telegram.url } });
		id = await world.published('telegram.json');
	});
	afterEach(() => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, null);
	});
	afterAll(async () => {
		await world.close();
		await telegram.close();
	});

	const bodies = (method: string) =>
		telegram.journal.filter(({ path }) => path === `/bot${TOKEN}/${method}`).map(({ body }) => JSON.parse(body) as IDataObject);
	let clock = 0;
	/** An update as Telegram posts it, with the secret it was given with the webhook. */
	async function received(message: IDataObject, chat = CHAT) {
		const from = { id: chat, is_bot: false, first_name: 'Ann', language_code: 'en' };
		const rest = { message_id: ++clock, from, chat: { id: chat, first_name: 'Ann', type: 'private' }, date: 1700000000 + clock };
		const { secret_token, url } = z.object({ secret_token: z.string(), url: z.string() }).parse(bodies('setWebhook').at(-1));
		const headers = { 'x-telegram-bot-api-secret-token': secret_token };
		const route = new URL(url).pathname.replace('/webhook/', '');
		expect((await world.post(route, { update_id: clock, message: { ...rest, ...message } }, headers)).status).toBe(200);
		const execution = await nextExecution(world.n8n.rest, id, known);
		known.push(execution.id);
		return execution;
	}
	const userTurns = () =>
		world.provider
			.asked()
			.at(-1)
			?.messages.filter(({ role }) => role === 'user')
			.map(({ content }) => content);

	it('answers in the chat, each message by the model it needs, and remembers that chat alone', async () => {
		const easy = await received({ text: EASY });
		expect([easy.status, easy.items(ROUTER, 1).length]).toEqual(['success', 1]);
		const hard = await received({ text: HARD });
		expect(hard.ran.at(-1)).toBe('Reply from Strong');
		expect(userTurns()).toEqual([EASY, HARD]);
		expect(bodies('sendMessage').slice(-2)).toMatchObject([
			{ chat_id: CHAT, text: 'gpt-6-luna says hello', parse_mode: 'HTML' },
			{ chat_id: CHAT, text: 'gpt-6.1-sol says hello' },
		]);
		await received({ text: EASY }, 4712);
		expect(userTurns()).toEqual([EASY]);
	});

	it('sees a picture with its caption', async () => {
		const photo = [{ file_id: 'F1', file_unique_id: 'U1', width: 90, height: 90 }];
		await received({ photo, caption: 'What is this?' }, 4713);
		const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL_PNG}` } };
		expect(userTurns()?.at(-1)).toMatchObject([{ type: 'text', text: 'What is this?' }, image]);
	});

	it.each<[string, IDataObject]>([
		['somebody joining', { new_chat_members: [{ id: 5, is_bot: false, first_name: 'Bo' }] }],
		['a sticker', { sticker: { file_id: 'S1', emoji: '👋' } }],
		['another bot', { text: EASY, from: { id: 6, is_bot: true, first_name: 'Bot' } }],
	])('does not answer %s', async (_, message) => {
		const before = world.provider.calls().length;
		expect((await received(message)).ran).toEqual(['Telegram Trigger', 'Texts and Pictures Only']);
		expect(world.provider.calls()).toHaveLength(before);
	});

	it('says sorry where no model answers', async () => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, 400);
		await received({ text: EASY }, 4714);
		expect(bodies('sendMessage').at(-1)).toMatchObject({ chat_id: 4714, text: expect.stringContaining('could not answer') });
	});
});
