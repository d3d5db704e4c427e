import { existsSync, readFileSync } from 'node:fs';

import { clearHealth } from '../../../nodes/shared/health';
import type { Ledger } from '../../../router/ledger/port';
import type { TestServer } from '../../support/httpServer';
import { codeNode, connect, runWorkflow } from '../../support/engine';
import {
	askOf,
	LADDER,
	NODE,
	openLedger,
	provider,
	refuses,
	row,
	run,
	says,
	start,
	type Ask,
	type Reply,
	type TestLedger,
} from '../../support/routeNode';

const shared = Symbol.for('n8n-nodes-llm-router/ledger');

let small: TestServer;
let large: TestServer;
let ledger: TestLedger;
/** What arrived, as `small:prompt`. */
let calls: string[];

/** By the word the prompt starts with. */
function reply(at: 'small' | 'large', prompt: string): Reply {
	calls.push(`${at}:${prompt}`);
	if (prompt.startsWith('fail')) return refuses(400, { code: 'empty_array', param: 'messages' });
	if (prompt.startsWith('blank')) return says('   ');
	if (prompt.startsWith('hang')) return { kind: 'silence' };
	if (prompt.startsWith('echo 400')) return refuses(400, { message: `Invalid content: ${prompt}` });
	if (prompt.startsWith('echo text')) return { kind: 'raw', status: 200, text: `you asked: ${prompt}`, headers: {} };
	if (prompt.startsWith('key')) return refuses(401, { code: 'invalid_api_key' });
	return says(`${at} answers ${prompt}`);
}

beforeAll(async () => {
	ledger = await openLedger();
	small = await provider((prompt) => reply('small', prompt));
	large = await provider((prompt) => reply('large', prompt));
});
afterAll(async () => {
	await Promise.all([small.close(), large.close(), ledger.close()]);
});
beforeEach(() => {
	calls = [];
	clearHealth();
});

/** Threshold 0: the small model first. */
const ask = (texts: readonly string[], { parameters, ...more }: Partial<Ask> = {}): Ask => ({
	items: texts.map((text, n) => ({ json: { text, n } })),
	urls: [small.url, large.url],
	parameters: { threshold: 0, ...parameters },
	...more,
});

describe('items per output: setting × failures × operation', () => {
	type Counts = { none: number[]; one: number[]; all: number[] };
	const usual: Counts = { none: [0, 3, 0], one: [1, 2, 0], all: [3, 0, 0] };
	const settings: [string, NonNullable<Ask['node']>, Counts][] = [
		['none', {}, usual],
		['Always Output Data', { alwaysOutputData: true }, { ...usual, none: [1, 3, 0] }],
		['disabled', { disabled: true }, { none: [3], one: [3], all: [3] }],
		['On Error: Continue', { onError: 'continueRegularOutput' }, usual],
		['On Error: error output', { onError: 'continueErrorOutput' }, { none: [0, 3, 0, 0], one: [1, 2, 0, 0], all: [3, 0, 0, 0] }],
		['Retry On Fail', { retryOnFail: true }, usual],
		['Execute Once', { executeOnce: true }, { none: [0, 1, 0], one: [1, 0, 0], all: [1, 0, 0] }],
	];
	const operations = ['routeAndAnswer', 'routeOnly'] as const;
	const cases = settings.flatMap(([name, node, counts]) => operations.map((operation) => ({ name, node, counts, operation })));

	it.each(cases)('$name, $operation', async ({ node, counts, operation }) => {
		const bad = operation === 'routeOnly' ? '' : 'fail';
		const of = async (texts: string[]) => (await run(ask(texts, { node, parameters: { operation } }))).counts(NODE);
		expect(await of(['a', 'b', 'c'])).toEqual(counts.none);
		expect(await of([bad, 'b', 'c'])).toEqual(counts.one);
		expect(await of([bad, bad, bad])).toEqual(counts.all);
	});

	it.each(operations)('pinned data leaves by Fallback, %s', async (operation) => {
		const asked = ask(['a'], { parameters: { operation } });
		const { workflow, ...rest } = askOf(asked);
		const result = await runWorkflow({ ...rest, workflow: { ...workflow, pinData: { [NODE]: [{ json: { pinned: true } }] } } });
		expect(result.counts(NODE)).toEqual([1]);
		expect(calls).toEqual([]);
	});

	it('says what Always Output Data does on every run, also where Fallback is not empty', async () => {
		for (const texts of [['a'], ['fail']]) {
			const result = await run(ask(texts, { node: { alwaysOutputData: true } }));
			expect(result.hints(NODE).map(({ message }) => message)).toEqual([expect.stringMatching(/Always Output Data is on.*Turn it off/)]);
		}
	});

	it('a misconfiguration under On Error: Continue puts every input on output 0 and pays nothing', async () => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const result = await run(ask(['a', 'b'], { node: { onError }, parameters: { threshold: 7 } }));
			expect(result.counts(NODE)[0]).toBe(2);
		}
		expect(calls).toEqual([]);
	});

	it('no input items: nothing runs', async () => {
		const result = await run({ ...ask([]), items: [] });
		expect(result.error).toBeUndefined();
		expect(calls).toEqual([]);
	});
});

describe('an item on its way through', () => {
	it('keeps order, pairing, json and binary, and gains output and llmRoute', async () => {
		const binary = { photo: { data: 'AAAA', mimeType: 'image/png' } };
		const items = ['a', 'fail', 'b', 'fail', 'c'].map((text, n) => ({ json: { text, n, deep: { list: [n] }, llmRoute: 'old' }, binary }));
		const result = await run({ ...ask([]), items });
		const answered = result.items(NODE, 1);
		expect(answered.map(({ json }) => json['n'])).toEqual([0, 2, 4]);
		expect(result.items(NODE, 0).map(({ json }) => json['n'])).toEqual([1, 3]);
		for (const item of [...answered, ...result.items(NODE, 0)]) {
			const n = Number(item.json['n']);
			const { llmRoute, output, ...original } = item.json;
			expect(original).toEqual({ text: items[n]?.json.text, n, deep: { list: [n] } });
			expect(item.pairedItem).toEqual(expect.objectContaining({ item: n }));
			expect(item.binary).toEqual(binary);
			expect(llmRoute).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), branch: n % 2 === 0 ? 'Small' : 'Fallback' });
			expect(output).toBe(n % 2 === 0 ? `small answers ${original['text'] as string}` : undefined);
		}
		// 10 input and 5 output tokens at 1 and 4 USD per million.
		expect(answered[0]?.json['llmRoute']).toEqual({
			id: expect.any(String),
			model: 'custom1/small',
			branch: 'Small',
			reason: expect.stringMatching(/^Small 0\.\d\d reaches 0;/),
			costUsd: 0.00003,
			tokens: { input: 10, output: 5, reasoning: 0, cached: 0 },
		});
	});

	it('a rejected answer rides along as draft, with what both models cost', async () => {
		const result = await run(ask(['blank']));
		expect(result.items(NODE, 0)[0]?.json).toEqual({
			text: 'blank',
			n: 0,
			llmRoute: {
				id: expect.any(String),
				model: null,
				branch: 'Fallback',
				reason: expect.any(String),
				costUsd: 0.00009,
				tokens: { input: 20, output: 10, reasoning: 0, cached: 0 },
				failure: 'quality',
				draft: '   ',
			},
		});
		expect(calls).toEqual(['small:blank', 'large:blank']);
	});

	it('a made-up key tears neither model names nor answers apart', async () => {
		const result = await run(ask(['small talk'], { credential: { custom1ApiKey: 'small' } }));
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({
			output: 'small answers small talk',
			llmRoute: { model: 'custom1/small', reason: expect.stringMatching(/^Small 0\.\d\d reaches 0; looks like routine work/) },
		});
	});

	it('Include Details and Output Field', async () => {
		const result = await run(ask(['hello'], { parameters: { includeDetails: true, outputField: 'reply' } }));
		const json = result.items(NODE, 1)[0]?.json;
		expect(json).toMatchObject({
			reply: 'small answers hello',
			llmRoute: {
				details: {
					strategy: 'classifier',
					candidates: [
						{ model: 'custom1/small', rank: 0 },
						{ model: 'custom2/large', rank: 1 },
					],
					signals: { words: 1 },
					attempts: [{ model: 'custom1/small', why: 'first', kind: 'answered' }],
				},
			},
		});
		expect(json).not.toHaveProperty('output');
	});

	it('Output Field may differ by item', async () => {
		const result = await run(ask(['a', 'b'], { parameters: { outputField: '={{ "reply" + $json.n }}' } }));
		expect(result.items(NODE, 1).map(({ json }) => [json['reply0'], json['reply1']])).toEqual([
			['small answers a', undefined],
			[undefined, 'small answers b'],
		]);
	});

	it.each([
		['routeAndAnswer', undefined],
		['routeOnly', 'old'],
	])('an output from before is on Fallback after %s: %s', async (operation, output) => {
		const result = await run({
			...ask([], { parameters: { operation, prompt: '={{ $json.text }}' } }),
			items: [{ json: { text: '', output: 'old' } }],
		});
		expect(result.items(NODE, 0).map(({ json }) => json['output'])).toEqual([output]);
	});

	it('a Fallback item keeps its prompt, even in the field an answer would have replaced', async () => {
		const result = await run(ask(['fail', 'hello'], { parameters: { outputField: 'text' } }));
		expect(result.items(NODE, 0)[0]?.json).toMatchObject({ text: 'fail' });
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ text: 'small answers hello' });
	});

	it('the ledger keeps neither prompts nor answers, not even as providers quote them', async () => {
		const result = await run(ask(['echo 400 PROMPTMARK', 'echo text PROMPTMARK', 'PROMPTMARK'], { parameters: { maxWaitTime: 0 } }));
		expect(JSON.stringify(result.items(NODE, 0).map(({ json }) => json['llmRoute']))).toContain('Invalid content: echo 400 PROMPTMARK');
		for (const file of [ledger.file, `${ledger.file}-wal`]) {
			expect(existsSync(file) ? readFileSync(file, 'latin1') : '').not.toContain('PROMPTMARK');
		}
	});

	it('the ledger holds one decision per item under execution:node:run:item', async () => {
		const started = await start(ask(['a', 'fail', '']));
		await started.done;
		const records = ledger.stored(started.executionId);
		expect(records.map(({ dedupeKey }) => dedupeKey).sort()).toEqual([0, 1, 2].map((n) => `${started.executionId}:router-id:0:${n}`));
		expect(new Set(records.map(({ routerId }) => routerId))).toEqual(new Set(['wf:router-id']));
		expect(records.map(({ result }) => result.kind).sort()).toEqual(['answered', 'fallback', 'fallback']);
	});

	it('an upstream error field is kept, and none is written by us', async () => {
		const result = await run({ ...ask([]), items: [{ json: { text: 'a', error: 'upstream' } }, { json: { text: 'fail' } }] });
		expect(result.items(NODE, 1)[0]?.json['error']).toBe('upstream');
		expect(result.items(NODE, 0)[0]?.json).not.toHaveProperty('error');
	});
});

describe('Retry On Fail', () => {
	const node = { retryOnFail: true, maxTries: 3 };
	const kept = (result: Awaited<ReturnType<typeof run>>): unknown => result.run.data.executionData?.contextData[`node:${NODE}`]?.['runs'];

	it('with an upstream error on Fallback no call is paid twice; what cost nothing is tried anew', async () => {
		const items = ['fail', 'a', 'blank', 'b'].map((text) => ({ json: { text, error: 'upstream' } }));
		const started = await start({ ...ask([], { node }), items });
		const result = await started.done;
		expect(result.counts(NODE)).toEqual([2, 2, 0]);
		expect([...calls].sort()).toEqual(['large:blank', 'small:a', 'small:b', 'small:blank', 'small:fail', 'small:fail', 'small:fail']);
		const charges = ledger.stored(started.executionId).flatMap((record) => record.charges);
		expect(charges).toHaveLength(4);
		expect(kept(result)).toEqual({});
	});

	it('with a stop error every try replays what is paid, and the last one fails', async () => {
		const started = await start(ask(['a', 'blank', 'b'], { node, wired: [null, 'Small', 'Large'] }));
		const result = await started.done;
		expect(result.status).toBe('error');
		expect([...calls].sort()).toEqual(['large:blank', 'small:a', 'small:b', 'small:blank']);
		expect(ledger.stored(started.executionId).flatMap((record) => record.charges)).toHaveLength(4);
		expect(kept(result)).toEqual({});
	});

	it('forgets the items once n8n has no reason to try again', async () => {
		const result = await run(ask(['a', 'fail'], { node }));
		expect(calls).toEqual(['small:a', 'small:fail']);
		expect(kept(result)).toEqual({});
	});
});

describe('Fallback not connected', () => {
	const wired = [null, 'Small', 'Large'];

	it('Stop: every item is finished and recorded, then one error counts and explains', async () => {
		const started = await start(ask(['fail', 'a', '', 'b'], { wired }));
		const result = await started.done;
		expect(result.error).toMatchObject({
			message: expect.stringMatching(/^2 of 4 items failed, and the Fallback output is not connected\. /),
			description: expect.stringContaining('no text was found for the prompt'),
		});
		expect(result.counts('Small')).toEqual([]);
		expect(ledger.stored(started.executionId)).toHaveLength(4);
	});

	it.each([
		['Drop and Hint', { parameters: { ifFallbackNotConnected: 'drop' } }],
		['On Error: Continue', { node: { onError: 'continueRegularOutput' } }],
		['On Error: error output', { node: { onError: 'continueErrorOutput' } }],
	] as const)('%s: the others leave, a hint says how many did not and why', async (_, more) => {
		const result = await run(ask(['fail', 'a'], { wired, ...more }));
		expect(result.error).toBeUndefined();
		expect(result.counts(NODE).slice(0, 3)).toEqual([1, 1, 0]);
		expect(result.hints(NODE).map(({ message }) => message)).toEqual([
			expect.stringMatching(/^1 item failed and was dropped, because the Fallback output is not connected\. 1 item: invalid request\./),
		]);
	});

	it('no item there: no error and no hint', async () => {
		const result = await run(ask(['a'], { wired }));
		expect(result.error).toBeUndefined();
		expect(result.hints(NODE)).toEqual([]);
	});
});

describe('hints', () => {
	it('a single model', async () => {
		const result = await run(ask(['a'], { parameters: { models: { values: [LADDER[0]] } }, wired: ['Fallback', 'Small'] }));
		expect(result.counts(NODE)).toEqual([0, 1]);
		expect(result.hints(NODE).map(({ message }) => message)).toEqual([expect.stringContaining('Only one model')]);
	});

	it('a refused key, told once however many items it hit', async () => {
		const result = await run(ask(['key 1', 'key 2', 'key 3'], { parameters: { parallelItems: 3 } }));
		const messages = result.hints(NODE).map(({ message }) => message);
		expect(messages).toHaveLength(new Set(messages).size);
		expect(messages.filter((message) => message.startsWith('Small (custom1/small)'))).toHaveLength(1);
	});
});

describe('a ledger that refuses', () => {
	it('costs no item, and one hint counts what is not recorded', async () => {
		const holder: typeof globalThis & { [shared]?: Map<string, Ledger> } = globalThis;
		const before = holder[shared];
		holder[shared] = new Map([
			[ledger.file, { record: async () => ({ kind: 'refused', reason: 'the disk is full' }), tally: async () => null }],
		]);
		const result = await run(ask(['a', 'fail', 'b']));
		if (before) holder[shared] = before;
		expect(result.counts(NODE)).toEqual([1, 2, 0]);
		expect(result.hints(NODE).map(({ message }) => message)).toEqual(['3 items could not be recorded: the disk is full']);
	});
});

describe('cost cap', () => {
	const capped = (costCap: number) => ({ parameters: { costCap, parallelItems: 1 } });

	it('spends no more than it allows: what does not fit goes to Fallback', async () => {
		// Room for 1,024 output tokens at 4 USD per million reserves 0.0041 USD; an answer settles at 0.00003.
		const result = await run(ask(['a', 'b', 'c', 'd'], capped(0.00418)));
		expect(calls.length).toBeGreaterThan(0);
		expect(calls.length).toBeLessThan(4);
		const fallen = result.items(NODE, 0);
		expect(fallen).toHaveLength(4 - calls.length);
		expect(fallen.map(({ json }) => json['llmRoute'])).toEqual(fallen.map((): unknown => expect.objectContaining({ failure: 'budget' })));
	});

	it('counts what earlier runs of the node in this execution have spent', async () => {
		const again = codeNode((all) => [all.flatMap(({ json }) => (json['text'] === 'a' ? [{ json: { text: 'b' } }] : []))]);
		const { workflow, ...rest } = askOf(ask(['a'], capped(0.00411)));
		const nodes = workflow.nodes.map((node) => (node.name === 'Small' ? { ...node, type: 'test.again' } : node));
		const connections = { ...workflow.connections, ...connect('Small', [NODE]) };
		const result = await runWorkflow({ ...rest, nodeTypes: { 'test.again': again }, workflow: { ...workflow, nodes, connections } });
		expect(calls).toEqual(['small:a']);
		expect(result.items(NODE, 0, 1)[0]?.json['llmRoute']).toMatchObject({ failure: 'budget' });
	});

	it('refuses to start with a model nobody knows the price of', async () => {
		const unpriced = { ...row('custom2/large', 'Large', 2), settings: { strength: '2' } };
		const result = await run(ask(['a'], { parameters: { models: { values: [LADDER[0], unpriced] }, costCap: 1 } }));
		expect(result.error?.message).toMatch(/Cost Cap.*custom2\/large/);
		expect(calls).toEqual([]);
	});
});
