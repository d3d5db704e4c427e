import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { KEYS, NODE, openLedger, provider, row, run, says, start, type Ask, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
/** The content of the last message of every call. */
let sent: { readonly at: 'small' | 'large'; readonly content: unknown }[];
let judged: string[];
const server = (at: 'small' | 'large') =>
	provider((prompt, { body }) => {
		if (body.includes('<<<DATA')) {
			judged.push(prompt);
			return says('{"tier":"trivial","confidence":0.9,"reason":"short"}');
		}
		const { messages } = JSON.parse(body) as { messages: { content: unknown }[] };
		sent.push({ at, content: messages.at(-1)?.content });
		return says(`${at} answers`);
	});
beforeAll(async () => {
	ledger = await openLedger();
	[small, large] = [await server('small'), await server('large')];
});
afterAll(() => Promise.all([small.close(), large.close(), ledger.close()]));
beforeEach(() => {
	[sent, judged] = [[], []];
	clearHealth();
});

const blind = row('custom1/small', 'Small', 1, { capabilities: ['tools'] });
const sees = row('custom2/large', 'Large', 2, { capabilities: ['vision'] });
const ask = (item: Ask['items'][number], parameters: Record<string, unknown> = {}): Ask => ({
	items: [item],
	urls: [small.url, large.url],
	parameters: { threshold: 0, maxRetries: 0, models: { values: [blind, sees] }, ...parameters },
});
const png = { data: Buffer.from('a picture').toString('base64'), mimeType: 'image/png', fileName: 'a.png' };
const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${png.data}` } };
const reasonOf = (item: { json: Record<string, unknown> } | undefined) =>
	(item?.json['llmRoute'] as { reason: string } | undefined)?.reason;
const slack = { type: 'message', subtype: 'file_share', channel: 'C1', user: 'U1', ts: '1.1', event_ts: '1.1', text: '' };

describe('pictures of a message', () => {
	it('alone go to a model that sees', async () => {
		const result = await run(ask({ json: slack, binary: { file_0: png } }));
		expect(sent).toEqual([{ at: 'large', content: [image] }]);
		expect(reasonOf(result.items(NODE, 2)[0])).toMatch(
			/Small cannot read images, so Large.*; no text, so the picture alone is the prompt$/,
		);
	});

	it('come along with the text, at most five', async () => {
		const binary = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`data${String(n)}`, png]));
		await run(ask({ json: { sessionId: 's', action: 'sendMessage', chatInput: 'Which?' }, binary }));
		expect(sent).toEqual([{ at: 'large', content: [{ type: 'text', text: 'Which?' }, image, image, image, image, image] }]);
	});

	it('of a mail stay: most are logos', async () => {
		const json = { subject: 'Order', from: { text: 'a' }, text: 'Where is it?', html: '<p>Where is it?</p>' };
		await run(ask({ json, binary: { attachment_0: png } }));
		expect(sent).toEqual([{ at: 'small', content: 'Where is it?' }]);
	});

	it('are not sent where no model sees; without text nothing is left to ask', async () => {
		const models = { values: [blind] };
		const chat = { sessionId: 's', action: 'sendMessage' };
		const texts = await run(ask({ json: { ...chat, chatInput: 'Hi' }, binary: { data: png } }, { models }));
		expect(sent).toEqual([{ at: 'small', content: 'Hi' }]);
		expect(reasonOf(texts.items(NODE, 1)[0])).toContain('its pictures were not sent, because no model here reads images');
		const alone = await run(ask({ json: { ...chat, chatInput: '' }, binary: { data: png } }, { models }));
		expect(alone.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({
			failure: 'no_prompt',
			reason: expect.stringMatching(/^its pictures were not sent, because no model here reads images; /),
		});
	});

	it('give way to Image Fields', async () => {
		await run(ask({ json: { ...slack, text: 'this one' }, binary: { a: png, b: { ...png, data: 'Yg==' } } }, { imageFields: 'a' }));
		expect(sent).toEqual([{ at: 'large', content: [{ type: 'text', text: 'this one' }, image] }]);
	});

	it('that Image Fields names may stand for an empty prompt', async () => {
		await run(ask({ json: { text: '' }, binary: { photo: png } }, { prompt: '={{ $json.text }}', imageFields: 'photo' }));
		expect(sent).toEqual([{ at: 'large', content: [image] }]);
	});
});

describe('a mail with history', () => {
	const text = 'Hello, thanks!\n\nOn Mon, 3 May 2026, Ann <a@ex.com> wrote:\n> Prove the theorem of Gauss by induction';
	const json = { subject: 'Re', from: { text: 'a' }, text, html: '' };

	it('is sent as it is, and only what is new is analyzed', async () => {
		const result = await run(ask({ json }, { includeDetails: true }));
		expect(sent).toEqual([{ at: 'small', content: text }]);
		expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({
			details: { signals: { words: 2, reasoningWords: 0, lastTurnTokens: 4 } },
		});
	});

	it('is rated by what is new', async () => {
		await run(ask({ json }, { strategy: 'llm_judge' }));
		expect(judged).toEqual([expect.stringContaining('Hello, thanks!')]);
		expect(judged[0]).not.toContain('theorem');
	});
});

describe('where nothing is found', () => {
	const json = { first: { question: 'the left door is stuck' }, second: { note: `the key ${KEYS.custom1} is lost` } };

	it('the item says what it has, without keys, and the log says no word of it', async () => {
		const started = await start(ask({ json: { ...json, n: 1 } }, { prompt: '={{ $json.missing }}' }));
		const reason = reasonOf((await started.done).items(NODE, 0)[0]) ?? '';
		expect(reason).toContain('first.question ("the left door is stuck")');
		expect(reason).toContain('second.note ("the key [key removed]');
		expect(reason).toContain('{{ $json.');
		expect(ledger.stored(started.executionId)[0]?.reason).toBe('the prompt is empty; the item has the fields first, second, n');
	});
});

it('the output of a node before is the prompt, and stays where it cannot be answered', async () => {
	const result = await run(ask({ json: { output: 'word '.repeat(40_000) } }));
	expect(result.items(NODE, 0)[0]?.json['output']).toHaveLength(200_000);
	expect((await run(ask({ json: { output: 'A draft' } }))).items(NODE, 1)[0]?.json['output']).toBe('small answers');
});
