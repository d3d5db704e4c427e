import type { AttemptResult } from '../../../router/calls/attempt';
import { nextStep } from '../../../router/selection/nextStep';
import type { Plan, Step } from '../../../router/selection/plan';
import { acceptedAnswer, attempt, chose, failed, healthOf, modelAt, planOf, rejectedAnswer, T0 } from '../../support/routing';
import { gaveUp } from '../../support/steps';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
/** A rule chose the middle one, and names who may serve. */
const ruled = (only: readonly string[], over: Partial<Plan> = {}) =>
	planOf(models, { ...chose(middle), kind: 'choice', modelId: middle.id, confidence: null, only }, over);

const ALONE = [middle.id];
const next = (plan: Plan, results: readonly (readonly [typeof weak, AttemptResult])[] = [], health = healthOf()): Step =>
	nextStep(
		plan,
		results.map(([model, result]) => attempt(model, result)),
		health,
		T0,
	);

describe('a rule whose model alone may serve', () => {
	it('goes to Fallback where that fails', () => {
		expect(next(ruled(ALONE), [[middle, failed('auth')]])).toEqual(gaveUp('auth'));
	});

	it('keeps the draft where its answer is rejected, and asks nobody stronger', () => {
		expect(next(ruled(ALONE), [[middle, rejectedAnswer()]])).toEqual(gaveUp('quality', 0));
	});

	it.each([
		['cools down', { patienceMs: 0 }, { coolingUntilMs: T0 + 60_000, coolingFor: 'auth' as const }, 'capacity'],
		['is full', { patienceMs: 0 }, { freeAtMs: T0 + 60_000 }, 'capacity'],
		['is over the budget', { budgetLeftNanoUsd: 0 }, {}, 'budget'],
		['is below the floor', { floor: strong.id }, {}, 'no_model'],
		['is not allowed', { allowed: new Set([strong.id]) }, {}, 'no_model'],
		['can never take it', {}, { neverFits: true }, 'never_fits'],
	])('goes to Fallback where that %s', (_, over, ill, reason) => {
		expect(next(ruled(ALONE, over), [], healthOf({ [middle.id]: ill }))).toEqual(gaveUp(reason));
	});

	it('and has too small a window says so, not that the request is too long for all', () => {
		const small = modelAt(1, { contextTokens: 10 });
		const plan = planOf([weak, small, strong], { ...chose(small), kind: 'choice', modelId: small.id, confidence: null, only: [small.id] });
		expect(next(plan)).toEqual(gaveUp('no_model'));
	});
});

describe('a rule that names who may take over', () => {
	const these = ruled([middle.id, strong.id, weak.id]);

	it('asks them in its order', () => {
		expect(next(these)).toMatchObject({ modelId: middle.id });
		expect(next(these, [[middle, failed('auth')]])).toMatchObject({ modelId: strong.id, why: 'fallback' });
		expect(next(ruled([middle.id, weak.id]), [[middle, failed('auth')]])).toMatchObject({ modelId: weak.id, degraded: true });
	});

	it('asks the first of them that may serve, where its own may not', () => {
		expect(next(ruled([middle.id, weak.id], { allowed: new Set([weak.id, strong.id]) }))).toMatchObject({ modelId: weak.id });
	});

	it('asks only the stronger ones after a rejected answer', () => {
		expect(next(these, [[middle, rejectedAnswer()]])).toMatchObject({ modelId: strong.id, why: 'escalation' });
		expect(next(ruled([middle.id, weak.id]), [[middle, rejectedAnswer()]])).toEqual(gaveUp('quality', 0));
	});

	it('takes a good answer as any', () => {
		expect(next(these, [[middle, acceptedAnswer()]])).toMatchObject({ kind: 'answer' });
	});
});

it('passes over a slow model for one that is no worse a choice, wherever in the list that is', () => {
	const slow = healthOf({ [middle.id]: { p95Ms: 5_000, tryAgainAtMs: T0 + 1 } });
	const plan = ruled([middle.id, weak.id, strong.id], { latencyTargetMs: 1_000 });
	expect(next(plan, [], slow)).toMatchObject({ kind: 'call', modelId: strong.id });
});
