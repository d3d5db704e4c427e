import fc from 'fast-check';

import type { Attempt, AttemptResult } from '../../../router/calls/attempt';
import { FAILURE_RULES, type FailureKind } from '../../../router/calls/failure';
import type { ModelHealth } from '../../../router/health/health';
import type { ModelSpec } from '../../../router/registry/model';
import { nextStep } from '../../../router/selection/nextStep';
import type { Plan, Step } from '../../../router/selection/plan';
import type { Ranking } from '../../../router/strategies/strategy';
import { acceptedAnswer, failed, healthOf, modelAt, planOf, priceOf, rejectedAnswer, T0 } from '../../support/routing';

const KINDS = Object.keys(FAILURE_RULES).filter((kind): kind is FailureKind => kind in FAILURE_RULES);
/** Mostly absent, so that most requests live long enough to get into trouble. */
const rarely = <T>(some: fc.Arbitrary<T>) => fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some });
const soon = fc.integer({ min: -200, max: 400 });

const result: fc.Arbitrary<AttemptResult> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.record({
				kind: fc.constantFrom(...KINDS),
				wait: fc.option(fc.nat(300)),
				retryable: fc.boolean(),
				parameter: fc.constantFrom(null, 'temperature', 'seed', 'tools'),
				limit: rarely(fc.integer({ min: 16, max: 9_000 })),
				partial: fc.constantFrom('', 'half an', ' '),
			})
			.map(({ kind, wait, retryable, parameter, limit, partial }): AttemptResult => {
				const outputLimit = limit === null ? {} : { outputLimit: { tokens: limit, lasting: true } };
				const result = failed(kind, { retryAfterMs: wait, retryable, parameter, ...outputLimit });
				return kind === 'interrupted' && result.kind === 'failed' ? { ...result, partial } : result;
			}),
	},
	{
		weight: 3,
		arbitrary: fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), cutOff: fc.boolean() }).map((gate) => rejectedAnswer(gate)),
	},
	{ weight: 1, arbitrary: fc.constantFrom(acceptedAnswer(), acceptedAnswer({ verdict: 'unchecked' })) },
	{ weight: 3, arbitrary: soon.map((ms): AttemptResult => ({ kind: 'full', freeAtMs: T0 + ms })) },
	{ weight: 1, arbitrary: fc.constant<AttemptResult>({ kind: 'never_fits' }) },
);

/** Relative times: they are put on the clock when they are looked at. */
const illness = fc.record({
	cooling: rarely(soon),
	free: rarely(soon),
	breaker: rarely(fc.record({ kind: fc.constantFrom<'open' | 'half_open'>('open', 'half_open'), until: soon })),
});

const models = fc
	.array(
		fc.record({
			price: fc.option(fc.integer({ min: 0, max: 9 })),
			window: rarely(fc.integer({ min: 150, max: 900 })),
			output: rarely(fc.integer({ min: 50, max: 900 })),
			key: fc.nat(1),
		}),
		{ minLength: 1, maxLength: 5 },
	)
	.map((rows) =>
		rows.map(({ price, window, output, key }, rank) =>
			modelAt(rank, { price: price === null ? null : priceOf(price), contextTokens: window, maxOutputTokens: output, keyId: `k${key}` }),
		),
	);

const plans = fc
	.record({
		models,
		quality: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
		choice: fc.option(fc.nat(4)),
		only: rarely(fc.array(fc.nat(4), { maxLength: 3 })),
		allowed: rarely(fc.array(fc.nat(4), { maxLength: 4 })),
		floor: rarely(fc.nat(4)),
		neverDearer: fc.boolean(),
		contentPolicyFallback: fc.boolean(),
		maxRetries: fc.nat(3),
		maxSteps: rarely(fc.integer({ min: 1, max: 4 })),
		patienceMs: fc.nat(1_000),
		deadline: rarely(fc.nat(2_000)),
		budget: rarely(fc.nat(2_000_000)),
		jitter: fc.double({ min: 0, max: 1, noNaN: true }),
	})
	.map(
		({ models: specs, quality, choice, only, allowed, floor, deadline, budget, ...rest }): Plan =>
			planOf(specs, rankingOf(specs, quality, { choice, only }), {
				...rest,
				allowed: allowed === null ? null : new Set(allowed.map((rank) => modelAt(rank).id)),
				floor: floor === null ? null : modelAt(floor).id,
				deadlineMs: deadline === null ? null : T0 + deadline,
				budgetLeftNanoUsd: budget,
			}),
	);

const scenario = fc.record({
	plan: plans,
	script: fc.array(
		fc.record({
			result,
			delivered: rarely(fc.constant(true as const)),
			tookMs: fc.nat(50),
			ill: fc.array(illness, { minLength: 5, maxLength: 5 }),
		}),
		{
			minLength: 1,
			maxLength: 40,
		},
	),
});

interface Run {
	readonly steps: readonly Step[];
	readonly attempts: readonly Attempt[];
}

describe('whatever models, health and the weather do, a request', () => {
	it('ends, in at most models × (Max Retries + 1) calls beside those that refused a parameter', () => {
		always(({ plan }, { steps, attempts }) => {
			expect(steps.at(-1)?.kind).not.toBe('call');
			const calls = attempts.filter(isCall);
			expect(calls.filter((call) => !isCorrected(call)).length).toBeLessThanOrEqual(plan.models.length * (plan.maxRetries + 1));
			// One for each parameter of the script, and one for an output limit.
			expect(calls.filter(isCorrected).length).toBeLessThanOrEqual(plan.models.length * (2 + 1 + 1));
		});
	});

	it('calls no model again but for a retry right after its own failure, at most Max Retries times', () => {
		always(({ plan }, { attempts }) => {
			for (const { id } of plan.models) {
				const calls = attempts.filter((attempt) => attempt.modelId === id && isCall(attempt));
				expect(calls.filter((call) => !isCorrected(call)).length).toBeLessThanOrEqual(plan.maxRetries + 1);
				expect(calls.slice(1).every(({ why }) => why === 'retry')).toBe(true);
			}
			attempts.forEach(({ why, modelId }, index) => {
				const before = attempts.slice(0, index).findLast(isCall);
				if (why === 'retry') expect([before?.modelId, before?.result.kind]).toEqual([modelId, 'failed']);
			});
		});
	});

	it('is shown to no model outside Allowed Models, and to none its rule does not name', () => {
		always(({ plan: { allowed, ranking } }, { attempts }) => {
			const only = ranking.kind === 'choice' ? ranking.only : undefined;
			for (const { modelId } of attempts) {
				expect(allowed?.has(modelId)).not.toBe(false);
				expect(only?.includes(modelId)).not.toBe(false);
			}
		});
	});

	it('is over once a part of an answer was delivered: with that answer, or with none', () => {
		always((_, { steps, attempts }) => {
			const shown = attempts.findIndex(({ delivered }) => delivered);
			if (shown === -1) return;
			expect(shown).toBe(attempts.length - 1);
			const end = steps.at(-1);
			expect(end).toMatchObject(attempts[shown]?.result.kind === 'answered' ? { kind: 'answer', attempt: shown } : { kind: 'give_up' });
		});
	});

	it('has no more answers judged than Maximum Steps', () => {
		always(({ plan }, { attempts }) => {
			const answers = attempts.filter(({ result: { kind } }) => kind === 'answered').length;
			expect(answers).toBeLessThanOrEqual(plan.maxSteps ?? plan.models.length);
		});
	});

	it('is never put to a weaker or equal model after a rejection', () => {
		always(({ plan }, { attempts }) => {
			attempts.forEach(({ result: was, modelId }, index) => {
				if (was.kind !== 'answered' || was.gate.verdict !== 'rejected') return;
				const after = attempts.slice(index + 1).map((attempt) => rankIn(plan, attempt.modelId));
				expect(after.every((rank) => rank > rankIn(plan, modelId))).toBe(true);
			});
		});
	});

	it('is answered only by an answer the gate let through, and then always', () => {
		always((_, { steps, attempts }) => {
			const end = steps.at(-1);
			const last = attempts.at(-1)?.result;
			const goodAnswer = last?.kind === 'answered' && (last.gate.verdict !== 'rejected' || attempts.at(-1)?.delivered === true);
			expect(end?.kind === 'answer').toBe(goodAnswer);
			if (end?.kind === 'answer') expect(end.attempt).toBe(attempts.length - 1);
		});
	});

	it('never waits longer than its patience, all waits together', () => {
		always(({ plan }, { steps }) => {
			const waits = steps.map((step) => (step.kind === 'call' ? step.waitMs : 0));
			expect(waits.every((ms) => ms >= 0)).toBe(true);
			expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(plan.patienceMs);
		});
	});

	it('goes the same way every time', () => {
		fc.assert(
			fc.property(scenario, (asked) => expect(run(asked)).toEqual(run(asked))),
			{ numRuns: 300 },
		);
	});

	it('given up after a rejected answer carries it as a draft', () => {
		always((_, { steps, attempts }) => {
			const end = steps.at(-1);
			if (end?.kind !== 'give_up' || attempts.at(-1)?.delivered) return;
			const drafts = attempts.some(({ result: was }) => was.kind === 'answered');
			const partials = attempts.some(({ result: was }) => was.kind === 'failed' && was.partial?.trim());
			expect(end.draft !== null).toBe(drafts || partials);
			if (drafts) expect(['quality', 'cancelled', 'deadline']).toContain(end.reason);
		});
	});
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function always(holds: (asked: Scenario, ran: Run) => void): void {
	fc.assert(
		fc.property(scenario, (asked) => holds(asked, run(asked))),
		{ numRuns: 1_500 },
	);
}

/** Plays the script round and round until the request ends. */
function run({ plan, script }: Scenario): Run {
	const attempts: Attempt[] = [];
	const steps: Step[] = [];
	let nowMs = T0;
	for (let turn = 0; turn < 500; turn++) {
		const told = script[turn % script.length] ?? { result: acceptedAnswer(), delivered: null, tookMs: 0, ill: [] };
		const { result: outcome, delivered, tookMs, ill } = told;
		const health = healthOf(Object.fromEntries(plan.models.map(({ id }, index) => [id, stateOf(ill[index], nowMs)])));
		const step = nextStep(plan, [...attempts], health, nowMs);
		steps.push(step);
		if (step.kind !== 'call') break;
		const startedMs = nowMs + step.waitMs;
		nowMs = startedMs + tookMs;
		const { modelId, why, omit } = step;
		attempts.push({
			modelId,
			why,
			startedMs,
			endedMs: nowMs,
			omitted: omit,
			...(step.queueMs > 0 && { queuedMs: tookMs }),
			...(delivered && (outcome.kind === 'answered' || outcome.kind === 'failed') && { delivered }),
			result: outcome,
		});
	}
	return { steps, attempts };
}

function stateOf(ill: Scenario['script'][number]['ill'][number] | undefined, nowMs: number): Partial<ModelHealth> {
	if (ill === undefined) return {};
	const at = (ms: number | null) => (ms === null ? null : nowMs + ms);
	return {
		coolingUntilMs: at(ill.cooling),
		freeAtMs: at(ill.free),
		...(ill.breaker !== null && { breaker: { kind: ill.breaker.kind, untilMs: nowMs + ill.breaker.until } }),
	};
}

function rankingOf(
	specs: readonly ModelSpec[],
	quality: readonly number[],
	{ choice, only }: { readonly choice: number | null; readonly only: readonly number[] | null },
): Ranking {
	const rest = { reason: '', propensity: new Map<string, number>() };
	const chosen = choice === null ? undefined : specs[choice % specs.length];
	const rule = only === null || chosen === undefined ? {} : { only: [...new Set([chosen.id, ...only.map((rank) => modelAt(rank).id)])] };
	if (chosen !== undefined) return { kind: 'choice', modelId: chosen.id, confidence: null, ...rule, ...rest };
	return { kind: 'scored', quality: new Map(specs.map(({ id }, index) => [id, quality[index] ?? 0])), ...rest };
}

function rankIn(plan: Plan, modelId: string): number {
	return plan.models.findIndex(({ id }) => id === modelId);
}

/** Whatever follows it is another call, not the same again. */
function isCorrected({ result: was }: Attempt): boolean {
	return was.kind === 'failed' && was.failure.kind === 'unsupported';
}

function isCall({ result: { kind } }: Attempt): boolean {
	return kind === 'answered' || kind === 'failed';
}
