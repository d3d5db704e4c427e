import { clearHealth } from '../../../nodes/shared/health';
import type { TestServer } from '../../support/httpServer';
import { NODE, openLedger, provider, row, run, says, type Reply, type TestLedger } from '../../support/routeNode';

const WINDOW_MS = 2_000;
/** As a minute is kept to with 61 s. */
const SLACK_MS = 1_000;

interface Arrival {
	readonly atMs: number;
	readonly model: string;
	readonly prompt: string;
}

let ledger: TestLedger;
let servers: readonly [TestServer, TestServer];
let arrivals: Arrival[];
let running: number;
let mostRunning: number;
let latencyMs: (model: string) => number;
let reply: (arrival: Arrival) => Reply;

beforeAll(async () => {
	ledger = await openLedger();
	const at = (model: string) =>
		provider(async (prompt) => {
			const arrival = { atMs: performance.now(), model, prompt };
			arrivals.push(arrival);
			running += 1;
			mostRunning = Math.max(mostRunning, running);
			await new Promise((resolve) => setTimeout(resolve, latencyMs(model)));
			running -= 1;
			return reply(arrival);
		});
	servers = await Promise.all([at('small'), at('large')]);
});
afterAll(async () => {
	await Promise.all([...servers.map((server) => server.close()), ledger.close()]);
});
beforeEach(() => {
	clearHealth();
	arrivals = [];
	[running, mostRunning] = [0, 0];
	latencyMs = () => 20;
	reply = () => says('fine');
});

/** `as`: what a day's spending is counted by. */
const routed = (
	count: number,
	{
		limits = {},
		text = 'Hi',
		as = 'router',
		...parameters
	}: Record<string, unknown> & { limits?: object; text?: string; as?: string } = {},
) => {
	const small = row('custom1/small', 'Small', 1);
	const models = { values: [{ ...small, settings: { ...small.settings, ...limits } }, row('custom2/large', 'Large', 2)] };
	const items = Array.from({ length: count }, (_, n) => ({ json: { text: `${text} ${n}` } }));
	return run({ items, urls: [servers[0].url, servers[1].url], parameters: { threshold: 0, models, ...parameters }, node: { id: as } });
};

/** One model, so that nobody else can serve. */
const alone = { models: { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2, { enabled: false })] } };
const aloneWith = (settings: object, branch = 'Small') => ({
	models: {
		values: [
			{ ...row('custom1/small', branch, 1), settings: { strength: '1', inputPrice: 1, outputPrice: 4, ...settings } },
			row('custom2/large', 'Large', 2, { enabled: false }),
		],
	},
});

/** The most there was of something in any window, by when it arrived. */
function mostInWindow(of: (arrival: Arrival) => number = () => 1): number {
	return Math.max(
		...arrivals.map(({ atMs: from }) =>
			arrivals.filter(({ atMs }) => atMs >= from && atMs < from + WINDOW_MS).reduce((sum, arrival) => sum + of(arrival), 0),
		),
	);
}

const failuresOf = (result: Awaited<ReturnType<typeof run>>) =>
	result.items(NODE).map(({ json }) => (json['llmRoute'] as { failure: string }).failure);

describe('a rate limit', () => {
	it('of requests is never passed in any window, and every item is answered', async () => {
		clearHealth(WINDOW_MS + SLACK_MS);
		const result = await routed(25, { ...aloneWith({ requestsPerMinute: 10 }), parallelItems: 20 });
		expect(result.counts(NODE)).toEqual([0, 25, 0]);
		expect(arrivals).toHaveLength(25);
		expect(mostInWindow()).toBeLessThanOrEqual(10);
		expect(result.hints(NODE).map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^15 items waited for the rate limits of the models/),
		);
	});

	it('of tokens is kept with answers whose length nobody knows before', async () => {
		clearHealth(WINDOW_MS + SLACK_MS);
		const used = (prompt: string) => 10 + ((Number(/\d+$/.exec(prompt)?.[0] ?? 0) * 37) % 90);
		reply = ({ prompt }) => {
			const made = says('fine');
			return made.kind === 'json'
				? {
						...made,
						body: {
							...(made.body as object),
							usage: { prompt_tokens: 10, completion_tokens: used(prompt) - 10, total_tokens: used(prompt) },
						},
					}
				: made;
		};
		const result = await routed(40, { ...aloneWith({ tokensPerMinute: 1_000 }), parallelItems: 20, reservedOutputTokens: 90 });
		expect(result.counts(NODE)).toEqual([0, 40, 0]);
		expect(mostInWindow(({ prompt }) => used(prompt))).toBeLessThanOrEqual(1_000);
	});

	it('of calls under way is kept', async () => {
		const result = await routed(12, { ...aloneWith({ parallelCalls: 3 }), parallelItems: 12 });
		expect([result.counts(NODE), mostRunning]).toEqual([[0, 12, 0], 3]);
	});

	it('that is used up sends the rest to another model that may serve, without waiting', async () => {
		const result = await routed(9, { limits: { requestsPerMinute: 4 }, parallelItems: 1 });
		expect(result.counts(NODE)).toEqual([0, 4, 5]);
		expect(result.items(NODE, 2)[0]?.json['llmRoute']).toMatchObject({
			reason: expect.stringMatching(/^Small is at its rate limit for \d+ more seconds, so Large;/) as string,
		});
	});

	it('is not waited for beyond the patience', async () => {
		const result = await routed(5, { ...aloneWith({ requestsPerMinute: 3 }), maxWaitTime: 1 });
		expect([result.counts(NODE), failuresOf(result)]).toEqual([
			[2, 3, 0],
			['capacity', 'capacity'],
		]);
		expect(result.hints(NODE).map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^2 items went to Fallback because every model .* longer than Max Wait Time \(1 s\)\./),
		);
	});

	it('is not waited for at all where Max Wait Time is 0, and for as long as the items need where it is empty', async () => {
		clearHealth(WINDOW_MS + SLACK_MS);
		const limited = aloneWith({ requestsPerMinute: 3 });
		expect((await routed(4, { ...limited, maxWaitTime: 0 })).counts(NODE)).toEqual([1, 3, 0]);
		expect((await routed(4, { ...limited, maxWaitTime: '' })).counts(NODE)).toEqual([0, 4, 0]);
		clearHealth();
		await routed(3, limited);
		// The window is a minute now, and nobody waits for it here: the deadline does not allow it.
		const late = await routed(7, { ...limited, deadline: 5 });
		expect(late.hints(NODE).map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^7 items .* Max Wait Time \(Automatic: 30 s, for rate limits 183 s\)\./),
		);
	});

	it('smaller than the request is never waited for', async () => {
		const result = await routed(1, { ...aloneWith({ tokensPerMinute: 50 }), reservedOutputTokens: 60 });
		expect([failuresOf(result), arrivals]).toEqual([['never_fits'], []]);
	});

	it('counts for all workflows, and for Route Only too', async () => {
		const limited = aloneWith({ requestsPerMinute: 3 });
		await routed(2, limited);
		const result = await routed(3, { ...limited, operation: 'routeOnly', maxWaitTime: 0 });
		expect([result.counts(NODE), failuresOf(result)]).toEqual([
			[2, 1, 0],
			['capacity', 'capacity'],
		]);
	});

	it('that the provider says is used up is believed, in place of a refusal', async () => {
		reply = () => {
			const made = says('fine');
			return made.kind === 'json'
				? { ...made, headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '2s' } }
				: made;
		};
		const result = await routed(3, { ...alone, maxWaitTime: 0, parallelItems: 1 });
		expect([result.counts(NODE), arrivals.length]).toEqual([[2, 1, 0], 1]);
	});
});

describe('what a run shows of the models', () => {
	it('is what is free of their limits, what they cool down for, and how fast they answer', async () => {
		const result = await routed(2, {
			limits: { requestsPerMinute: 4, parallelCalls: 2 },
			includeDetails: true,
			parallelItems: 1,
		});
		const details = result
			.items(NODE, 1)
			.map(({ json }) => (json['llmRoute'] as { details: { candidates: object[] } }).details.candidates[0]);
		expect(details).toMatchObject([
			{
				model: 'custom1/small',
				freeRequests: 4,
				freeParallel: 2,
				freeTokens: null,
				freeAt: null,
				coolingUntil: null,
				breaker: 'closed',
				p95Ms: null,
			},
			{ freeRequests: 3, p50Ms: expect.any(Number) as number, p95Ms: expect.any(Number) as number },
		]);
	});
});

describe('a budget', () => {
	/** What one answer costs: 10 tokens in at 1, 5 out at 4 USD a million. */
	const answer = 30e-6;
	/** What must be free before a call, whatever it will cost: the prompt, and 20 tokens at 4 USD a million. */
	const budget = (usd: number, more: object = {}) => ({
		...alone,
		as: 'budgeted',
		budget: usd,
		reservedOutputTokens: 20,
		parallelItems: 1,
		...more,
	});

	it('holds over executions and over a restart of n8n, and the rest goes to Fallback', async () => {
		const workflow = budget(3 * answer + 100e-6);
		const before = await routed(2, workflow);
		clearHealth();
		const after = await routed(9, workflow);
		expect([before.counts(NODE), after.counts(NODE)]).toEqual([
			[0, 2, 0],
			[7, 2, 0],
		]);
		expect(new Set(failuresOf(after))).toEqual(new Set(['budget']));
	});

	it('used up, leaves the cheapest model to go on where the user chose so', async () => {
		const models = { values: [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2)] };
		const result = await routed(3, { ...budget(1e-6, { whenSpent: 'cheapest' }), models, threshold: 1 });
		expect(result.counts(NODE)).toEqual([0, 3, 0]);
		expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ degraded: true });
	});

	it('needs a price for every model', async () => {
		const result = await routed(1, {
			...budget(1),
			models: { values: [{ ...row('custom1/small', 'Small', 1), settings: { strength: '1' } }, row('custom2/large', 'Large', 2)] },
		});
		expect([result.error?.message, arrivals]).toEqual([
			'Limits and Budgets, Budget: cannot be kept, because no price is known for "custom1/small" (row 1). Enter its prices in its row (Add Field) or in the credential, or remove Budget.',
			[],
		]);
	});
});

it('the share of requests that may reach the strongest model is kept, and the rest is answered by others', async () => {
	const result = await routed(6, { as: 'shared', threshold: 1, strongestShare: 4, parallelItems: 6 });
	expect(result.counts(NODE)).toEqual([0, 2, 4]);
	expect(result.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({
		degraded: true,
		reason: expect.stringContaining('Large has used up its share of requests') as string,
	});
	const needy = await routed(2, { as: 'shared', threshold: 1, alwaysStrongest: true, strongestShare: 4 });
	expect(needy.counts(NODE)).toEqual([0, 0, 2]);
});

describe('time', () => {
	it('a deadline ends a call that hangs, and the item goes to Fallback, not to the next model', async () => {
		reply = () => ({ kind: 'silence' });
		const result = await routed(1, { deadline: 2 });
		expect([failuresOf(result), arrivals.length]).toEqual([['deadline'], 1]);
		reply = () => says('fine');
		expect((await routed(1)).counts(NODE)).toEqual([0, 1, 0]);
	});

	it('a model slower than the latency target is passed over once that is known', async () => {
		latencyMs = (model) => (model === 'small' ? 1_000 : 20);
		const target = (latencyTarget: number) => routed(2, { latencyTarget });
		expect((await target(60)).counts(NODE)).toEqual([0, 2, 0]);
		const result = await target(0.9);
		expect(result.counts(NODE)).toEqual([0, 0, 2]);
		expect(result.items(NODE, 2)[0]?.json['llmRoute']).toMatchObject({
			reason: expect.stringContaining('Small is slower than the latency target, so Large') as string,
		});
	});
});
