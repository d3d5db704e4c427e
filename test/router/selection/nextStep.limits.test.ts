import { nextStep } from '../../../router/selection/nextStep';
import type { ModelSpec } from '../../../router/registry/model';
import type { Plan } from '../../../router/selection/plan';
import { attempt, chose, failed, healthOf, modelAt, planOf, priceOf, rejectedAnswer, scored, T0 } from '../../support/routing';
import { callStep as call, gaveUp } from '../../support/steps';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const allGood = scored(models, [0.9, 0.95, 1]);
const plan = (over: Partial<Plan> = {}) => planOf(models, allGood, over);
const well = healthOf();
const first = (thePlan: Plan, health = well) => nextStep(thePlan, [], health, T0);

describe('Never Fall Back to a Dearer Model', () => {
	const strict = (over: Partial<Plan> = {}) => plan({ neverDearer: true, ...over });

	it('leaves out dearer fallbacks', () => {
		expect(nextStep(strict(), [attempt(weak, failed('auth'))], well, T0)).toEqual(gaveUp('auth'));
		const chosen = strict({ ranking: chose(middle) });
		expect(nextStep(chosen, [attempt(middle, failed('auth'))], well, T0)).toEqual(call(weak, { why: 'fallback', degraded: true }));
	});

	it('keeps those of just the same price', () => {
		const alike = [weak, modelAt(1, { price: priceOf(1) }), strong];
		expect(nextStep(strict({ models: alike }), [attempt(weak, failed('auth'))], well, T0)).toEqual(call(middle, { why: 'fallback' }));
	});

	it('goes by rank where a price is unknown', () => {
		const unpriced = [modelAt(0, { price: null }), modelAt(1)];
		const fallback = nextStep(planOf(unpriced, scored(unpriced, [1, 1]), { neverDearer: true }), [attempt(weak, failed('auth'))], well, T0);
		expect(fallback).toEqual(gaveUp('auth'));
	});

	it('goes by rank where either price is unknown, and leaves out none of the same rank or a lower one', () => {
		const after = (models: ModelSpec[], chosen: ModelSpec) =>
			nextStep(planOf(models, chose(chosen), { neverDearer: true }), [attempt(chosen, failed('auth'))], well, T0);
		const unpricedMiddle = modelAt(1, { price: null });
		expect(after([weak, unpricedMiddle], weak)).toEqual(gaveUp('auth'));
		expect(after([weak, unpricedMiddle], unpricedMiddle)).toMatchObject({ modelId: weak.id });
		const cheapStrong = modelAt(2, { price: priceOf(0.1) });
		expect(after([unpricedMiddle, cheapStrong], unpricedMiddle)).toEqual(gaveUp('auth'));
		expect(after([middle, { ...strong, price: null }], middle)).toEqual(gaveUp('auth'));
	});

	it('measures by the model that was asked first', () => {
		const attempts = [attempt(middle, failed('auth')), attempt(weak, failed('auth'))];
		const alike = modelAt(3, { price: priceOf(2) });
		expect(nextStep(planOf([...models, alike], chose(middle), { neverDearer: true }), attempts, well, T0)).toMatchObject({
			modelId: alike.id,
		});
	});

	it('limits neither the first choice, nor retries, nor escalation', () => {
		const cooling = healthOf({ [weak.id]: { coolingUntilMs: T0 + 9_000 } });
		expect(first(strict(), cooling)).toEqual(call(middle));
		expect(nextStep(strict(), [attempt(weak, failed('server_error'))], well, T0)).toMatchObject({ why: 'retry' });
		expect(nextStep(strict(), [attempt(weak, rejectedAnswer())], well, T0)).toEqual(call(middle, { why: 'escalation' }));
	});
});

describe('Maximum Steps', () => {
	const ladder = [0, 1, 2, 3].map((rank) => modelAt(rank));
	const ladderPlan = (maxSteps: number | null) => planOf(ladder, chose(modelAt(0)), { maxSteps });
	const after = (maxSteps: number | null, ...rejected: ModelSpec[]) =>
		nextStep(
			ladderPlan(maxSteps),
			rejected.map((model) => attempt(model, rejectedAnswer())),
			well,
			T0,
		);

	it('climbs rung by rung, and the last step goes to the strongest', () => {
		expect(after(3, modelAt(0))).toEqual(call(modelAt(1), { why: 'escalation' }));
		expect(after(3, modelAt(0), modelAt(1))).toEqual(call(modelAt(3), { why: 'escalation' }));
		expect(after(2, modelAt(0))).toEqual(call(modelAt(3), { why: 'escalation' }));
	});

	it('used up gives up with the best draft', () => {
		expect(after(2, modelAt(0), modelAt(2))).toEqual(gaveUp('quality', 1));
		expect(after(1, modelAt(0))).toEqual(gaveUp('quality', 0));
	});

	it('changes no first choice, not even where it is the only step', () => {
		expect(after(1)).toEqual(call(modelAt(0)));
		expect(after(2)).toEqual(call(modelAt(0)));
	});

	it('unlimited asks every rung', () => {
		expect(after(null, modelAt(0), modelAt(1))).toEqual(call(modelAt(2), { why: 'escalation' }));
	});

	it('counts answers, not failures', () => {
		const failures = [attempt(modelAt(0), rejectedAnswer()), attempt(modelAt(1), failed('auth'))];
		expect(nextStep(ladderPlan(3), failures, well, T0)).toEqual(call(modelAt(2), { why: 'escalation' }));
	});

	it('goes past a strongest that cannot be asked now', () => {
		const ill = healthOf({ [modelAt(3).id]: { coolingUntilMs: T0 + 1e6 } });
		expect(nextStep(ladderPlan(2), [attempt(modelAt(0), rejectedAnswer())], ill, T0)).toEqual(call(modelAt(2), { why: 'escalation' }));
	});
});

describe('a latency target', () => {
	const slow = { p95Ms: 5_000, tryAgainAtMs: T0 + 1 };
	const target = { latencyTargetMs: 4_000 };

	it('passes over a slow model while another is as good a choice', () => {
		expect(first(plan(target), healthOf({ [weak.id]: slow }))).toEqual(call(middle));
		expect(first(plan(), healthOf({ [weak.id]: slow }))).toEqual(call(weak));
		expect(first(plan({ latencyTargetMs: 5_000 }), healthOf({ [weak.id]: slow }))).toEqual(call(weak));
	});

	it('tries a slow model again when that is due', () => {
		expect(first(plan(target), healthOf({ [weak.id]: { ...slow, tryAgainAtMs: T0 } }))).toEqual(call(weak));
	});

	it('keeps the order where all are slow', () => {
		const all = healthOf({ [weak.id]: slow, [middle.id]: slow, [strong.id]: slow });
		expect(first(plan(target), all)).toEqual(call(weak));
	});

	it('never takes a poor model for its speed: quality comes first', () => {
		const onlyStrongIsGood = planOf(models, scored(models, [0.1, 0.2, 1]), target);
		expect(first(onlyStrongIsGood, healthOf({ [strong.id]: slow }))).toEqual(call(strong));
		const noneIsGood = planOf(models, scored(models, [0.1, 0.2, 0.3]), target);
		expect(first(noneIsGood, healthOf({ [strong.id]: slow }))).toEqual(call(middle, { degraded: true }));
	});
});

describe('a used-up budget', () => {
	it('lets only the cheapest go on, where the user chose so', () => {
		const spent = plan({ budgetLeftNanoUsd: 0, whenSpent: 'cheapest' });
		expect(first(spent)).toEqual(call(weak));
		expect(first(planOf(models, scored(models, [0.1, 0.2, 1]), { budgetLeftNanoUsd: 0, whenSpent: 'cheapest' }))).toEqual(
			call(weak, { degraded: true }),
		);
		expect(nextStep(spent, [attempt(weak, failed('auth'))], well, T0)).toEqual(gaveUp('auth'));
	});
});

describe('the share of requests that may reach the strongest model', () => {
	it('used up, leaves the others', () => {
		const needy = planOf(models, scored(models, [0.1, 0.2, 1]), { strongestClosed: true });
		expect(first(needy)).toEqual(call(middle, { degraded: true }));
		expect(first(plan({ floor: strong.id, strongestClosed: true }))).toEqual(gaveUp('budget'));
	});
});
