import { readFileSync } from 'node:fs';

import { clearHealth } from '../../../nodes/shared/health';
import { runFeedback } from '../../support/feedbackNode';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, row, run, says, type TestLedger } from '../../support/routeNode';

/** What one answer costs: 10 tokens in at 1, 5 out at 4 USD a million. */
const ANSWER_USD = 30e-6;
/** What must be free before a call, whatever it will cost: the prompt, and 20 tokens at 4 USD a million. */
const CALL_USD = 100e-6;

let ledger: TestLedger;
let servers: readonly [TestServer, TestServer];
let arrivals: string[];

beforeAll(async () => {
	ledger = await openLedger();
	const answer = () =>
		provider(async (prompt) => {
			arrivals.push(prompt);
			await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 30));
			return says('fine');
		});
	servers = await Promise.all([answer(), answer()]);
});
afterAll(async () => {
	await Promise.all([...servers.map((server) => server.close()), ledger.close()]);
});
beforeEach(() => {
	clearHealth();
	arrivals = [];
});
afterEach(() => {
	jest.useRealTimers();
});

const alone = { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2, { enabled: false })] } };

let budgets = 0;
/** A node that nothing was counted for yet. */
const another = () => `budgeted-${String(++budgets)}`;

/** An item for each key; the prompt names it, so that the provider knows whose money a call is. */
function routed(as: string, keys: readonly unknown[], parameters: Record<string, unknown>, extra = {}) {
	const items = keys.map((key, n) => ({ json: { text: `of ${String(key)}; item ${String(n)}`, ...(key !== undefined && { key }) } }));
	const settings = {
		threshold: 0,
		budgetKey: '={{ $json.key }}',
		budgetTimeZone: 'UTC',
		reservedOutputTokens: 20,
		...alone,
		...parameters,
	};
	return run({ items, urls: [servers[0].url, servers[1].url], parameters: settings, node: { id: as }, extra });
}

const callsOf = (key: unknown) => arrivals.filter((prompt) => prompt.startsWith(`of ${String(key)};`)).length;
const routesOf = (result: Awaited<ReturnType<typeof run>>, output = 0) =>
	result.items(NODE, output).map(({ json }) => json['llmRoute'] as { failure?: string; reason: string });

/** The date alone is moved: everything waits as it does. */
function setDate(iso: string): void {
	jest.useFakeTimers({
		now: Date.parse(iso),
		advanceTimers: true,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}

/** So many answers fit, and no more: the last one's reservation is what is left. */
const forAnswers = (n: number) => (n - 1) * ANSWER_USD + CALL_USD;

describe('a budget for each key', () => {
	const tenKeys = Array.from({ length: 10 }, (_, n) => `customer ${String(n)}`);
	const fifty = Array.from({ length: 50 }, (_, n) => tenKeys[n % 10]);

	it('holds for 50 parallel items of ten keys, also over a restart of n8n in the middle', async () => {
		const as = another();
		const parameters = { budget: forAnswers(4), parallelItems: 50 };
		const before = await routed(as, fifty.slice(0, 20), parameters);
		expect(before.counts(NODE)).toEqual([0, 20, 0]);
		clearHealth();
		const after = await routed(as, fifty, parameters);
		expect(after.counts(NODE)).toEqual([30, 20, 0]);
		expect(tenKeys.map(callsOf)).toEqual(tenKeys.map(() => 4));
		expect(new Set(routesOf(after).map(({ failure }) => failure))).toEqual(new Set(['budget']));
	});

	it('that one has used up leaves the others theirs, and says until when, but not whose it is', async () => {
		const as = another();
		const result = await routed(as, ['zebra', 'zebra', 'zebra', 'quagga'], { budget: forAnswers(1), parallelItems: 1 });
		expect([callsOf('zebra'), callsOf('quagga'), result.counts(NODE)]).toEqual([1, 1, [2, 2, 0]]);
		const reasons = routesOf(result).map(({ reason }) => reason);
		expect(reasons).toHaveLength(2);
		for (const reason of reasons) {
			expect(reason).toMatch(
				/the budget for this key is too small: a call may cost up to 0\.\d+ USD and 0\.\d+ USD is left until midnight \(UTC\)/,
			);
			expect(reason).not.toContain('zebra');
		}
	});

	it('leaves the cheapest model to go on for that key alone, where the user chose so', async () => {
		const both = { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2)] }, threshold: 1 };
		const result = await routed(another(), ['a', 'a', 'a', 'a', 'b'], {
			...both,
			budget: 250e-6,
			whenSpent: 'cheapest',
			parallelItems: 1,
		});
		const large = result.items(NODE, 2).map(({ json }) => json['key']);
		expect([result.counts(NODE)[0], new Set(large), large.filter((key) => key === 'b')]).toEqual([0, new Set(['a', 'b']), ['b']]);
		expect(result.items(NODE, 1).map(({ json }) => json['key'])).toContain('a');
	});

	it('takes numbers as text, and items without a key share one budget', async () => {
		const keys = [7, '7', ' 7 ', null, '', '  ', undefined];
		await routed(another(), keys, { budget: forAnswers(2), parallelItems: 1 });
		expect(arrivals).toHaveLength(4);
		expect([7, null, ''].map(callsOf)).toEqual([2, 1, 1]);
	});

	it.each([[{ id: 'zebra' }], [['zebra']], [true], [NaN]])(
		'that is %j is one error before any call, which does not repeat it',
		async (key) => {
			const result = await routed(another(), ['fine', key], { budget: 1 });
			expect(result.error?.message).toBe(
				'Budget Key (item 1): is neither text nor a number. Use a field that holds one, such as {{ $json.customerId }}.',
			);
			expect(arrivals).toEqual([]);
		},
	);

	it('of 501 characters is refused', async () => {
		const result = await routed(another(), ['x'.repeat(501)], { budget: 1 });
		expect(result.error?.message).toBe('Budget Key (item 0): has 501 characters. Use a key of at most 500, such as a customer number.');
	});

	it('is full again after midnight where the user is, not before, and is read back from the log per key', async () => {
		const as = another();
		const parameters = { budget: forAnswers(2), parallelItems: 10, budgetTimeZone: 'Europe/Berlin' };
		const once = async (iso: string) => {
			setDate(iso);
			clearHealth();
			arrivals = [];
			await routed(as, ['a', 'a', 'a', 'b'], parameters);
			return ['a', 'b'].map(callsOf);
		};
		// The clocks of Berlin go back in this night: its day begins at 22:00 UTC and has 25 hours.
		expect(await once('2026-10-24T21:59:00Z')).toEqual([2, 1]);
		expect(await once('2026-10-24T22:00:30Z')).toEqual([2, 1]);
		expect(await once('2026-10-25T22:59:00Z')).toEqual([0, 1]);
		expect(await once('2026-10-25T23:00:30Z')).toEqual([2, 1]);
	});

	it('per month is full again on the first, and lasts until then', async () => {
		const as = another();
		const parameters = { budget: forAnswers(2), budgetPer: 'month', parallelItems: 10 };
		setDate('2026-02-03T10:00:00Z');
		await routed(as, ['a', 'a', 'a'], parameters);
		setDate('2026-02-28T23:59:00Z');
		const late = await routed(as, ['a', 'b'], parameters);
		expect([callsOf('a'), callsOf('b'), routesOf(late)[0]?.reason]).toEqual([
			2,
			1,
			expect.stringContaining('is left until the end of the month (UTC)') as string,
		]);
		setDate('2026-03-01T00:01:00Z');
		await routed(as, ['a', 'a', 'a'], parameters);
		expect(callsOf('a')).toBe(4);
	});
});

it('each key has its own share of the strongest model', async () => {
	const both = { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2)] }, threshold: 1 };
	const as = another();
	const keys = ['a', 'a', 'a', 'a', 'b', null, undefined, ''];
	const before = await routed(as, keys, { ...both, strongestShare: 2, parallelItems: 8 });
	clearHealth();
	const after = await routed(as, keys, { ...both, strongestShare: 2, parallelItems: 8 });
	const byKey = (result: typeof before) =>
		result.items(NODE, 2).map(({ json }) => (json['key'] === 'a' || json['key'] === 'b' ? json['key'] : '-'));
	expect([byKey(before).sort(), byKey(after).sort()]).toEqual([['-', '-', 'a', 'a', 'b'], ['b']]);
});

describe('the key itself', () => {
	const bytes = () => [ledger.file, `${ledger.file}-wal`].map((file) => readFileSync(file).toString('latin1')).join('');
	const kept = (text: string) => bytes().includes(text);

	it('is in no row, output, hint or error, whatever becomes of its items', async () => {
		const keys = ['okapi-4711', 'okapi-4711', 'okapi-4711'];
		const as = another();
		const result = await routed(as, keys, { budget: forAnswers(1), parallelItems: 1, includeDetails: true }, { executionId: as });
		expect(result.counts(NODE)).toEqual([2, 1, 0]);
		const said = JSON.stringify([routesOf(result), routesOf(result, 1), result.hints(NODE), result.error?.message]);
		expect([kept('okapi-4711'), said.includes('okapi-4711')]).toEqual([false, false]);
		const records = ledger.stored(as);
		expect(records.map(({ budgetKey }) => budgetKey)).toEqual(
			keys.map(() => ({ hash: expect.stringMatching(/^[0-9a-f]{32}$/) as string, text: null })),
		);
	});

	it('is shown in a report where it may be, else the beginning of its hash', async () => {
		const as = another();
		await routed(as, ['eland-4711', 'eland-4711', 'eland-4711'], {});
		await routed(as, ['kudu-4711', 'kudu-4711'], { showKeys: true });
		const { json } = await runFeedback({ parameters: { resource: 'report', operation: 'create', routerId: `wf:${as}`, htmlPage: false } });
		expect(json).toMatchObject([
			{
				budgetKeys: [
					{ name: expect.stringMatching(/^[0-9a-f]{8}…$/) as string, requests: 3, costUsd: 3 * ANSWER_USD },
					{ name: 'kudu-4711', requests: 2, costUsd: 2 * ANSWER_USD, strongest: { share: 1 } },
				],
			},
		]);
		expect(JSON.stringify(json)).not.toContain('eland');
	});

	it('is kept beside its hash where it may be shown in reports, and forgotten in every byte with the decisions of that key', async () => {
		const as = another();
		await routed(as, ['gnu-4711'], { showKeys: true }, { executionId: as });
		await routed(another(), ['yak-4711'], { showKeys: true });
		expect([kept('gnu-4711'), kept('yak-4711')]).toEqual([true, true]);
		expect(ledger.stored(as)[0]?.budgetKey?.text).toBe('gnu-4711');
		const feedback = async (parameters: Record<string, unknown>) =>
			(await runFeedback({ parameters: { resource: 'decision', ...parameters } })).json;
		expect(await feedback({ operation: 'getAll', filters: { budgetKey: ' gnu-4711' } })).toMatchObject([
			{ budgetKey: { text: 'gnu-4711' }, reason: expect.any(String) as string },
		]);
		expect(await feedback({ operation: 'delete', deleteBy: 'budgetKey', budgetKey: 'gnu-4711' })).toEqual([{ deleted: 1 }]);
		expect([kept('gnu-4711'), kept('yak-4711'), ledger.stored(as)]).toEqual([false, true, []]);
	});
});
