import { explore } from '../../router/explore';
import type { ModelHealth } from '../../router/health/health';
import type { ModelSpec } from '../../router/registry/model';
import { eligibility } from '../../router/selection/eligibility';
import type { Plan } from '../../router/selection/plan';
import { seeded } from '../../scripts/lib/seeded';
import { chose, healthOf, modelAt, planOf, priceOf, scored, T0 } from '../support/routing';

const models = [0, 1, 2, 3].map((rank) => modelAt(rank));
const EPSILON = 0.2;

function plan(over: Partial<Plan> = {}, among: readonly ModelSpec[] = models): Plan {
	return planOf(among, { ...scored(among, [0.4, 0.8, 0.9, 1]), epsilon: EPSILON }, { threshold: 0.7, ...over });
}

function drawer(one: Plan, random: () => number, ill: Readonly<Record<string, Partial<ModelHealth>>> = {}) {
	const view = healthOf(ill);
	const standing = new Map(one.models.map((model) => [model.id, eligibility(model, { plan: one, attempts: [], health: view, nowMs: T0 })]));
	return () => explore({ plan: one, eligibility: standing, view, random });
}

/** How often each model was to be first. */
function draw(times: number, next: ReturnType<typeof drawer>): Map<string, number> {
	const counts = new Map<string, number>();
	for (let i = 0; i < times; i++) {
		const ranking = next();
		const first = ranking.kind === 'choice' ? ranking.modelId : 'greedy';
		counts.set(first, (counts.get(first) ?? 0) + 1);
	}
	return counts;
}

describe('exploration', () => {
	it('draws each model as often as its logged propensity says (chi-square, seeded)', () => {
		const next = drawer(plan(), seeded(7));
		const times = 20_000;
		const counts = draw(times, next);
		const { propensity } = next();
		const observed = (id: string) => counts.get(id === 'p1/m' ? 'greedy' : id) ?? 0;
		const chiSquare = models.reduce((sum, { id }) => {
			const expected = times * (propensity.get(id) ?? NaN);
			return sum + (observed(id) - expected) ** 2 / expected;
		}, 0);
		// 0.999 quantile of chi-square with 3 degrees of freedom.
		expect(chiSquare).toBeLessThan(16.27);
		expect([...propensity]).toEqual([
			['p0/m', 0.05],
			['p1/m', 0.05 + 0.8],
			['p2/m', 0.05],
			['p3/m', 0.05],
		]);
	});

	it('says that a draw deviated, and keeps what was predicted', () => {
		const last = drawer(plan(), sequence(0, 0.99))();
		expect(last).toMatchObject({ kind: 'choice', modelId: 'p3/m', explored: true });
		expect(last.quality?.get('p1/m')).toBe(0.8);
		expect(drawer(plan(), sequence(0, 0.3))().explored).toBeUndefined();
		expect(drawer(plan(), sequence(0.2))()).toMatchObject({ kind: 'scored' });
	});

	it.each<[string, Partial<Plan>, Readonly<Record<string, Partial<ModelHealth>>>, readonly string[]]>([
		['below the floor', { floor: 'p1/m' }, {}, ['p1/m', 'p2/m', 'p3/m']],
		['over the budget', { budgetLeftNanoUsd: 600_000 }, {}, ['p0/m', 'p1/m', 'p2/m']],
		['cooling down', {}, { 'p3/m': { coolingUntilMs: T0 + 9_000, coolingFor: 'rate_limited' } }, ['p0/m', 'p1/m', 'p2/m']],
		['too slow', { latencyTargetMs: 100 }, { 'p3/m': { p95Ms: 900, tryAgainAtMs: T0 + 1 } }, ['p0/m', 'p1/m', 'p2/m']],
		['beyond the strongest’s share', { strongestClosed: true }, {}, ['p0/m', 'p1/m', 'p2/m']],
	])('never draws a model %s', (_, over, ill, may) => {
		const next = drawer(plan(over), seeded(3), ill);
		expect([...next().propensity.keys()]).toEqual(may);
		for (const id of draw(2_000, next).keys()) expect(id === 'greedy' || may.includes(id)).toBe(true);
	});

	it('puts the greedy share on the model that selection takes, where the best one cannot serve', () => {
		const { propensity } = drawer(plan(), () => 0.9, { 'p1/m': { coolingUntilMs: T0 + 9_000, coolingFor: 'rate_limited' } })();
		expect(propensity.get('p2/m')).toBeCloseTo(0.8 + 0.2 / 3, 12);
		expect(propensity.has('p1/m')).toBe(false);
	});

	it('leaves nothing to chance for a choice, with ε 0, with one model in reach, or where selection would wait', () => {
		const alone = plan({ floor: 'p3/m' });
		const busy = Object.fromEntries(models.map(({ id }) => [id, { freeAtMs: T0 + 500 }]));
		expect(drawer(alone, () => 0)()).toBe(alone.ranking);
		const waiting = plan();
		expect(drawer(waiting, () => 0, busy)()).toBe(waiting.ranking);
		const certain = planOf(models, { ...scored(models, [1, 1, 1, 1]), epsilon: 0 });
		expect(drawer(certain, () => 0)()).toBe(certain.ranking);
		const ruled = planOf(models, chose(modelAt(2)));
		expect(drawer(ruled, () => 0)()).toBe(ruled.ranking);
	});

	it('has propensities that add up to 1 where all prices are equal', () => {
		const equal = models.map((model) => ({ ...model, price: priceOf(1) }));
		expect([...drawer(plan({}, equal), () => 0.9)().propensity.values()].reduce((a, b) => a + b)).toBeCloseTo(1, 12);
	});
});

function sequence(...values: readonly number[]): () => number {
	let at = 0;
	return () => values[at++] ?? 0;
}
