import type { ModelClient } from '../../router/calls/client';
import { createBudget } from '../../router/execution/budgets/budget';
import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import type { Health, ModelHealth } from '../../router/health/health';
import { createHealth } from '../../router/health/inProcess';
import { NOTHING_KEPT } from '../../router/decision/keep';
import { notEmpty } from '../../router/quality/notEmpty';
import type { ModelSpec } from '../../router/registry/model';
import { createRouter } from '../../router/route';
import { createAdaptiveStrategy } from '../../router/strategies/adaptive';
import { createCascadeStrategy } from '../../router/strategies/cascade';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { NOTHING_LEARNED } from '../../router/strategies/corrections';
import { createLlmJudgeStrategy } from '../../router/strategies/llmJudge';
import { createRulesStrategy } from '../../router/strategies/rules';
import { createSemanticStrategy } from '../../router/strategies/semantic';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Strategy, StrategyName } from '../../router/strategies/strategy';
import { requestOf, user } from '../support/requests';
import { answers, fakeClock, limiterOn, modelAt, OPEN_TO_ALL, priceOf } from '../support/routing';

const PROMPT = 'Translate this greeting into French, please: good morning.';
const judge = modelAt(0, { id: 'side/judge', slot: 0, rank: -1, keyId: 'side', providerId: 'https://side', limitsKey: 'side' });

/** Every strategy so set up that this prompt is for the weakest model. */
const strategies: Record<Exclude<StrategyName, never>, (models: readonly ModelSpec[]) => Strategy> = {
	classifier: () => createClassifierStrategy({ weights: shippedWeights() }),
	adaptive: () => createAdaptiveStrategy({ weights: shippedWeights(), state: () => NOTHING_LEARNED }),
	rules: ([first]) =>
		createRulesStrategy({
			rules: [
				{
					label: 'short',
					modelId: first?.id ?? '',
					combine: 'all',
					signals: [{ kind: 'at_most', signal: 'words', value: 50 }],
					item: 'none',
				},
			],
			defaultModelId: null,
			definition: null,
		}),
	cascade: () => createCascadeStrategy(),
	llm_judge: () =>
		createLlmJudgeStrategy({
			judge,
			criteria: '',
			timeoutMs: 1_000,
			weights: shippedWeights(),
			classifierThreshold: 0.76,
			cache: { get: () => null, set: () => undefined },
		}),
	semantic: (models) =>
		createSemanticStrategy({
			examples: models.slice(0, 2).flatMap(({ id }, index) => EXAMPLES[index]?.map((text) => ({ modelId: id, text })) ?? []),
			embedder: createLexicalEmbedder({ examples: EXAMPLES.flat() }),
			margin: 0,
			defaultModelId: null,
			definition: null,
		}),
};
const EXAMPLES = [
	['Translate this greeting into French', 'How do I say good morning in French?', 'Please translate: thank you very much'],
	['Prove that the square root of two is irrational', 'Derive the gradient of the loss', 'Show that the series converges'],
] as const;

/** Answers candidates with text and the judge with a verdict. */
const client: ModelClient = {
	complete: async ({ model }) =>
		answers(model.id === judge.id ? JSON.stringify({ tier: 0, confidence: 1, reason: 'a plain translation' }) : 'Bonjour'),
	embed: async () => {
		throw new Error('nothing is embedded outside');
	},
};

async function route(strategyName: StrategyName, models: readonly ModelSpec[], ill: Readonly<Record<string, Partial<ModelHealth>>> = {}) {
	const inner = createHealth();
	const health: Health = {
		...inner,
		view: (nowMs) => ({ of: (model) => ({ ...inner.view(nowMs).of(model), ...ill[model.id] }) }),
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
		request: { kind: 'request', request: requestOf(user(PROMPT)) },
		models,
		strategy: strategies[strategyName](models),
		checks: [notEmpty],
		policy: {
			operation: 'route_and_answer',
			threshold: strategyName === 'semantic' ? 0.1 : 0.76,
			acceptFrom: 0.5,
			maxRetries: 0,
			patienceMs: 1_000,
			timeoutMs: 9_000,
			firstByteMs: null,
			deadlineMs: null,
			latencyTargetMs: null,
			whenSpent: 'fallback',
			neverDearer: false,
			contentPolicyFallback: false,
			maxSteps: null,
			floor: null,
			maxOutputTokens: null,
		},
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
const names = Object.keys(strategies).filter((name): name is StrategyName => name in strategies);

describe.each(names)('%s', (name) => {
	describe.each([2, 3, 10])('with %i models', (count) => {
		it.each(PRICES)('prices %s: the weakest answers, with a reason', async (_, over) => {
			const models = ladder(count, over);
			const { outcome, reason, record } = await route(name, models);
			expect(outcome).toMatchObject({ kind: 'answered', model: { rank: 0 }, degraded: false });
			expect(reason).toContain(models[0]?.id);
			expect(record.candidates).toHaveLength(count);
			expect(record.strategy).toBe(name);
			// Rules and a cascade have no threshold; what a hidden field holds says nothing.
			expect(record.threshold === null).toBe(name === 'rules' || name === 'cascade');
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
			expect(reason).toContain(`left out ${weakest?.id ?? ''}`);
		});
	});
});
