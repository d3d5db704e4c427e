import { ASKER, MODEL_NODE, type ChatMessage, type Use } from '../../support/modelNode';
import { openModelWorld, says, type ModelWorld } from '../../support/modelWorld';
import type * as SdkLike from '../../adapters/langchain/sdkLike';

jest.mock('@n8n/ai-node-sdk', () => jest.requireActual<typeof SdkLike>('../../adapters/langchain/sdkLike').sdkLike(), {
	virtual: true,
});

let world: ModelWorld;
let executions = 0;

beforeAll(async () => {
	world = await openModelWorld();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** What was shown, piece by piece, also where it ended with an error; and what LangChain's listeners heard. */
let shown: string[];
let heard: string[];
let last: Record<string, unknown>;
let broke: string | null;

const streaming: Use = async ({ model }) => {
	[shown, heard, last, broke] = [[], [], {}, null];
	try {
		const options = { callbacks: [{ handleLLMNewToken: (token: string) => void heard.push(token) }] };
		for await (const { content, response_metadata } of await (await model()).stream([{ role: 'user', content: 'Tell me' }], options)) {
			if (typeof content === 'string' && content !== '') shown.push(content);
			last = { ...last, ...response_metadata };
		}
	} catch (error) {
		broke = error instanceof Error ? error.message : String(error);
		throw error;
	}
	return [{ text: shown.join('') }];
};

async function run(ask: { readonly parameters?: Record<string, unknown>; readonly bufferUntilChecked?: boolean; readonly use?: Use } = {}) {
	const executionId = `stream-${String(++executions)}`;
	const result = await world.run({ use: streaming, ...ask, extra: { executionId } });
	return { result, records: world.ledger.stored(executionId), models: world.calls.map(({ model }) => model) };
}

const hintsOf = ({ result }: Awaited<ReturnType<typeof run>>) =>
	result.tasks(MODEL_NODE).flatMap(({ hints = [] }) => hints.map(({ message }) => message));

/** A chunk of LangChain's, as far as it is put together here. */
interface Whole extends ChatMessage {
	concat(other: Whole): Whole;
}

const joined = (before: Whole | null, next: Whole | null) => (before === null || next === null ? (next ?? before) : before.concat(next));

describe('a stream', () => {
	it('comes in pieces, told to who listens, with who answered at the end', async () => {
		world.answer = () => ({ pieces: ['Once ', 'upon ', 'a time'] });
		const { result, records } = await run();
		expect(shown.length).toBeGreaterThan(2);
		expect(shown.join('')).toBe('Once upon a time');
		expect(heard.filter((token) => token !== '')).toEqual(shown);
		expect(last['llmRoute']).toMatchObject({ model: 'custom1/small' });
		expect(world.calls.map(({ stream }) => stream)).toEqual([true]);
		expect(records).toHaveLength(1);
		const json = result.tasks(MODEL_NODE)[0]?.data?.['ai_languageModel']?.[0]?.[0]?.json;
		expect(json).toMatchObject({ llmRoute: { model: 'custom1/small' }, tokenUsage: { promptTokens: 10, completionTokens: 5 } });
	});

	it('falls back before the first word', async () => {
		world.answer = (call) => (call.model === 'small' ? { status: 503 } : { pieces: ['It ', 'works'] });
		const { models } = await run();
		expect(shown.join('')).toBe('It works');
		expect(models).toEqual(['small', 'large']);
	});

	it('never falls back after it, and says so', async () => {
		world.answer = (call) => (call.model === 'small' ? { pieces: ['HALF '], breaks: true } : { pieces: ['WHOLE'] });
		const { models, result } = await run();
		expect(shown.join('')).toBe('HALF ');
		expect(models).toEqual(['small']);
		expect(broke).toMatch(/broke off after part of it had been shown/);
		expect(result.error).toBeDefined();
	});

	it('shows nothing before its checks where it is buffered', async () => {
		world.answer = (call) => (call.model === 'small' ? { pieces: ['HALF '], breaks: true } : { pieces: ['WHO', 'LE'] });
		const { models } = await run({ bufferUntilChecked: true });
		expect(shown).toEqual(['WHOLE']);
		expect(models).toEqual(['small', 'large']);
	});

	it('of Cascade comes whole, with a hint why', async () => {
		world.answer = (call) => (call.model === 'small' ? { pieces: [''] } : { pieces: ['WHO', 'LE'] });
		const came = await run({ parameters: { strategy: 'cascade' } });
		expect(shown).toEqual(['WHOLE']);
		expect(came.models).toEqual(['small', 'large']);
		expect(hintsOf(came).filter((hint) => hint.startsWith('Cascade checks'))).toHaveLength(1);
	});

	it('has tool calls with their ids', async () => {
		world.answer = () => ({
			calls: [
				{ id: 'a', name: 'look', args: '{"q":1}' },
				{ id: 'b', name: 'look', args: '{"q":2}' },
			],
		});
		let calls: unknown;
		const use: Use = async ({ model }) => {
			const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } };
			const bound = (await model()).bindTools([tool], { tool_choice: 'any' });
			let whole: Whole | null = null;
			for await (const chunk of await bound.stream([{ role: 'user', content: 'Look' }])) whole = joined(whole, chunk as Whole);
			calls = joined(whole, null)?.tool_calls;
			return [];
		};
		await run({ use });
		expect(calls).toMatchObject([
			{ id: 'a', name: 'look', args: { q: 1 } },
			{ id: 'b', name: 'look', args: { q: 2 } },
		]);
		expect(world.calls[0]).toMatchObject({ tools: [{ function: { name: 'look' } }], tool_choice: 'required' });
	});

	it('that nobody reads to its end breaks nothing', async () => {
		world.answer = () => ({ pieces: ['One ', 'two '] });
		const use: Use = async ({ model }) => {
			const stream = await (await model()).stream([{ role: 'user', content: 'Count' }]);
			const reader = stream[Symbol.asyncIterator]();
			await reader.next();
			await reader.return?.();
			return [{ done: true }];
		};
		const { result } = await run({ use });
		expect(result.items(ASKER)).toHaveLength(1);
	});

	it('with an empty first piece is shown', async () => {
		world.answer = (call) => (call.model === 'small' ? { pieces: ['', 'fine'] } : says(call));
		await run();
		expect(shown.join('')).toBe('fine');
	});
});
