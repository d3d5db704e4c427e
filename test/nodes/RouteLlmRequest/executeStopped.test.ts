import { setTimeout as sleep } from 'node:timers/promises';

import { clearHealth } from '../../../nodes/shared/health';
import { ownVector } from '../../support/embeddings';
import { json, serve, type TestServer } from '../../support/httpServer';
import { openLedger, provider, refuses, row, run, says, start, type Ask, type Reply, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
let small: TestServer;
let large: TestServer;
/** Answers embeddings of everything but prompts that hang; knows no chat. */
let embedder: TestServer;
/** What arrived, as `small:prompt`; a judge's prompt is its own and is left out. */
let calls: string[];
/** Calls that hung and whose connection was closed from our side. */
let closed: string[];
/** By model and the word the prompt starts with; `judge` for judges. */
let replyOf: (at: string, prompt: string) => Reply;

const HANGS: Reply = { kind: 'silence' };
/** Longer than any test: who waits for it is not through by itself. */
const LONG_S = '500';

beforeAll(async () => {
	ledger = await openLedger();
	const at = (name: string) =>
		provider((prompt, seen) => {
			const judges = seen.body.includes('json_schema');
			const call = judges ? 'judge' : `${name}:${prompt}`;
			calls.push(call);
			void seen.gone.then(() => closed.push(call));
			return replyOf(judges ? 'judge' : name, prompt);
		});
	[small, large] = [await at('small'), await at('large')];
	embedder = await serve((response, seen) => {
		const texts = (JSON.parse(seen.body) as { input: string[] }).input;
		calls.push('embedding');
		void seen.gone.then(() => closed.push('embedding'));
		if (texts.some((text) => text.startsWith('hang'))) return;
		const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: ownVector(text) }));
		json(response, 200, { object: 'list', model: 'e', data, usage: { prompt_tokens: 7, total_tokens: 7 } });
	});
	// The ledger's file is made by the first record; from then on it can be looked into.
	reset();
	await run({ items: [{ json: { text: 'a' } }], urls: [small.url, large.url] });
});
afterAll(async () => {
	await Promise.all([small.close(), large.close(), embedder.close(), ledger.close()]);
});
beforeEach(reset);

function reset(): void {
	clearHealth();
	[calls, closed] = [[], []];
	replyOf = (name, prompt) => (prompt.startsWith('hang') ? HANGS : says(`${name} answers ${prompt}`));
}

async function until(reached: () => boolean): Promise<void> {
	while (!reached()) await sleep(10);
}

interface Stopped {
	readonly prompts: readonly string[];
	readonly parameters?: Record<string, unknown>;
	readonly more?: Partial<Ask>;
	/** What has happened when the Stop button is pressed. */
	readonly when: (recorded: number) => boolean;
	/** Records there will be. */
	readonly records: number;
}

/** Stops an execution; returns each item's result by its place in the input, and its charges. */
async function stop({ prompts, parameters, more, when, records }: Stopped) {
	const settings = { threshold: 0, maxRetries: 2, maxWaitTime: 600, parallelItems: 3, ...parameters };
	const started = await start({
		items: prompts.map((text) => ({ json: { text } })),
		urls: [small.url, large.url],
		parameters: settings,
		...more,
	});
	await until(() => when(ledger.stored(started.executionId).length));
	// Whatever waits without anyone seeing it does so by now.
	await sleep(200);
	const made = calls.length;
	started.cancel();
	await started.done.catch(() => undefined);
	await until(() => ledger.stored(started.executionId).length >= records);
	// Whatever should not come would come now.
	await sleep(200);
	expect(calls.length).toBe(made);
	const stored = ledger.stored(started.executionId);
	const byItem = stored.map(
		({ dedupeKey, result, charges }) => [Number(dedupeKey.split(':').at(-1)), result.kind, charges.map(({ purpose }) => purpose)] as const,
	);
	return byItem.sort(([a], [b]) => a - b).map(([item, ...rest]) => [item, ...rest] as const);
}

const results = (records: Awaited<ReturnType<typeof stop>>) => records.map(([item, kind]) => [item, kind]);

describe('stopping the execution leaves one record of each item that had begun and none of the others', () => {
	it('in a call: those that had finished keep their result', async () => {
		const records = await stop({
			prompts: ['a', 'hang 1', 'hang 2', 'b', 'hang 3', 'c', 'd'],
			when: (recorded) => calls.length === 5 && recorded === 2,
			records: 5,
		});
		expect(results(records)).toEqual([
			[0, 'answered'],
			[1, 'cancelled'],
			[2, 'cancelled'],
			[3, 'answered'],
			[4, 'cancelled'],
		]);
		expect(closed.sort()).toEqual(['small:hang 1', 'small:hang 2', 'small:hang 3']);
		// Whoever hung up may still be sent the bill.
		expect(records.map(([, , charges]) => charges)).toEqual([['answer'], ['failed'], ['failed'], ['answer'], ['failed']]);
	});

	it('in a wait for models that cool down', async () => {
		replyOf = () => refuses(429, {}, { 'retry-after': LONG_S });
		const records = await stop({
			prompts: ['a', 'b', 'c'],
			parameters: { maxRetries: 0, parallelItems: 1 },
			when: (recorded) => recorded === 1,
			records: 2,
		});
		expect(results(records)).toEqual([
			[0, 'fallback'],
			[1, 'cancelled'],
		]);
		expect(calls).toEqual(['small:a', 'large:a']);
	});

	it('in the backoff before a retry', async () => {
		replyOf = () => refuses(500, {}, { 'retry-after': LONG_S });
		const records = await stop({ prompts: ['a', 'b', 'c', 'd'], when: () => calls.length === 3, records: 3 });
		expect(records).toEqual([
			[0, 'cancelled', []],
			[1, 'cancelled', []],
			[2, 'cancelled', []],
		]);
	});

	it('in a wait for money that a call in flight holds', async () => {
		// Room for 1,024 output tokens at 4 USD per million: 0.0041 USD for each call in flight.
		const records = await stop({
			prompts: ['hang 1', 'hang 2', 'hang 3', 'hang 4'],
			parameters: { parallelItems: 3, costCap: 0.005 },
			when: () => calls.length === 1,
			records: 3,
		});
		expect(records).toEqual([
			[0, 'cancelled', ['failed']],
			[1, 'cancelled', []],
			[2, 'cancelled', []],
		]);
		expect(closed).toEqual(['small:hang 1']);
	});

	it('in the call of a judge, one shared by two items among them', async () => {
		replyOf = (name) => (name === 'judge' ? HANGS : says('answered'));
		const records = await stop({
			prompts: ['one', 'two', 'two', 'three'],
			parameters: { strategy: 'llm_judge' },
			when: () => calls.length === 2,
			records: 3,
		});
		expect(records).toEqual([
			[0, 'cancelled', ['judge']],
			[1, 'cancelled', ['judge']],
			[2, 'cancelled', []],
		]);
		expect(closed).toEqual(['judge', 'judge']);
	});

	it('in the call of a judge that checks an answer: the answer is there, and kept unchecked', async () => {
		replyOf = (name) => (name === 'judge' ? HANGS : says('answered'));
		const parameters = {
			strategy: 'cascade',
			checks: { values: [{ check: 'llm_judge', judgeModel: { mode: 'id', value: 'custom1/judge' } }] },
		};
		const records = await stop({ prompts: ['a', 'b', 'c', 'd'], parameters, when: () => calls.length === 6, records: 3 });
		expect(results(records)).toEqual([
			[0, 'answered'],
			[1, 'answered'],
			[2, 'answered'],
		]);
		expect(closed).toEqual(['judge', 'judge', 'judge']);
	});

	it.each([
		['of the examples, for which all wait', ['hang about', 'tell me more'], 1, [['embedding'], [], []]],
		['of the prompts', ['hello there', 'tell me more'], 4, [['embedding', 'embedding'], ['embedding'], ['embedding']]],
	])('in an embedding %s', async (_, lines, many, charges) => {
		// Vectors of examples are kept on disk: a run of its own needs examples of its own.
		const examples = {
			values: lines.map((line, n) => ({
				model: `custom1/${n === 0 ? 'small' : 'large'}`,
				examples: `${line} ${String(process.pid)} ${String(Date.now())}`,
			})),
		};
		const models = { values: [row('custom1/small', 'Small', 1), row('custom1/large', 'Large', 2)] };
		const parameters = {
			strategy: 'semantic',
			examples,
			models,
			embeddings: 'provider',
			embeddingModel: { mode: 'id', value: 'custom2/embed' },
		};
		const records = await stop({
			prompts: ['hang 1', 'hang 2', 'hang 3', 'hang 4'],
			parameters,
			more: { urls: [small.url, embedder.url] },
			when: () => calls.length === many,
			records: 3,
		});
		expect(records).toEqual(charges.map((purposes, item) => [item, 'cancelled', purposes]));
		expect(closed).toEqual(calls.slice(many === 1 ? 0 : 1));
	});
});
