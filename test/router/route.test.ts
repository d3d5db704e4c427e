import type { ModelClient } from '../../router/calls/client';
import { createBudget } from '../../router/execution/budgets/budget';
import { createHealth } from '../../router/health/inProcess';
import { NOTHING_KEPT, type Policy } from '../../router/policy';
import type { Ledger, Recorded } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';
import { notEmpty } from '../../router/quality/notEmpty';
import type { ModelSpec } from '../../router/registry/model';
import { createRouter } from '../../router/route';
import type { RouteOptions } from '../../router/routeTypes';
import type { Ranking, Strategy } from '../../router/strategies/strategy';
import { requestOf, user } from '../support/requests';
import {
	PLAIN_POLICY,
	answers,
	BY,
	chose,
	fails,
	failureOf,
	fakeClock,
	limiterOn,
	modelAt,
	OPEN_TO_ALL,
	priceOf,
	scored,
	scriptedClient,
	T0,
} from '../support/routing';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const policy: Policy = { ...PLAIN_POLICY, patienceMs: 1_000 };
const prompt: RouteOptions['request'] = { kind: 'request', request: requestOf(user('What is the capital of France?')) };

function strategyOf(rank: () => Ranking): Strategy {
	return { name: 'classifier', settings: {}, weightsVersion: 'w1', rank: async () => rank() };
}

interface Over extends Partial<Omit<RouteOptions, 'policy'>> {
	policy?: Partial<Policy>;
	client?: ModelClient;
	record?: (decision: DecisionRecord) => Promise<Recorded>;
}

function routing(over: Over = {}) {
	const { client = scriptedClient(), record = async () => ({ kind: 'stored' }), policy: policyOver, ...ask } = over;
	const written: DecisionRecord[] = [];
	const ledger: Ledger = {
		record: (decision) => {
			written.push(decision);
			return record(decision);
		},
		tally: async () => null,
	};
	const [health, clock] = [createHealth(), fakeClock()];
	const limiter = limiterOn(clock);
	let ids = 0;
	const router = createRouter({ client, ledger, health, limiter, clock, random: () => 0, newId: () => `id${++ids}` });
	const models: readonly ModelSpec[] = [weak, middle, strong];
	const go = (more: Partial<RouteOptions> = {}) =>
		router.route({
			request: prompt,
			models,
			strategy: strategyOf(() => scored(models, [0.9, 0.9, 1])),
			checks: [notEmpty],
			policy: { ...policy, ...policyOver },
			identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0' },
			bypass: { kind: 'none', definition: null },
			reEntry: null,
			budget: createBudget(null),
			strongest: OPEN_TO_ALL,
			keep: NOTHING_KEPT,
			signal: new AbortController().signal,
			...ask,
			...more,
		});
	return { go, written, health, clock, limiter };
}

describe('one model in two rows', () => {
	it('is cheaper where its answers have been shorter', async () => {
		const rowOf = (rank: number, effort: 'low' | 'high') =>
			modelAt(rank, { id: `p/m#${effort}`, limitsKey: 'k/m', price: priceOf(10), settings: { effort } });
		const [low, high, other] = [rowOf(0, 'low'), rowOf(1, 'high'), modelAt(2, { price: priceOf(6) })];
		const models = [low, high, other];
		const strategy = strategyOf(() => scored(models, [0.9, 0.9, 1]));
		const { go, limiter } = routing({ models, strategy, policy: { operation: 'routeOnly' } });
		expect((await go()).outcome).toMatchObject({ kind: 'routed', model: other });
		const answered = async (model: ModelSpec, outputTokens: number) => {
			const size = { inputTokens: 5, roomTokens: 100, outputLimit: null };
			const acquired = await limiter.acquire({ model, size, patienceMs: 0, signal: new AbortController().signal });
			if (acquired.kind !== 'lease') throw new Error(acquired.kind);
			limiter.settle(acquired.lease, { kind: 'used', usage: { inputTokens: 5, outputTokens, cachedInputTokens: 0 } });
		};
		for (let call = 0; call < 5; call++) {
			await answered(low, 10);
			await answered(high, 1_000);
		}
		expect((await go()).outcome).toMatchObject({ kind: 'routed', model: low });
	});
});

describe('exploration', () => {
	const models: readonly ModelSpec[] = [weak, middle, strong];
	const prior = new Map([
		[weak.id, 0.3],
		[middle.id, 0.8],
		[strong.id, 1],
	]);
	const strategy = strategyOf(() => ({ ...scored(models, [0.2, 0.9, 1]), prior, epsilon: 0.3 }));

	it('records what chance chose, with what probability, and what was predicted before and after the correction', async () => {
		const { go } = routing({ strategy, client: scriptedClient(answers('Paris')) });
		const { outcome, reason, record } = await go();
		expect(outcome).toMatchObject({ kind: 'answered', model: weak, degraded: false });
		expect(reason).toBe('branch 0 was sampled at random to learn more about it; scored');
		expect(record.forcedBy).toBe('exploration');
		expect(record.candidates.map(({ quality, prior: before, propensity }) => [quality, before, Number(propensity.toFixed(12))])).toEqual([
			[0.2, 0.3, 0.1],
			[0.9, 0.8, 0.8],
			[1, 1, 0.1],
		]);
	});

	it('goes on with a stronger model where the one that chance chose fails', async () => {
		const client = scriptedClient(fails('server_error'), answers('Paris'));
		const { outcome } = await routing({ strategy, client }).go();
		expect(outcome).toMatchObject({ kind: 'answered', model: middle });
		expect(client.called()).toEqual([weak.id, middle.id]);
	});

	it.each<[string, Partial<RouteOptions>, string | null]>([
		['a bypassed request', { bypass: { kind: 'strongest', because: 'condition', definition: {} } }, 'bypass'],
		['an item that came back', { reEntry: { decisionId: 'id0', failed: [middle.id] } }, 're_entry'],
	])('leaves nothing to chance for %s', async (_, ask, forcedBy) => {
		const { go } = routing({ strategy, policy: { operation: 'routeOnly' } });
		const { outcome, record } = await go(ask);
		expect(outcome).toMatchObject({ kind: 'routed', model: strong });
		expect(record).toMatchObject({ forcedBy });
		expect(record.candidates.map(({ propensity }) => propensity).every((value) => value === 0 || value === 1)).toBe(true);
	});

	it('never goes below the floor', async () => {
		const { go } = routing({ strategy, policy: { operation: 'routeOnly', floor: middle.id } });
		const { outcome, record } = await go();
		expect(outcome).toMatchObject({ kind: 'routed', model: middle });
		expect(record.candidates.map(({ propensity }) => Number(propensity.toFixed(12)))).toEqual([0, 0.85, 0.15]);
	});
});

describe('Route and Answer', () => {
	it('answers, says why, bills and records once', async () => {
		const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 };
		const { go, written } = routing({ client: scriptedClient(answers('Paris', { usage })) });
		const result = await go();
		expect(result).toMatchObject({
			outcome: { kind: 'answered', model: weak, answer: { text: 'Paris' }, degraded: false },
			reason: 'branch 0 0.90 reaches 0.5; scored',
			recorded: { kind: 'stored' },
			costNanoUsd: 15_000,
			billed: true,
			hints: [],
		});
		expect(written).toEqual([result.record]);
		// Scores leave the choice to selection, which takes no chances.
		expect(result.record.candidates.map(({ propensity }) => propensity)).toEqual([1, 0, 0]);
		expect(result.record).toMatchObject({
			id: 'id1',
			atMs: T0,
			dedupeKey: 'e:n:0:0',
			routerId: 'w:n',
			weightsVersion: 'w1',
			strategy: 'classifier',
			threshold: 0.5,
			forcedBy: null,
			reEntryOf: null,
			degraded: false,
			result: { kind: 'answered', modelId: weak.id, slot: 1 },
			attempts: [{ result: { kind: 'answered', answerChars: 5, verdict: 'accepted', usage } }],
			charges: [{ decisionId: 'id1', attempt: 0, purpose: 'answer', costNanoUsd: 15_000 }],
		});
		expect(JSON.stringify(written)).not.toMatch(/Paris|capital/);
	});

	it('tells the way: failures, rejections, who answered; and hints at what only the user can mend', async () => {
		const { go } = routing({ client: scriptedClient(fails('auth'), answers(''), answers('Paris')) });
		const { reason, hints, outcome } = await go();
		expect(reason).toBe(
			'branch 0 0.90 reaches 0.5; scored; branch 0 failed (key refused): it was auth; the answer of branch 1 was rejected: Not Empty: the answer is empty; branch 2 answered',
		);
		expect(hints).toEqual(['branch 0 (p0/m): it was auth']);
		expect(outcome).toMatchObject({ kind: 'answered', model: strong });
	});

	it('the cost is unknown where one charge is', async () => {
		const { go } = routing({ client: scriptedClient(fails('timeout', { billed: true }), answers()) });
		expect(await go()).toMatchObject({ costNanoUsd: null, billed: true });
	});

	it('a fallback names what failed and carries the best draft', async () => {
		const draft = await routing({ client: scriptedClient(answers(' '), fails('auth'), fails('bad_request')) }).go();
		expect(draft.outcome).toEqual({
			kind: 'fallback',
			failure: 'quality',
			draft: { modelId: weak.id, text: ' ' },
			message:
				'no answer was good enough; the answer of branch 0 was rejected: Not Empty: the answer is empty; branch 1 failed (key refused): it was auth; branch 2 failed (invalid request): it was bad_request',
		});
		const bad = await routing({ client: scriptedClient(fails('bad_request')) }).go();
		expect(bad).toMatchObject({
			outcome: {
				kind: 'fallback',
				failure: 'bad_request',
				message: 'invalid request; branch 0 failed (invalid request): it was bad_request',
				draft: null,
			},
			billed: false,
			costNanoUsd: 0,
			record: { result: { kind: 'fallback', failure: 'bad_request' } },
		});
	});

	it('a stopped execution is one cancelled result, and recorded', async () => {
		const abort = new AbortController();
		abort.abort();
		const { go, written } = routing({ signal: abort.signal });
		expect((await go()).outcome).toEqual({ kind: 'cancelled' });
		expect(written).toMatchObject([{ result: { kind: 'cancelled' }, attempts: [] }]);
	});
});

describe('no prompt', () => {
	it('goes to Fallback with the reason, calls nobody and is recorded', async () => {
		const reason = 'the prompt is empty; the item has: title, body';
		const { go, written } = routing({ request: { kind: 'no_prompt', reason } });
		expect(await go()).toMatchObject({
			outcome: { kind: 'fallback', failure: 'no_prompt', message: reason, draft: null },
			reason,
			billed: false,
			costNanoUsd: 0,
		});
		expect(written).toMatchObject([{ signals: null, candidates: [], result: { kind: 'fallback', failure: 'no_prompt' } }]);
	});
});

describe('a strategy that fails', () => {
	it.each<[string, () => Ranking]>([
		[
			'failed (Error), so the strongest model, branch 2: no weights',
			() => {
				throw new Error('no weights');
			},
		],
		['chose gone/model, which is not enabled, so the strongest model, branch 2', () => chose(modelAt(9, { id: 'gone/model' }))],
	])('%s: the strongest model answers', async (why, rank) => {
		const { go } = routing({ strategy: strategyOf(rank), client: scriptedClient(answers()) });
		const { outcome, reason, record } = await go();
		expect(outcome).toMatchObject({ kind: 'answered', model: strong, degraded: false });
		expect(reason).toBe(`The strategy ${why}`);
		// What an exception says may quote the prompt.
		expect(record.reason).not.toContain('no weights');
		expect(record.candidates.map(({ propensity }) => propensity)).toEqual([0, 0, 1]);
	});
});

describe('models left out', () => {
	it("are named in reason and record as they were at the first choice, not after this request's own failures", async () => {
		const models = [modelAt(0, { contextTokens: 10 }), middle, strong];
		const { go, health } = routing({ models, client: scriptedClient(fails('overloaded'), answers()) });
		const before = modelAt(3);
		health.gaveUp(before, failureOf('overloaded'), T0, BY);
		const { reason, record } = await go({ models: [...models, before] });
		expect(reason).toContain('branch 0 has too small a context window, so branch 1');
		expect(reason).toContain('branch 3 is on cooldown for 15 more seconds');
		expect(record.candidates).toMatchObject([
			{ modelId: 'p0/m', rank: 0, excludedBy: 'window', quality: 0.9, price: weak.price, limitsKey: 'k0/m' },
			{ modelId: 'p1/m', excludedBy: null },
			{ modelId: 'p2/m', excludedBy: null },
			{ modelId: 'p3/m', excludedBy: 'cooling_down', quality: null },
		]);
		expect(health.view(T0, null).of(middle).coolingUntilMs).toBe(T0 + 15_000);
	});

	it('explain a fallback without any call', async () => {
		const { go } = routing({ models: [modelAt(0, { contextTokens: 10 })] });
		expect((await go()).outcome).toMatchObject({
			failure: 'context_too_long',
			message: 'the request is longer than every context window; branch 0 has too small a context window',
		});
	});

	it('a choice replaced by another says so', async () => {
		const models = [weak, modelAt(1, { contextTokens: 10 }), strong];
		const { go } = routing({ models, strategy: strategyOf(() => chose(middle)), client: scriptedClient(answers()) });
		expect((await go()).reason).toContain('branch 1 has too small a context window, so branch 2');
	});
});

describe('Route Only', () => {
	const only: Over = { policy: { operation: 'routeOnly' } };

	it('chooses without calling', async () => {
		expect(await routing(only).go()).toMatchObject({
			outcome: { kind: 'routed', model: weak, degraded: false },
			billed: false,
			costNanoUsd: 0,
			record: { attempts: [], charges: [], result: { kind: 'routed', modelId: weak.id, slot: 1 } },
		});
	});

	it('waits for no one where a model is free', async () => {
		const { go, clock } = routing(only);
		await go();
		expect(clock.slept).toEqual([]);
	});

	it('sends an item that comes back to the next model, and to Fallback where none is left', async () => {
		const { go, health } = routing(only);
		const second = await go({ reEntry: { decisionId: 'id1', failed: [weak.id] } });
		expect(second).toMatchObject({
			outcome: { kind: 'routed', model: middle },
			reason: expect.stringContaining('branch 0 failed (failed after this node)') as unknown,
			record: {
				forcedBy: 're_entry',
				reEntryOf: 'id1',
				attempts: [{ modelId: weak.id, result: { failure: 'downstream', billed: false } }],
			},
		});
		expect(second.reason).toMatch(/next is branch 1$/);
		expect(health.view(T0, 'w:n').of(weak).coolingUntilMs).toBeNull();
		const third = await go({ reEntry: { decisionId: 'id2', failed: [weak.id, middle.id] } });
		expect(third.outcome).toMatchObject({ kind: 'routed', model: strong });
		const last = await go({ reEntry: { decisionId: 'id3', failed: [weak.id, middle.id, strong.id] } });
		expect(last.outcome).toMatchObject({ kind: 'fallback', failure: 'downstream', draft: null });
	});

	it('a re-entry falls back to no dearer model where that is forbidden', async () => {
		const models = [weak, modelAt(1, { price: priceOf(0.5) }), strong];
		const { go } = routing({ policy: { operation: 'routeOnly', neverDearer: true }, models });
		const failed = [modelAt(1).id];
		expect((await go({ reEntry: { decisionId: 'x', failed } })).outcome).toMatchObject({ kind: 'fallback', failure: 'downstream' });
	});

	it('stopped during a wait is cancelled', async () => {
		const abort = new AbortController();
		const { go, health, clock } = routing({ ...only, models: [weak], signal: abort.signal });
		health.gaveUp(weak, failureOf('rate_limited', { retryAfterMs: 900 }), T0, BY);
		clock.duringSleep = () => abort.abort();
		expect((await go()).outcome).toEqual({ kind: 'cancelled' });
	});
});

describe('a ledger that cannot write', () => {
	it.each<[string, () => Promise<Recorded>]>([
		['refuses', async () => ({ kind: 'refused', reason: 'disk full' })],
		[
			'breaks',
			async () => {
				throw new Error('disk full');
			},
		],
	])('%s: the answer still leaves, and the result says so', async (_, record) => {
		const { go } = routing({ record, client: scriptedClient(answers('Paris')) });
		expect(await go()).toMatchObject({ outcome: { kind: 'answered' }, recorded: { kind: 'refused', reason: 'disk full' } });
	});

	it('the item leaves only after the record is kept', async () => {
		let keep: (kept: Recorded) => void = () => undefined;
		const { go, written } = routing({
			record: () =>
				new Promise((resolve) => {
					keep = resolve;
				}),
			client: scriptedClient(answers()),
		});
		let left = false;
		const going = go().then(() => {
			left = true;
		});
		for (let i = 0; i < 100 && written.length === 0; i++) await Promise.resolve();
		for (let i = 0; i < 100; i++) await Promise.resolve();
		expect([written.length, left]).toEqual([1, false]);
		keep({ kind: 'stored' });
		await going;
	});
});

describe('what the strongest alone would have cost', () => {
	const usage = { inputTokens: 1_000, outputTokens: 100, cachedInputTokens: 900 };

	it('is the tokens of the answer at its price, while the drafts are in the cost', async () => {
		const { go } = routing({ client: scriptedClient(answers('', { usage }), answers('Paris', { usage })) });
		// p0 at 1, p1 at 2, p2 at 3 USD a million tokens; cached input as input.
		expect(await go()).toMatchObject({ costNanoUsd: 1_100_000 + 2_200_000, strongestNanoUsd: 3_300_000, outcome: { model: middle } });
	});

	it('takes nothing for cached or written there: what another model’s cache has would be new to it', async () => {
		const tier = { fromInputTokens: 0, inputUsdPerMTok: 3, cachedInputUsdPerMTok: 1, cacheWriteUsdPerMTok: 9, outputUsdPerMTok: 3 };
		const cached = { ...strong, price: { tiers: [tier], source: 'row' as const } };
		for (const more of [{}, { cachedInputTokens: 500, cacheWriteTokens: 400 }]) {
			const { go } = routing({ models: [weak, cached], client: scriptedClient(answers('Paris', { usage: { ...usage, ...more } })) });
			expect(await go()).toMatchObject({ costNanoUsd: 1_100_000, strongestNanoUsd: 3_300_000, outcome: { model: weak } });
		}
	});

	it('is what it did cost where the strongest answered', async () => {
		const { go } = routing({ client: scriptedClient(answers('Paris', { usage })), strategy: strategyOf(() => chose(strong)) });
		expect(await go()).toMatchObject({ costNanoUsd: 3_300_000, strongestNanoUsd: 3_300_000 });
	});

	it('is unknown without an answer, and without its price', async () => {
		expect(await routing({ models: [weak], client: scriptedClient(answers('')) }).go()).toMatchObject({ strongestNanoUsd: null });
		const unpriced = { ...strong, price: null };
		const { go } = routing({ models: [weak, unpriced], client: scriptedClient(answers('Paris', { usage })) });
		expect(await go()).toMatchObject({ costNanoUsd: 1_100_000, strongestNanoUsd: null });
	});
});

describe('an item that the money does not reach', () => {
	const cheap = modelAt(0, { price: priceOf(1) });
	const cost = (tokens: number) => tokens * 1_000;
	const failureMessage = async (go: ReturnType<typeof routing>['go'], more: Partial<RouteOptions>) => {
		const { outcome } = await go(more);
		return outcome.kind === 'fallback' ? outcome.message : outcome.kind;
	};

	it('is told what is left in the end, not what was when it began', async () => {
		const { go } = routing({ models: [cheap], strategy: strategyOf(() => scored([cheap], [1])) });
		const budget = createBudget(cost(2_000));
		const other = await budget.reserve(cost(1_999));
		const told = failureMessage(go, { budget });
		await new Promise((resolve) => setImmediate(resolve));
		if (other.kind === 'reserved') other.reservation.settle(cost(1_999));
		expect(await told).toContain('and 0.000001 USD is left');
	});

	it("hears of the strongest model's share where there was money enough", async () => {
		const { go } = routing();
		const strongest = { ...OPEN_TO_ALL, closed: () => true };
		expect(await failureMessage(go, { budget: createBudget(1e12), strongest, policy: { ...policy, floor: strong.id } })).toMatch(
			/^the strongest model has used up its share of requests/,
		);
	});

	it('hears of the price of a model that did not fit, not of one that was never asked', async () => {
		const { go } = routing();
		const told = await failureMessage(go, { budget: createBudget(2_000_000), policy: { ...policy, floor: strong.id } });
		expect(Number(/cost up to ([\d.]+) USD/.exec(told)?.[1])).toBeGreaterThan(0.002);
	});
});
