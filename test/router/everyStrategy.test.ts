import { STRATEGIES, STRATEGY_NAMES, type StrategyName } from '../../nodes/RouteLlmRequest/description/strategies';
import type { ModelClient } from '../../router/calls/client';
import { createBudget } from '../../router/execution/budgets/budget';
import type { Health, ModelHealth } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';
import { NOTHING_KEPT } from '../../router/policy';
import { notEmpty } from '../../router/quality/notEmpty';
import type { ModelSpec } from '../../router/registry/model';
import { createRouter } from '../../router/route';
import { requestOf, user } from '../support/requests';
import { EASY_PROMPT, EASY_VERDICT, JUDGE, STRATEGY_CASES } from '../support/strategyCases';
import { PLAIN_POLICY, answers, fakeClock, limiterOn, modelAt, OPEN_TO_ALL, priceOf } from '../support/routing';

/** Answers candidates with text and the judge with a verdict. */
const client: ModelClient = {
	complete: async ({ model }) => answers(model.id === JUDGE.id ? EASY_VERDICT : 'Bonjour'),
	embed: async () => {
		throw new Error('nothing is embedded outside');
	},
};

async function route(strategyName: StrategyName, models: readonly ModelSpec[], ill: Readonly<Record<string, Partial<ModelHealth>>> = {}) {
	const inner = createHealth();
	const health: Health = {
		...inner,
		view: (nowMs, routerId) => ({ of: (model) => ({ ...inner.view(nowMs, routerId).of(model), ...ill[model.id] }) }),
	};
	let ids = 0;
	const router = createRouter({
		client,
		ledger: { record: async () => ({ kind: 'stored' }), tally: async () => null },
		health,
		clock: fakeClock(),
		limiter: limiterOn(fakeClock()),
		random: () => 0,
		newId: () => `id${++ids}`,
	});
	return await router.route({
		request: { kind: 'request', request: requestOf(user(EASY_PROMPT)) },
		models,
		strategy: STRATEGY_CASES[strategyName].create(models),
		checks: [notEmpty],
		policy: { ...PLAIN_POLICY, threshold: STRATEGIES[strategyName].threshold?.default ?? 0.76, patienceMs: 1_000 },
		identity: { routerId: 'w:n', dedupeKey: 'e:n:0:0' },
		bypass: { kind: 'none', definition: null },
		reEntry: null,
		budget: createBudget(null),
		strongest: OPEN_TO_ALL,
		keep: NOTHING_KEPT,
		signal: new AbortController().signal,
	});
}

const ladder = (count: number, over: (rank: number) => Partial<ModelSpec> = () => ({})) =>
	Array.from({ length: count }, (_, rank) => modelAt(rank, over(rank)));
const PRICES: readonly [string, (rank: number) => Partial<ModelSpec>][] = [
	['by rank', () => ({})],
	['equal', () => ({ price: priceOf(1) })],
	['unknown', () => ({ price: null })],
	[
		'overridden',
		(rank) => ({
			price: {
				tiers: [{ fromInputTokens: 0, inputUsdPerMTok: rank + 1, cachedInputUsdPerMTok: null, outputUsdPerMTok: rank + 2 }],
				source: 'row',
			},
		}),
	],
];

describe.each(STRATEGY_NAMES)('%s', (name) => {
	describe.each([2, 3, 10])('with %i models', (count) => {
		it.each(PRICES)('prices %s: the weakest answers, with a reason', async (_, over) => {
			const models = ladder(count, over);
			const { outcome, reason, record } = await route(name, models);
			expect(outcome).toMatchObject({ kind: 'answered', model: { rank: 0 }, degraded: false });
			expect(reason).toContain(models[0]?.branch);
			expect(record.candidates).toHaveLength(count);
			expect(record.strategy).toBe(name);
			// Where the panel has no Threshold, what a hidden field holds says nothing.
			expect(record.threshold === null).toBe(STRATEGIES[name].threshold === null);
		});

		it.each<[string, Partial<ModelSpec>, Partial<ModelHealth>]>([
			['cooling down', {}, { coolingUntilMs: 8.64e15, coolingFor: 'overloaded' }],
			['full', {}, { freeAtMs: 8.64e15 }],
			['too small for the prompt', { contextTokens: 20 }, {}],
		])('the first choice %s: the next stronger answers and the reason says why', async (_, over, ill) => {
			const models = ladder(count, (rank) => (rank === 0 ? over : {}));
			const [weakest] = models;
			const { outcome, reason } = await route(name, models, { [weakest?.id ?? '']: ill });
			expect(outcome).toMatchObject({ kind: 'answered', model: { rank: 1 }, degraded: false });
			expect(reason).toMatch(new RegExp(`${weakest?.branch ?? ''} (is|has|cannot|costs) `));
		});
	});
});
