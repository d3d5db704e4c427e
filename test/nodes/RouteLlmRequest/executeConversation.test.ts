import type { Hardness } from '../../../router/request/request';
import { clearHealth } from '../../../nodes/shared/health';
import { IMAGE_TOKENS } from '../../../router/request/tokens';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, row, run, says, start, type Ask, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
/** The messages of every call, in the order they arrived. */
let sent: { readonly at: 'small' | 'large'; readonly messages: unknown }[];
const server = (at: 'small' | 'large') =>
	provider((_, { body }) => {
		sent.push({ at, messages: (JSON.parse(body) as { messages: unknown }).messages });
		return says(`${at} answers`);
	});
beforeAll(async () => {
	ledger = await openLedger();
	[small, large] = [await server('small'), await server('large')];
});
afterAll(() => Promise.all([small.close(), large.close(), ledger.close()]));
beforeEach(() => {
	sent = [];
	clearHealth();
});

const ask = (items: Ask['items'], parameters: Record<string, unknown>): Ask => ({
	items,
	urls: [small.url, large.url],
	parameters: { threshold: 0, maxRetries: 0, ...parameters },
});
const llmRouteOf = (item: { json: Record<string, unknown> } | undefined) =>
	item?.json['llmRoute'] as { reason: string; failure?: string; details?: { signals: Record<string, unknown> } } | undefined;
const detailed = { includeDetails: true };

describe('previous messages from a field', () => {
	const field = { conversation: 'field' };
	const talk = [
		{ role: 'user', content: 'What is the capital of France?' },
		{ role: 'assistant', content: 'Paris' },
	];

	it('go before the prompt and after the system message', async () => {
		await run(ask([{ json: { text: 'And of Spain?', messages: talk } }], { ...field, systemMessage: 'Be brief' }));
		expect(sent).toEqual([
			{
				at: 'small',
				messages: [{ role: 'system', content: 'Be brief' }, ...talk, { role: 'user', content: 'And of Spain?' }],
			},
		]);
	});

	it('may be JSON text, or under another expression', async () => {
		const texts = [{ json: { text: 'a', messages: JSON.stringify(talk) } }];
		await run(ask(texts, field));
		await run(ask([{ json: { text: 'a', before: talk } }], { ...field, previousMessages: '={{ $json.before }}' }));
		const expected = { at: 'small', messages: [...talk, { role: 'user', content: 'a' }] };
		expect(sent).toEqual([expected, expected]);
	});

	it.each([undefined, null, [], ''])('%j is no conversation', async (messages) => {
		await run(ask([{ json: { text: 'a', messages } }], field));
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: 'a' }] }]);
	});

	it('do not repeat the prompt where it is the last of them', async () => {
		await run(ask([{ json: { text: 'And of Spain?', messages: [...talk, { role: 'user', content: 'And of Spain? ' }] } }], field));
		expect(sent).toEqual([{ at: 'small', messages: [...talk, { role: 'user', content: 'And of Spain?' }] }]);
	});

	it('are read only where they are asked for', async () => {
		const result = await run(ask([{ json: { text: 'a', messages: 'nonsense' } }], {}));
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: 'a' }] }]);
	});

	it('are cut to the last 20, or to Messages Kept', async () => {
		const long = Array.from({ length: 30 }, (_, n) => ({ role: n % 2 === 0 ? 'user' : 'assistant', content: String(n) }));
		await run(ask([{ json: { text: 'a', messages: long } }], field));
		await run(ask([{ json: { text: 'a', messages: long, kept: 2 } }], { ...field, historyLimit: '={{ $json.kept }}' }));
		expect(sent.map(({ messages }) => messages)).toEqual([20, 2].map((kept) => [...long.slice(30 - kept), { role: 'user', content: 'a' }]));
	});

	it('are read for the signals; system messages among them are sent, and influence the size and, a little, the hardness', async () => {
		const system = { role: 'system', content: 'Prove that for all x: x^2 + 1 > 0 and derive why. Translate it.' };
		const signalsOf = async (messages: { role: string; content: string }[]) => {
			const result = await run(ask([{ json: { text: 'And of Spain?', messages } }], { ...field, ...detailed }));
			const { requestTokens, hardness, ...signals } = llmRouteOf(result.items(NODE, 1)[0])?.details?.signals ?? {};
			return { requestTokens: Number(requestTokens), hardness: hardness as Hardness, signals };
		};
		const plain = await signalsOf(talk);
		expect(plain.signals).toMatchObject({ priorTurns: 2, questions: 2 });
		const withSystem = await signalsOf([system, ...talk]);
		expect(sent[1]).toEqual({ at: 'small', messages: [system, ...talk, { role: 'user', content: 'And of Spain?' }] });
		expect(withSystem.signals).toEqual(plain.signals);
		expect(Math.abs(withSystem.hardness.demand - plain.hardness.demand)).toBeLessThanOrEqual(0.3);
		expect(withSystem.hardness.difficulty).toBe(plain.hardness.difficulty);
		expect(withSystem.requestTokens).toBeGreaterThan(plain.requestTokens);
	});

	it('can be asked about by a rule', async () => {
		const signals = { values: [{ signal: 'priorTurns', comparison: 'at_least', number: 2 }] };
		const rules = { values: [{ model: 'custom2/large', signals, item: {} }] };
		const items = [{ json: { text: 'a', messages: talk } }, { json: { text: 'b', messages: [] } }];
		const result = await run(ask(items, { ...field, strategy: 'rules', rules, defaultModel: 'custom1/small' }));
		expect([1, 2].map((output) => result.items(NODE, output)[0]?.json['text'])).toEqual(['b', 'a']);
	});

	it.each<[Ask['items'][number]['json'][string], string]>([
		['secret words', 'the value of Previous Messages is text that is not valid JSON'],
		[{ role: 'user' }, 'the value of Previous Messages is not a list of messages'],
		[
			[...talk, { role: 'secret words', content: 'x' }],
			'the value of Previous Messages holds a message (number 3) that has a role other than user, assistant and system',
		],
	])('that cannot be read send this item to Fallback and no other: %j', async (messages, reason) => {
		const started = await start(ask([{ json: { text: 'a', messages } }, { json: { text: 'b' } }], field));
		const result = await started.done;
		expect(result.counts(NODE)).toEqual([1, 1, 0]);
		expect(llmRouteOf(result.items(NODE, 0)[0])).toMatchObject({ failure: 'bad_input', reason });
		expect(sent).toHaveLength(1);
		const stored = ledger.stored(started.executionId);
		expect(stored.map(({ result: end }) => end.kind).toSorted()).toEqual(['answered', 'fallback']);
		expect(JSON.stringify(stored)).not.toContain('secret words');
	});

	it('whose expression fails do the same', async () => {
		const result = await run(ask([{ json: { text: 'a' } }], { ...field, previousMessages: '={{ $("Nowhere").item.json.m }}' }));
		expect(llmRouteOf(result.items(NODE, 0)[0])).toMatchObject({
			failure: 'bad_input',
			reason: 'the expression in Previous Messages failed',
		});
	});

	it('count in Route Only too', async () => {
		const result = await run(ask([{ json: { text: 'a', messages: talk } }], { ...field, ...detailed, operation: 'routeOnly' }));
		expect(llmRouteOf(result.items(NODE, 1)[0])?.details?.signals).toMatchObject({ priorTurns: 2 });
		expect(sent).toEqual([]);
	});
});

describe('images', () => {
	const png = { data: Buffer.from('a picture').toString('base64'), mimeType: 'image/png', fileName: 'a.png' };
	const jpeg = { data: Buffer.from('another').toString('base64'), mimeType: 'image/jpeg' };
	const text = { data: Buffer.from('words').toString('base64'), mimeType: 'text/plain' };
	const svg = { data: Buffer.from('<svg/>').toString('base64'), mimeType: 'image/svg+xml' };
	const part = ({ mimeType, data }: typeof png | typeof jpeg) => ({
		type: 'image_url',
		image_url: { url: `data:${mimeType};base64,${data}` },
	});
	const question = { type: 'text', text: 'What is this?' };
	const item = (binary: Ask['items'][number]['binary']) => ({ json: { text: 'What is this?' }, ...(binary && { binary }) });

	it('go with the prompt as data URLs, in the order of the field, and the item keeps its binaries', async () => {
		const binary = { photo: png, note: text, scan: jpeg };
		const result = await run(ask([item(binary)], { imageFields: 'scan, photo ,scan', ...detailed }));
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: [question, part(jpeg), part(png)] }] }]);
		const [out] = result.items(NODE, 1);
		expect(out?.binary).toEqual(binary);
		const signals = llmRouteOf(out)?.details?.signals;
		expect(signals).toMatchObject({ images: 2 });
		expect(Number(signals?.['lastTurnTokens'])).toBeGreaterThanOrEqual(2 * IMAGE_TOKENS);
	});

	it('* sends every picture and nothing else', async () => {
		await run(ask([item({ photo: png, note: text, logo: svg, scan: jpeg }), item(undefined)], { imageFields: '*', parallelItems: 1 }));
		expect(sent.map(({ messages }) => messages)).toEqual([
			[{ role: 'user', content: [question, part(png), part(jpeg)] }],
			[{ role: 'user', content: 'What is this?' }],
		]);
	});

	it('are not sent unless asked for', async () => {
		await run(ask([item({ photo: png })], {}));
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: 'What is this?' }] }]);
	});

	it('leave a model that cannot see out, for the items that have one', async () => {
		const blind = row('custom1/small', 'Small', 1, { capabilities: ['tools'] });
		const sees = row('custom2/large', 'Large', 2, { capabilities: ['vision'] });
		const models = { values: [blind, sees] };
		const result = await run(ask([item({ photo: png }), item(undefined)], { models, imageFields: 'photo' }));
		expect(result.counts(NODE)).toEqual([0, 1, 1]);
		expect(llmRouteOf(result.items(NODE, 2)[0])?.reason).toContain('Small cannot read images, so Large');
		expect(sent.find(({ at }) => at === 'large')?.messages).toEqual([{ role: 'user', content: [question, part(png)] }]);

		sent = [];
		const none = await run(ask([item({ photo: png })], { models: { values: [blind] }, imageFields: 'photo' }));
		expect(llmRouteOf(none.items(NODE, 0)[0])).toMatchObject({ failure: 'no_model' });
		expect(sent).toEqual([]);
	});

	it('that an item lacks are left out, and the reason says so', async () => {
		const result = await run(ask([item({ photo: png })], { imageFields: 'photo, other' }));
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: [question, part(png)] }] }]);
		expect(llmRouteOf(result.items(NODE, 1)[0])?.reason).toMatch(
			/; the item has no binary field "other", so no image was sent from there$/,
		);
	});

	const MB = 1024 * 1024;
	it.each([
		['is not an image', text],
		['is empty', { ...png, data: '' }],
		['is larger than 20 MB', { ...png, data: Buffer.alloc(20 * MB + 1).toString('base64') }],
		['is larger than 20 MB', { ...png, bytes: 20 * MB + 1 }],
		['could not be loaded', { ...png, data: 'filesystem-v2', id: 'filesystem-v2:gone' }],
	])('one that %s sends its item to Fallback and no other', async (problem, photo) => {
		const result = await run(ask([item({ photo }), item({ photo: png })], { imageFields: 'photo' }));
		expect(result.counts(NODE)).toEqual([1, 1, 0]);
		expect(llmRouteOf(result.items(NODE, 0)[0])).toMatchObject({ failure: 'bad_input', reason: `the binary field "photo" ${problem}` });
		expect(sent).toHaveLength(1);
	});

	it('one of 20 MB is sent', async () => {
		const photo = { ...png, data: Buffer.alloc(20 * MB).toString('base64') };
		expect((await run(ask([item({ photo })], { imageFields: 'photo' }))).counts(NODE)).toEqual([0, 1, 0]);
	});

	it('count in Route Only, where they are not loaded', async () => {
		const gone = { ...png, data: 'filesystem-v2', id: 'filesystem-v2:gone' };
		const result = await run(ask([item({ photo: gone })], { imageFields: 'photo', operation: 'routeOnly', ...detailed }));
		expect(llmRouteOf(result.items(NODE, 1)[0])?.details?.signals).toMatchObject({ images: 1 });
	});

	it('may be named by an expression', async () => {
		await run(ask([{ ...item({ photo: png }), json: { text: 'What is this?', at: 'photo' } }], { imageFields: '={{ $json.at }}' }));
		expect(sent).toEqual([{ at: 'small', messages: [{ role: 'user', content: [question, part(png)] }] }]);
	});

	it('of earlier messages are sent and need a model that sees', async () => {
		const messages = [
			{ role: 'user', content: [question, part(png)] },
			{ role: 'assistant', content: 'A cat' },
		];
		await run(ask([{ json: { text: 'Which breed?', messages } }], { conversation: 'field' }));
		expect(sent).toEqual([{ at: 'small', messages: [...messages, { role: 'user', content: 'Which breed?' }] }]);
	});
});
