import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, run, says, start, type Ask, type TestLedger } from '../../support/routeNode';

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
/** The messages of every call. */
let sent: { readonly role: string; readonly content: unknown }[][];
beforeAll(async () => {
	ledger = await openLedger();
	const server = () =>
		provider((_prompt, { body }) => {
			sent.push((JSON.parse(body) as { messages: (typeof sent)[number] }).messages);
			return says('an answer');
		});
	[small, large] = [await server(), await server()];
});
afterAll(() => Promise.all([small.close(), large.close(), ledger.close()]));
beforeEach(() => {
	sent = [];
	clearHealth();
});

const ask = (texts: readonly string[], parameters: Record<string, unknown>): Ask => ({
	items: texts.map((text) => ({ json: { text } })),
	urls: [small.url, large.url],
	parameters: { threshold: 0, ...parameters },
});

describe('what is known of both parts', () => {
	const prompt = '=Why must I translate {{ $json.text }}, exactly?';
	const text = 'the proof of the theorem, x = 1, y^2 = 2';
	const task = { constraints: 2, reasoningWords: 1, hasMath: false, images: 0 };
	const item = { constraints: 0, hasMath: true };

	it('is logged as signals, without a word of them', async () => {
		const started = await start(ask([text], { prompt, systemMessage: 'You are a secretary.' }));
		await started.done;
		const [record] = ledger.stored(started.executionId);
		expect(record).toMatchObject({ taskSignals: { ...task, sentences: 2 }, itemSignals: item });
		expect(JSON.stringify(record)).not.toMatch(/theorem|translate|secretary/);
	});

	it('is in the details', async () => {
		const result = await run(ask([text], { prompt, includeDetails: true }));
		const details = { taskSignals: task, itemSignals: item, signals: { constraints: 2, hasMath: true } };
		expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ details });
	});

	it('is not more than the signals where an expression holds all', async () => {
		const started = await start(ask([text], { prompt: '={{ $json.text }}' }));
		await started.done;
		expect(ledger.stored(started.executionId)).toMatchObject([{ taskSignals: null, itemSignals: null, signals: item }]);
	});

	it('is the system message beside an automatic prompt', async () => {
		const started = await start(ask([text], { systemMessage: '={{ "Prove it to " + "me" }}' }));
		await started.done;
		expect(ledger.stored(started.executionId)).toMatchObject([{ taskSignals: { words: 4, reasoningWords: 1 }, itemSignals: null }]);
	});
});

it('what is sent is one text, evaluated once', async () => {
	const started = await start(ask(['a'], { prompt: '=Draw {{ Math.random() }} for {{ $json.text }}', includeDetails: true }));
	const result = await started.done;
	const prompt = String(sent[0]?.at(-1)?.content);
	expect(sent).toHaveLength(1);
	expect(prompt).toMatch(/^Draw 0\.\d+ for a$/);
	const chars = prompt.length - 'Draw  for '.length + '\n'.length;
	expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ details: { itemSignals: { chars } } });
});

describe('where fixed text is most of a prompt', () => {
	const rules = 'Answer in one line. '.repeat(20);
	const hints = async (texts: readonly string[], parameters: Record<string, unknown>) =>
		(await run(ask(texts, parameters)))
			.hints(NODE)
			.map(({ message }) => message)
			.filter((message) => message.includes('fixed text'));

	it('the run says once where instructions belong', async () => {
		expect(rules).toHaveLength(400);
		expect(await hints(['a', 'b'], { prompt: `=${rules}{{ $json.text }}` })).toEqual([
			'Most of this prompt is fixed text. Put instructions into System Message (Answer), so the router reads only the item.',
		]);
	});

	it('Route Only, which has no System Message, names the node that asks', async () => {
		expect(await hints(['a', 'b'], { operation: 'routeOnly', prompt: `=${rules}{{ $json.text }}` })).toEqual([
			"Most of this prompt is fixed text. Enter only the item's text, and put instructions into the node that asks the model.",
		]);
	});

	it.each([
		['it is short', ['a'], { prompt: `=${rules.slice(1)}{{ $json.text }}` }],
		['the items are long, taken together', ['a', 'b'.repeat(533)], { prompt: `=${rules}{{ $json.text }}` }],
		['nothing but fixed text is there', ['a'], { prompt: rules }],
		['it is the System Message already', ['a'], { prompt: '={{ $json.text }}', systemMessage: rules }],
	])('says nothing where %s', async (_why, texts, parameters) => {
		expect(await hints(texts, parameters)).toEqual([]);
	});

	it('speaks up at the next character', async () => {
		expect(await hints(['a', 'b'.repeat(532)], { prompt: `=${rules}{{ $json.text }}` })).toHaveLength(1);
	});
});
