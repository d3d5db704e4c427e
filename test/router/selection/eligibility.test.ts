import type { AttemptResult } from '../../../router/calls/attempt';
import type { HealthView, ModelHealth } from '../../../router/health/health';
import type { ModelSpec } from '../../../router/registry/model';
import { callSize, eligibility, larger, mayOverdraw, outputLimit, overBudget } from '../../../router/selection/eligibility';
import type { Exclusion, Plan } from '../../../router/selection/plan';
import { acceptedAnswer, attempt, failed, healthOf, modelAt, planOf, rejectedAnswer, scored, T0 } from '../../support/routing';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const plan = (over: Partial<Plan> = {}) => planOf(models, scored(models, [1, 1, 1]), over);
const { needs } = plan();

/** What becomes of the middle one. */
interface Case {
	readonly over?: Partial<Plan>;
	readonly lacks?: Partial<ModelSpec>;
	readonly ill?: Partial<ModelHealth>;
	readonly after?: readonly (readonly [ModelSpec, AttemptResult])[];
	readonly nowMs?: number;
}

function judged({ over = {}, lacks = {}, ill = {}, after = [], nowMs = T0 }: Case) {
	const model = { ...middle, ...lacks };
	return eligibility(model, {
		plan: plan({ models: [weak, model, strong], ...over }),
		attempts: after.map(([of, result]) => attempt(of, result)),
		health: healthOf({ [middle.id]: ill }),
		nowMs,
	});
}

const can = (...abilities: ('vision' | 'tools' | 'json_schema')[]) => ({ capabilities: new Set(abilities) });

it.each<[string, Case, Exclusion]>([
	['a weaker model than the floor', { over: { floor: strong.id } }, 'below_floor'],
	['a window that is too small', { lacks: { contextTokens: 199 } }, 'window'],
	['too short answers', { lacks: { maxOutputTokens: 99 } }, 'output_limit'],
	['no eyes', { lacks: can('tools', 'json_schema'), over: { needs: { ...needs, vision: true } } }, 'vision'],
	['no tools', { lacks: can('vision', 'json_schema'), over: { needs: { ...needs, tools: true } } }, 'tools'],
	['no schemas', { lacks: can('vision', 'tools'), over: { needs: { ...needs, jsonSchema: true } } }, 'json_schema'],
	['too little money', { over: { budgetLeftNanoUsd: 399_999 } }, 'budget'],
	['a price that is not known under a budget', { lacks: { price: null }, over: { budgetLeftNanoUsd: 1e12 } }, 'budget'],
	['no place left in the share of the strongest', { lacks: { rank: 9 }, over: { strongestClosed: true } }, 'strongest_share'],
	['a call that can never fit its limits', { ill: { neverFits: true } }, 'never_fits'],
	['a call that was told so before', { after: [[middle, { kind: 'never_fits' }]] }, 'never_fits'],
	['a failure of its own', { after: [[middle, failed('server_error')]] }, 'failed'],
	['an answer of its own', { after: [[middle, rejectedAnswer()]] }, 'failed'],
	['a refused key that is its own too', { lacks: { keyId: weak.keyId }, after: [[weak, failed('auth')]] }, 'same_key'],
	[
		'a window no larger than the one that was too small',
		{ lacks: { contextTokens: null }, after: [[weak, failed('context_too_long')]] },
		'window',
	],
	['answers no longer than those that were cut', { after: [[weak, failed('truncated')]] }, 'output_limit'],
])('%s rules a model out', (_, situation, because) => {
	expect(judged(situation)).toEqual({ kind: 'never', because });
});

it.each<[string, Case]>([
	['is the floor', { over: { floor: middle.id } }],
	['just holds the request', { lacks: { contextTokens: 200, maxOutputTokens: 100 } }],
	[
		'can what is needed',
		{ lacks: can('vision', 'tools', 'json_schema'), over: { needs: { ...needs, vision: true, tools: true, jsonSchema: true } } },
	],
	['just fits the money', { over: { budgetLeftNanoUsd: 400_000 } }],
	['is not the strongest, whose share is used up', { over: { strongestClosed: true } }],
	['shares the key of one that failed for another reason', { lacks: { keyId: weak.keyId }, after: [[weak, failed('server_error')]] }],
	['has another key than the refused one', { after: [[weak, failed('auth')]] }],
	['has a larger window than the one that was too small', { lacks: { contextTokens: 900 }, after: [[weak, failed('context_too_long')]] }],
	['stands beside one that answered', { after: [[weak, acceptedAnswer()]] }],
	['stands beside one that the request never fits', { after: [[weak, { kind: 'never_fits' }]] }],
	['follows one that is not in the list any more', { after: [[modelAt(7), failed('auth')]] }],
])('a model that %s may be called', (_, situation) => {
	expect(judged(situation)).toEqual({ kind: 'now', slow: false });
});

describe('a model that cannot answer now', () => {
	const at = T0 + 5_000;

	it.each<[string, Partial<ModelHealth>, Exclusion, boolean, boolean]>([
		['cools down after a rate limit', { coolingUntilMs: at, coolingFor: 'rate_limited' }, 'cooling_down', true, true],
		['cools down after what passes', { coolingUntilMs: at, coolingFor: 'overloaded' }, 'cooling_down', true, false],
		['cools down after what does not', { coolingUntilMs: at, coolingFor: 'auth' }, 'cooling_down', false, false],
		['cools down for no known reason', { coolingUntilMs: at }, 'cooling_down', false, false],
		['is full', { freeAtMs: at }, 'full', true, true],
	])('%s', (_, ill, because, worthWaiting, forLimit) => {
		const { coolingFor = null } = ill;
		expect(judged({ ill })).toEqual({ kind: 'later', atMs: at, because, worthWaiting, coolingFor, forLimit });
		expect(judged({ ill, nowMs: at })).toEqual({ kind: 'now', slow: false });
	});

	it.each([
		['open', at],
		['half_open', T0 + 250],
	] as const)('has its breaker %s', (kind, atMs) => {
		const later = { kind: 'later', atMs, because: 'breaker_open', worthWaiting: true, forLimit: false };
		expect(judged({ ill: { breaker: { kind, untilMs: at } } })).toMatchObject(later);
		expect(judged({ ill: { breaker: { kind, untilMs: at } }, nowMs: at })).toEqual({ kind: 'now', slow: false });
	});

	it('is waited for to the last of its reasons, the first named where two end together', () => {
		const both = (coolingUntilMs: number, freeAtMs: number) => judged({ ill: { coolingUntilMs, coolingFor: 'rate_limited', freeAtMs } });
		expect(both(at, at + 1)).toMatchObject({ atMs: at + 1, because: 'full' });
		expect(both(at + 1, at)).toMatchObject({ atMs: at + 1, because: 'cooling_down' });
		expect(both(at, at)).toMatchObject({ atMs: at, because: 'cooling_down' });
	});

	it('told that it is full, and is believed for 50 ms at least', () => {
		const full = (freeAtMs: number, nowMs = T0) => judged({ after: [[middle, { kind: 'full', freeAtMs }]], nowMs });
		expect(full(at)).toMatchObject({ kind: 'later', atMs: at, because: 'full', worthWaiting: true, forLimit: true });
		expect(full(T0 - 1)).toMatchObject({ kind: 'later', atMs: T0 + 50 });
		expect(full(T0 - 1, T0 + 50)).toEqual({ kind: 'now', slow: false });
	});

	it('was full and has used up the patience: it alone is given up, and by none that were only called', () => {
		const over = { patienceMs: 10 };
		const asked = (model: ModelSpec, result: AttemptResult) => judged({ over, after: [[model, result]], nowMs: T0 + 11 });
		expect(asked(middle, { kind: 'full', freeAtMs: T0 })).toEqual({ kind: 'never', because: 'full' });
		expect(asked(weak, { kind: 'full', freeAtMs: T0 })).toEqual({ kind: 'now', slow: false });
		expect(asked(weak, failed('server_error'))).toEqual({ kind: 'now', slow: false });
	});
});

it('is slow above the target, until it is to be tried again, and never where nothing is known', () => {
	const slow = (ill: Partial<ModelHealth>, latencyTargetMs: number | null = 1_000) => judged({ over: { latencyTargetMs }, ill });
	expect(slow({ p95Ms: 1_001, tryAgainAtMs: T0 + 1 })).toEqual({ kind: 'now', slow: true });
	expect(slow({ p95Ms: 1_001, tryAgainAtMs: T0 })).toEqual({ kind: 'now', slow: false });
	expect(slow({ p95Ms: 1_000, tryAgainAtMs: T0 + 1 })).toEqual({ kind: 'now', slow: false });
	expect(slow({ p95Ms: null, tryAgainAtMs: T0 + 1 }, -1)).toEqual({ kind: 'now', slow: false });
	expect(slow({ p95Ms: 1_001, tryAgainAtMs: T0 + 1 }, null)).toEqual({ kind: 'now', slow: false });
});

it('health is asked for a call of this size', () => {
	const asked: unknown[] = [];
	const health: HealthView = { of: (model, size) => (asked.push(size), healthOf().of(model)) };
	const sized = plan({ maxOutputTokens: 77 });
	eligibility(weak, { plan: sized, attempts: [], health, nowMs: T0 });
	expect(asked).toEqual([{ inputTokens: 100, roomTokens: 100, outputLimit: 77 }]);
	expect(callSize(sized, weak)).toEqual(asked[0]);
});

it('an answer is limited by the request and by the model, the smaller of the two', () => {
	const limits = [null, 50, 500].flatMap((ofModel) =>
		[null, 77].map((ofRequest) => outputLimit(plan({ maxOutputTokens: ofRequest }), { ...weak, maxOutputTokens: ofModel })),
	);
	expect(limits).toEqual([null, 77, 50, 50, 500, 77]);
});

it('is larger only what is known to be', () => {
	expect([larger(2, 1), larger(1, 1), larger(1, 2), larger(1, null), larger(null, 1), larger(null, null)]).toEqual([
		true,
		false,
		false,
		true,
		false,
		false,
	]);
});

it('beyond the budget goes the cheapest alone, and only by choice', () => {
	const spent = (whenSpent: Plan['whenSpent']) => plan({ whenSpent, budgetLeftNanoUsd: 0 });
	expect(models.map((model) => mayOverdraw(model, spent('cheapest')))).toEqual([true, false, false]);
	expect(models.map((model) => overBudget(model, spent('cheapest')))).toEqual([false, true, true]);
	expect(models.map((model) => overBudget(model, spent('fallback')))).toEqual([true, true, true]);
	expect(models.map((model) => overBudget(model, plan()))).toEqual([false, false, false]);
});
