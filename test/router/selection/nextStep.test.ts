import type { FailureKind } from '../../../router/calls/failure';
import type { ModelSpec } from '../../../router/registry/model';
import { nextStep } from '../../../router/selection/nextStep';
import type { Plan } from '../../../router/selection/plan';
import {
	acceptedAnswer,
	attempt,
	chose,
	failed,
	healthOf,
	modelAt,
	planOf,
	priceOf,
	rejectedAnswer,
	scored,
	T0,
} from '../../support/routing';
import { callStep as call, gaveUp } from '../../support/steps';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const allGood = scored(models, [0.9, 0.95, 1]);
const plan = (over: Partial<Plan> = {}) => planOf(models, allGood, over);
const well = healthOf();
const first = (thePlan: Plan, health = well) => nextStep(thePlan, [], health, T0);

describe('the first choice of a scored ranking', () => {
	it('is the cheapest model that reaches the threshold', () => {
		expect(first(planOf(models, scored(models, [0.49, 0.5, 1])))).toEqual(call(middle));
	});

	it('is the cheapest by cost, not by strength', () => {
		const cheapStrong = modelAt(2, { price: priceOf(0.1) });
		expect(first(planOf([weak, middle, cheapStrong], allGood))).toEqual(call(cheapStrong));
	});

	it('goes by rank where any price is unknown', () => {
		const dear = modelAt(0, { price: priceOf(50) });
		const unpriced = modelAt(1, { price: null });
		expect(first(planOf([modelAt(2, { price: priceOf(0.1) }), unpriced, dear], allGood))).toEqual(call(dear));
	});

	it('below the threshold is the best predicted, degraded', () => {
		expect(first(planOf(models, scored(models, [0.1, 0.4, 0.3])))).toEqual(call(middle, { degraded: true }));
	});

	it('prefers the stronger of equals below the threshold', () => {
		expect(first(planOf(models, scored(models, [0.2, 0.2, 0.1])))).toEqual(call(middle, { degraded: true }));
	});
});

describe('the failure table, line by line', () => {
	const SAME = 'the same model';
	const OTHER = 'another model';
	const table: readonly [FailureKind, object, string][] = [
		['rate_limited', { retryAfterMs: 2_000 }, SAME],
		['rate_limited', { retryAfterMs: 30_001 }, OTHER],
		['rate_limited', {}, OTHER],
		['quota_exhausted', {}, OTHER],
		['overloaded', {}, SAME],
		['server_error', {}, SAME],
		['timeout', {}, SAME],
		['connection', {}, SAME],
		['auth', {}, OTHER],
		['model_not_found', {}, OTHER],
		['unsupported', { parameter: 'temperature' }, SAME],
		['unsupported', { parameter: 'response_format' }, SAME],
		['unsupported', { parameter: 'messages' }, OTHER],
		['unsupported', {}, OTHER],
		['context_too_long', {}, 'context_too_long'],
		['content_policy', {}, 'content_policy'],
		['bad_request', {}, 'bad_request'],
		['refused', {}, OTHER],
		['too_large_for_limit', {}, OTHER],
		['interrupted', {}, SAME],
		['misconfigured', {}, OTHER],
		['invalid_response', {}, SAME],
		['invalid_response', { retryable: false }, OTHER],
		['truncated', {}, 'truncated'],
		['downstream', { retryable: false }, OTHER],
		['cancelled', {}, 'cancelled'],
	];

	it.each(table)('%s %j → %s', (kind, over, then) => {
		const step = nextStep(plan(), [attempt(weak, failed(kind, over))], well, T0);
		if (then === SAME) expect(step).toMatchObject({ kind: 'call', modelId: weak.id, why: 'retry' });
		else if (then === OTHER) expect(step).toEqual(call(middle, { why: 'fallback' }));
		else expect(step).toEqual(gaveUp(then));
	});

	it.each(['overloaded', 'timeout', 'connection', 'interrupted', 'invalid_response'] as const)('%s is retried once only', (kind) => {
		const twice = [attempt(weak, failed(kind)), attempt(weak, failed(kind), { why: 'retry' })];
		expect(nextStep(plan({ maxRetries: 9 }), twice, well, T0)).toEqual(call(middle, { why: 'fallback' }));
	});

	it.each([0, 1, 2, 5])('server_error is retried up to Max Retries = %i', (maxRetries) => {
		const calls = Array.from({ length: maxRetries }, () => attempt(weak, failed('server_error')));
		if (maxRetries > 0) expect(nextStep(plan({ maxRetries }), calls, well, T0)).toMatchObject({ why: 'retry' });
		const oneMore = [...calls, attempt(weak, failed('server_error'))];
		expect(nextStep(plan({ maxRetries }), oneMore, well, T0)).toEqual(call(middle, { why: 'fallback' }));
	});

	it('the last of all failures names the reason', () => {
		const all = [attempt(weak, failed('auth')), attempt(middle, failed('model_not_found')), attempt(strong, failed('quota_exhausted'))];
		expect(nextStep(plan(), all, well, T0)).toEqual(gaveUp('quota_exhausted'));
	});

	it.each(['auth', 'quota_exhausted'] as const)('after %s no model with the same key is asked', (kind) => {
		const sameKey = modelAt(1, { keyId: weak.keyId });
		const step = nextStep(planOf([weak, sameKey, strong], allGood), [attempt(weak, failed(kind))], well, T0);
		expect(step).toEqual(call(strong, { why: 'fallback' }));
	});

	it('after context_too_long only a window known to be larger is asked', () => {
		const [small, same, large] = [{ contextTokens: 1_000 }, { contextTokens: 1_000 }, { contextTokens: 2_000 }];
		const sized = [modelAt(0, small), modelAt(1, same), modelAt(2, large), modelAt(3)];
		const step = nextStep(planOf(sized, scored(sized, [1, 1, 1, 1])), [attempt(weak, failed('context_too_long'))], well, T0);
		expect(step).toEqual(call(strong, { why: 'fallback' }));
	});

	it('after truncated only a larger output limit is asked, and the limit sent counts', () => {
		const sized = [modelAt(0, { maxOutputTokens: 1_000 }), modelAt(1, { maxOutputTokens: 1_000 }), modelAt(2, { maxOutputTokens: 4_000 })];
		const failedOnce = [attempt(weak, failed('truncated'))];
		expect(nextStep(planOf(sized, allGood), failedOnce, well, T0)).toEqual(call(strong, { why: 'fallback' }));
		expect(nextStep(planOf(sized, allGood, { maxOutputTokens: 500 }), failedOnce, well, T0)).toEqual(gaveUp('truncated'));
	});

	it('content_policy goes elsewhere only if the user allows', () => {
		const step = nextStep(plan({ contentPolicyFallback: true }), [attempt(weak, failed('content_policy'))], well, T0);
		expect(step).toEqual(call(middle, { why: 'fallback' }));
	});
});

describe('a retry', () => {
	it.each([
		[0, 250],
		[0.5, 375],
		[1, 500],
	])('backs off with jitter %d by %i ms', (jitter, waitMs) => {
		expect(nextStep(plan({ jitter }), [attempt(weak, failed('server_error'))], well, T0)).toMatchObject({ waitMs });
	});

	it('doubles its backoff up to 8 s', () => {
		const calls = Array.from({ length: 7 }, () => attempt(weak, failed('server_error')));
		const waits = calls.map((_, n) => nextStep(plan({ jitter: 1, maxRetries: 9 }), calls.slice(0, n + 1), well, T0));
		expect(waits.map((step) => (step.kind === 'call' ? step.waitMs : -1))).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
	});

	it('waits exactly for Retry-After when rate limited, and at least for it elsewhere', () => {
		expect(nextStep(plan(), [attempt(weak, failed('rate_limited', { retryAfterMs: 3_000 }))], well, T0)).toMatchObject({ waitMs: 3_000 });
		expect(nextStep(plan(), [attempt(weak, failed('overloaded', { retryAfterMs: 3_000 }))], well, T0)).toMatchObject({ waitMs: 3_000 });
	});

	it('counts what was already waited against the patience', () => {
		const waited = attempt(weak, failed('rate_limited', { retryAfterMs: 10_000 }), { startedMs: T0 + 25_000, endedMs: T0 + 60_000 });
		expect(nextStep(plan(), [waited], well, T0 + 60_000)).toEqual(call(middle, { why: 'fallback' }));
		const patient = plan({ patienceMs: 35_000 });
		expect(nextStep(patient, [waited], well, T0 + 60_000)).toMatchObject({ why: 'retry', waitMs: 10_000 });
	});

	it('leaves out the refused parameter, each once, and keeps it left out after another kind of failure', () => {
		const refused = attempt(weak, failed('unsupported', { parameter: 'temperature' }));
		expect(nextStep(plan(), [refused], well, T0)).toMatchObject({ omit: ['temperature'], waitMs: 0 });
		const again = attempt(weak, failed('unsupported', { parameter: 'temperature' }), { omitted: ['temperature'] });
		expect(nextStep(plan(), [refused, again], well, T0)).toEqual(call(middle, { why: 'fallback' }));
		const other = attempt(weak, failed('unsupported', { parameter: 'seed' }), { omitted: ['temperature'] });
		expect(nextStep(plan(), [refused, other], well, T0)).toMatchObject({ omit: ['temperature', 'seed'] });
		const down = attempt(weak, failed('server_error'), { omitted: ['temperature'] });
		expect(nextStep(plan(), [refused, down], well, T0)).toMatchObject({ why: 'retry', omit: ['temperature'] });
	});

	it('is no way around a cooldown or an open breaker, nor around the cost cap', () => {
		const once = [attempt(weak, failed('server_error'))];
		const until = T0 + 5_000;
		for (const ill of [{ coolingUntilMs: until }, { breaker: { kind: 'open', untilMs: until } as const }]) {
			expect(nextStep(plan(), once, healthOf({ [weak.id]: ill }), T0)).toEqual(call(middle, { why: 'fallback' }));
		}
		expect(nextStep(plan({ budgetLeftNanoUsd: 10 }), once, well, T0)).toEqual(gaveUp('server_error'));
	});

	it('of a model below the threshold is degraded too', () => {
		const poor = planOf(models, scored(models, [0.4, 0.3, 0.2]));
		expect(nextStep(poor, [attempt(weak, failed('server_error'))], well, T0)).toMatchObject({ why: 'retry', degraded: true });
	});
});

describe('a fallback', () => {
	it('is the cheapest untried that qualifies, then below the threshold best first', () => {
		const four = [...models, modelAt(3, { price: priceOf(0.5) })];
		const mixed = planOf(four, scored(four, [0.6, 0.3, 0.4, 0.9]));
		const down = [modelAt(3), weak, strong].map((model) => attempt(model, failed('auth')));
		const asked = [0, 1, 2, 3].map((n) => nextStep(mixed, down.slice(0, n), well, T0));
		expect(asked).toEqual([
			call(modelAt(3)),
			call(weak, { why: 'fallback' }),
			call(strong, { why: 'fallback', degraded: true }),
			call(middle, { why: 'fallback', degraded: true }),
		]);
	});

	it('from a choice goes to the next stronger first, then to weaker ones, degraded', () => {
		const four = [modelAt(3), ...models];
		const chosen = planOf(four, chose(middle));
		const down = [middle, strong, modelAt(3), weak].map((model) => attempt(model, failed('auth')));
		const asked = [0, 1, 2, 3, 4].map((n) => nextStep(chosen, down.slice(0, n), well, T0));
		expect(asked).toEqual([
			call(middle),
			call(strong, { why: 'fallback' }),
			call(modelAt(3), { why: 'fallback' }),
			call(weak, { why: 'fallback', degraded: true }),
			gaveUp('auth'),
		]);
	});
});

describe('from a choice down', () => {
	it('the nearest weaker one is asked first, whatever the order of the rows', () => {
		const chosen = planOf([weak, middle, strong], chose(strong));
		expect(nextStep(chosen, [attempt(strong, failed('auth'))], well, T0)).toEqual(call(middle, { why: 'fallback', degraded: true }));
	});
});

describe('who cannot serve a request is left out', () => {
	const needs = plan().needs;
	it.each<[string, Partial<ModelSpec>, Partial<Plan>]>([
		['window', { contextTokens: 199 }, {}],
		['output limit', { maxOutputTokens: 99 }, {}],
		['vision', { capabilities: new Set(['tools', 'json_schema']) }, { needs: { ...needs, vision: true } }],
		['tools', { capabilities: new Set(['vision', 'json_schema']) }, { needs: { ...needs, tools: true } }],
		['JSON schema', { capabilities: new Set(['vision', 'tools']) }, { needs: { ...needs, jsonSchema: true } }],
		['floor', {}, { floor: middle.id }],
	])('%s', (_, lacks, over) => {
		expect(first(planOf([modelAt(0, lacks), middle, strong], allGood, over))).toEqual(call(middle));
	});

	it.each<[string, Partial<ModelSpec>, Partial<Plan>]>([
		['a window that just holds prompt and room', { contextTokens: 200 }, {}],
		['an output limit of just the room', { maxOutputTokens: 100 }, {}],
		['unknown capabilities', { capabilities: null }, { needs: { ...needs, vision: true, tools: true, jsonSchema: true } }],
		['no need of what it lacks', { capabilities: new Set() }, {}],
	])('but not for %s', (_, has, over) => {
		expect(first(planOf([modelAt(0, has), middle, strong], allGood, over))).toEqual(call(weak));
	});

	it('budget: dearer than what is left, or of unknown price', () => {
		const cost = 100 * 1_000 + 100 * 1_000;
		expect(first(plan({ budgetLeftNanoUsd: cost }))).toEqual(call(weak));
		expect(first(plan({ budgetLeftNanoUsd: cost - 1 }))).toEqual(gaveUp('budget'));
		const unpriced = [modelAt(0, { price: null }), modelAt(1, { price: null })];
		expect(first(planOf(unpriced, scored(unpriced, [1, 1]), { budgetLeftNanoUsd: 1e12 }))).toEqual(gaveUp('budget'));
	});

	it('gives up by name where nobody is left', () => {
		const tiny = models.map((model) => ({ ...model, contextTokens: 10 }));
		expect(first(planOf(tiny, allGood))).toEqual(gaveUp('context_too_long'));
		const [one, ...rest] = tiny;
		const blind = { ...one, contextTokens: null, maxOutputTokens: 1 } as ModelSpec;
		expect(first(planOf([blind, ...rest], allGood))).toEqual(gaveUp('no_model'));
		expect(first(planOf([], allGood))).toEqual(gaveUp('no_model'));
	});
});

describe('models that cannot answer now', () => {
	const later = (ms: number) => T0 + ms;
	it.each([
		['rate limited', { coolingUntilMs: later(9_000), coolingFor: 'rate_limited' as const }, true],
		['overloaded', { coolingUntilMs: later(9_000), coolingFor: 'overloaded' as const }, false],
	])('%s: skipped while another may serve, else waited for within the patience', (_, ill, forLimit) => {
		expect(first(plan(), healthOf({ [weak.id]: ill }))).toEqual(call(middle));
		const alone = planOf([weak], scored([weak], [1]));
		const health = healthOf({ [weak.id]: ill });
		expect(first(alone, health)).toEqual(call(weak, { waitMs: 9_000, forLimit }));
		expect(first({ ...alone, patienceMs: 9_000 }, health)).toEqual(call(weak, { waitMs: 9_000, forLimit }));
		expect(first({ ...alone, patienceMs: 8_999 }, health)).toEqual(gaveUp('capacity'));
		expect(first({ ...alone, deadlineMs: later(9_000) }, health)).toEqual(gaveUp('capacity'));
	});

	it('full: skipped while another may serve, else queued for as long as patience and deadline allow', () => {
		const health = healthOf({ [weak.id]: { freeAtMs: later(9_000) } });
		expect(first(plan(), health)).toEqual(call(middle));
		const alone = planOf([weak], scored([weak], [1]));
		expect(first(alone, health)).toEqual(call(weak, { queueMs: 30_000 }));
		expect(first({ ...alone, deadlineMs: later(12_000) }, health)).toEqual(call(weak, { queueMs: 12_000 }));
		expect(first({ ...alone, patienceMs: 8_999 }, health)).toEqual(gaveUp('capacity'));
		expect(first({ ...alone, deadlineMs: later(9_000) }, health)).toEqual(gaveUp('capacity'));
	});

	it("a request larger than a whole minute's limit is put to another model, or given up at once", () => {
		const health = healthOf({ [weak.id]: { neverFits: true, freeAtMs: later(9_000) } });
		expect(first(plan(), health)).toEqual(call(middle));
		expect(first(planOf([weak], scored([weak], [1])), health)).toEqual(gaveUp('never_fits'));
	});

	it.each([
		['behind an open breaker', { breaker: { kind: 'open', untilMs: later(9_000) } as const }, { waitMs: 9_000 }],
		["behind another request's probe", { breaker: { kind: 'half_open', untilMs: later(150_000) } as const }, { waitMs: 250 }],
		['behind a probe that is about to be forgotten', { breaker: { kind: 'half_open', untilMs: later(9) } as const }, { waitMs: 9 }],
		['on cooldown for its router', { coolingUntilMs: later(9_000), coolingFor: 'downstream' as const }, { waitMs: 9_000 }],
		['both full and down', { freeAtMs: later(1_000), breaker: { kind: 'open', untilMs: later(9_000) } as const }, { waitMs: 9_000 }],
		['both down and full', { freeAtMs: later(9_000), breaker: { kind: 'open', untilMs: later(1_000) } as const }, { queueMs: 30_000 }],
	])('%s: skipped while another may serve, else waited for within the patience', (_, ill, wait) => {
		const health = healthOf({ [weak.id]: ill });
		expect(first(plan(), health)).toEqual(call(middle));
		expect(first(planOf([weak], scored([weak], [1])), health)).toEqual(call(weak, wait));
		expect(first(planOf([weak], scored([weak], [1]), { patienceMs: 8 }), health)).toEqual(gaveUp('capacity'));
	});

	it.each(['auth', 'quota_exhausted', 'model_not_found'] as const)('on cooldown for %s: not worth waiting for', (coolingFor) => {
		const health = healthOf({ [weak.id]: { coolingUntilMs: later(9_000), coolingFor } });
		expect(first(plan(), health)).toEqual(call(middle));
		expect(first(planOf([weak], scored([weak], [1])), health)).toEqual(gaveUp('capacity'));
		const full = healthOf({ [weak.id]: { coolingUntilMs: later(1_000), coolingFor, freeAtMs: later(9_000) } });
		expect(first(planOf([weak], scored([weak], [1])), full)).toEqual(gaveUp('capacity'));
	});

	it('waits for the first to be free, and for the last of several reasons', () => {
		const ill = {
			[weak.id]: { coolingUntilMs: later(1_000), coolingFor: 'rate_limited' as const, freeAtMs: later(7_000) },
			[middle.id]: { coolingUntilMs: later(6_000), coolingFor: 'rate_limited' as const },
			[strong.id]: { freeAtMs: later(8_000) },
		};
		expect(first(plan(), healthOf(ill))).toEqual(call(middle, { waitMs: 6_000, forLimit: true }));
	});

	it('a full result is no failure: the model is asked again when it is free', () => {
		const full = attempt(weak, { kind: 'full', freeAtMs: later(5_000) });
		expect(nextStep(plan(), [full], well, T0)).toEqual(call(middle));
		const alone = planOf([weak], scored([weak], [1]));
		expect(nextStep(alone, [full], well, T0)).toEqual(call(weak, { queueMs: 30_000 }));
		expect(nextStep(alone, [full], well, later(5_000))).toEqual(call(weak));
	});

	it('where it only turned out full after a failure, the failure is the reason', () => {
		const attempts = [attempt(weak, failed('auth')), attempt(middle, { kind: 'full', freeAtMs: later(90_000) })];
		expect(nextStep(planOf([weak, middle], allGood), attempts, well, T0)).toEqual(gaveUp('auth'));
	});

	it('a model that is full but claims to be free is not asked without a pause', () => {
		const liar = attempt(weak, { kind: 'full', freeAtMs: T0 - 1 }, { queuedMs: 0 });
		expect(nextStep(planOf([weak], scored([weak], [1])), [liar], well, T0)).toEqual(call(weak, { waitMs: 50, forLimit: true }));
	});

	it('of two that are free at the same time the better choice is waited for', () => {
		const ill = { coolingUntilMs: later(6_000), coolingFor: 'rate_limited' as const };
		const both = planOf([weak, middle], scored([weak, middle], [1, 1]));
		expect(first(both, healthOf({ [weak.id]: ill, [middle.id]: ill }))).toEqual(call(weak, { waitMs: 6_000, forLimit: true }));
	});

	it('who has queued at one model may queue at another, and who has failed at it too', () => {
		const two = planOf([weak, middle], scored([weak, middle], [1, 1]));
		const health = healthOf({ [weak.id]: { freeAtMs: later(9_000) }, [middle.id]: { freeAtMs: later(5_000) } });
		const queuedAtWeak = attempt(weak, { kind: 'full', freeAtMs: later(9_000) }, { queuedMs: 100 });
		expect(nextStep(two, [queuedAtWeak], health, T0)).toMatchObject({ modelId: middle.id, waitMs: 0, queueMs: 30_000 });
		const failedThere = attempt(weak, failed('auth'), { queuedMs: 100 });
		expect(nextStep(two, [failedThere], health, T0)).toMatchObject({ modelId: middle.id, waitMs: 0, queueMs: 30_000 });
	});

	it('nobody queues twice at a model', () => {
		const queued = attempt(weak, { kind: 'full', freeAtMs: later(5_000) }, { queuedMs: 0 });
		expect(nextStep(planOf([weak], scored([weak], [1])), [queued], well, T0)).toEqual(call(weak, { waitMs: 5_000, forLimit: true }));
	});

	it('models that take turns in being full end with the patience', () => {
		const [a, b] = [
			{ startedMs: T0, endedMs: T0 + 600 },
			{ startedMs: T0 + 600, endedMs: T0 + 1_200 },
		];
		const turns = [attempt(weak, { kind: 'full', freeAtMs: 0 }, a), attempt(middle, { kind: 'full', freeAtMs: 0 }, b)];
		const two = planOf([weak, middle], allGood, { patienceMs: 1_200 });
		expect(nextStep(two, turns, well, T0 + 1_200)).toEqual(call(weak));
		expect(nextStep({ ...two, patienceMs: 1_199 }, turns, well, T0 + 1_200)).toEqual(gaveUp('capacity'));
	});

	it('a request larger than the limit is never put to that model again', () => {
		const never = models.map((model) => attempt(model, { kind: 'never_fits' }));
		expect(nextStep(plan(), never.slice(0, 1), well, T0)).toEqual(call(middle));
		expect(nextStep(plan(), never, well, T0)).toEqual(gaveUp('never_fits'));
	});
});

describe('the end', () => {
	it.each(['accepted', 'unchecked'] as const)('takes an answer that was %s', (verdict) => {
		const attempts = [attempt(weak, failed('auth')), attempt(middle, acceptedAnswer({ verdict }))];
		expect(nextStep(plan(), attempts, well, T0)).toEqual({ kind: 'answer', attempt: 1, degraded: false });
	});

	it('says when the answer is degraded', () => {
		const below = planOf(models, scored(models, [0.1, 0.2, 0.3]));
		const answer = [attempt(strong, acceptedAnswer())];
		expect(nextStep(below, answer, well, T0)).toMatchObject({ degraded: true });
		expect(nextStep(planOf(models, chose(middle)), answer, well, T0)).toMatchObject({ degraded: false });
		expect(nextStep(planOf(models, chose(strong)), [attempt(weak, acceptedAnswer())], well, T0)).toMatchObject({ degraded: true });
	});

	it('comes with the deadline, before any further call, and keeps a draft and an answer', () => {
		const over = plan({ deadlineMs: T0 });
		expect(first(over)).toEqual(gaveUp('deadline'));
		expect(nextStep(over, [attempt(weak, failed('server_error'))], well, T0)).toEqual(gaveUp('deadline'));
		expect(nextStep(over, [attempt(weak, rejectedAnswer())], well, T0)).toEqual(gaveUp('deadline', 0));
		expect(nextStep(over, [attempt(weak, acceptedAnswer())], well, T0)).toMatchObject({ kind: 'answer' });
		const soon = plan({ deadlineMs: T0 + 250 });
		expect(nextStep(soon, [attempt(weak, failed('server_error'))], well, T0)).toEqual(call(middle, { why: 'fallback' }));
	});

	it('comes with a cancelled call, a draft in hand or not', () => {
		expect(nextStep(plan(), [attempt(weak, failed('cancelled'))], well, T0)).toEqual(gaveUp('cancelled'));
		const draft = [attempt(weak, rejectedAnswer()), attempt(middle, failed('cancelled'))];
		expect(nextStep(plan({ deadlineMs: T0 }), draft, well, T0)).toEqual(gaveUp('cancelled', 0));
	});
});
