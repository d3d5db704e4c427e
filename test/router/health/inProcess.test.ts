import { FAILURE_RULES, type FailureKind } from '../../../router/calls/failure';
import { createHealth } from '../../../router/health/inProcess';
import type { ModelSpec } from '../../../router/registry/model';
import { failureOf, modelAt, T0 } from '../../support/routing';

const [model, other] = [modelAt(0), modelAt(1)];
const KINDS = Object.keys(FAILURE_RULES).filter((kind): kind is FailureKind => kind in FAILURE_RULES);
const closed = { kind: 'closed' };

/** How long it cools after this give-up, in ms; `null`: not at all. */
function coolsFor(kind: FailureKind, over = {}): number | null {
	const health = createHealth();
	health.gaveUp(model, failureOf(kind, over), T0);
	const { coolingUntilMs } = health.view(T0).of(model);
	return coolingUntilMs === null ? null : coolingUntilMs - T0;
}

describe('the cooldown after a give-up', () => {
	const seconds: Record<FailureKind, number | null> = {
		rate_limited: 10,
		quota_exhausted: 600,
		overloaded: 15,
		server_error: null,
		timeout: null,
		connection: null,
		auth: 300,
		model_not_found: 300,
		unsupported: null,
		context_too_long: null,
		content_policy: null,
		bad_request: null,
		refused: null,
		too_large_for_limit: null,
		interrupted: null,
		misconfigured: 300,
		invalid_response: null,
		truncated: null,
		downstream: 15,
		cancelled: null,
	};
	it.each(KINDS)('%s', (kind) => {
		const expected = seconds[kind];
		expect(coolsFor(kind)).toBe(expected === null ? null : expected * 1_000);
	});

	it('is Retry-After where a rate limit or an overloaded model gave one', () => {
		expect(coolsFor('rate_limited', { retryAfterMs: 2_500 })).toBe(2_500);
		expect(coolsFor('overloaded', { retryAfterMs: 2_500 })).toBe(2_500);
		expect(coolsFor('auth', { retryAfterMs: 2_500 })).toBe(300_000);
	});

	it('is never so short that all who wait ask again at once', () => {
		expect([1, 999, 1_000, 1_001].map((retryAfterMs) => coolsFor('rate_limited', { retryAfterMs }))).toEqual([1_000, 1_000, 1_000, 1_001]);
		expect(coolsFor('rate_limited', { retryAfterMs: 0 })).toBe(10_000);
		expect(coolsFor('overloaded', { retryAfterMs: 0 })).toBe(15_000);
	});

	it('names its cause and ends by itself', () => {
		const health = createHealth();
		health.gaveUp(model, failureOf('overloaded'), T0);
		expect(health.view(T0 + 14_999).of(model)).toMatchObject({ coolingUntilMs: T0 + 15_000, coolingFor: 'overloaded' });
		expect(health.view(T0 + 15_000).of(model)).toMatchObject({ coolingUntilMs: null, coolingFor: null });
	});
});

describe('a row of rate limits', () => {
	/** Gives up as soon as each cooldown is over, and returns how long each was, in s. */
	function row(times: number, between: (health: ReturnType<typeof createHealth>, nowMs: number) => void = () => undefined): number[] {
		const health = createHealth();
		let now = T0;
		return Array.from({ length: times }, () => {
			health.gaveUp(model, failureOf('rate_limited'), now);
			const until = health.view(now).of(model).coolingUntilMs ?? now;
			const ms = until - now;
			now = until;
			between(health, now);
			return ms / 1_000;
		});
	}

	it('doubles the cooldown, up to 10 minutes', () => {
		expect(row(8)).toEqual([10, 20, 40, 80, 160, 320, 600, 600]);
	});

	it('starts short again after an answer', () => {
		expect(row(3, (health, now) => health.answered(model, 1, now))).toEqual([10, 10, 10]);
	});

	it('does not grow by requests that were under way together, nor end by an answer that left before it', () => {
		const health = createHealth();
		for (let i = 0; i < 9; i++) health.gaveUp(model, failureOf('rate_limited'), T0 + i);
		expect(health.view(T0 + 9).of(model).coolingUntilMs).toBe(T0 + 10_008);
		health.answered(model, 1, T0 + 10);
		expect(health.view(T0 + 10).of(model).coolingUntilMs).toBe(T0 + 10_008);
	});

	it('a shorter Retry-After does not cut a longer cooldown', () => {
		const health = createHealth();
		health.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 60_000 }), T0);
		health.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 1_000 }), T0);
		expect(health.view(T0).of(model).coolingUntilMs).toBe(T0 + 60_000);
	});
});

describe('what else a give-up touches', () => {
	const sameKey = modelAt(1, { keyId: model.keyId });
	const cooling = (kind: FailureKind, who: ModelSpec) => {
		const health = createHealth();
		health.gaveUp(model, failureOf(kind), T0);
		return health.view(T0).of(who).coolingUntilMs !== null;
	};

	it.each(['auth', 'quota_exhausted'] as const)('%s cools every model of the key, no other', (kind) => {
		expect([cooling(kind, sameKey), cooling(kind, other)]).toEqual([true, false]);
	});

	it.each(['rate_limited', 'overloaded', 'model_not_found', 'downstream'] as const)('%s cools that model only', (kind) => {
		expect([cooling(kind, model), cooling(kind, sameKey)]).toEqual([true, false]);
	});
});

describe('the breaker of a provider', () => {
	const down = (times: number, kind: FailureKind = 'server_error') => {
		const health = createHealth();
		for (let i = 0; i < times; i++) health.gaveUp(model, failureOf(kind), T0);
		return health;
	};

	it('opens for 30 s at five failed requests in a row, not at four', () => {
		expect(down(4).view(T0).of(model).breaker).toEqual(closed);
		expect(down(5).view(T0).of(model).breaker).toEqual({ kind: 'open', untilMs: T0 + 30_000 });
	});

	it.each(['server_error', 'timeout', 'connection', 'invalid_response'] as const)('counts %s', (kind) => {
		expect(down(5, kind).view(T0).of(model).breaker.kind).toBe('open');
	});

	it('shuts all models of the provider, and no other provider', () => {
		const sibling = modelAt(1, { providerId: model.providerId });
		expect(down(5).view(T0).of(sibling).breaker.kind).toBe('open');
		expect(down(5).view(T0).of(other).breaker).toEqual(closed);
	});

	it('starts counting anew after an answer, and after any error with a status', () => {
		const answered = down(4);
		answered.answered(model, 1, T0);
		const spoke = down(4);
		spoke.gaveUp(model, failureOf('bad_request', { httpStatus: 400 }), T0);
		for (const health of [answered, spoke]) {
			health.gaveUp(model, failureOf('server_error'), T0);
			expect(health.view(T0).of(model).breaker).toEqual(closed);
		}
	});

	it('is not reset by a failure that never reached the provider', () => {
		const health = down(4);
		health.gaveUp(model, failureOf('cancelled'), T0);
		health.gaveUp(model, failureOf('server_error'), T0);
		expect(health.view(T0).of(model).breaker.kind).toBe('open');
	});

	describe('after 30 s', () => {
		const late = T0 + 30_000;
		const probing = () => {
			const health = down(5);
			expect(health.view(late).of(model).breaker).toEqual(closed);
			health.started(model, late);
			return health;
		};

		it('lets one probe through while the others wait', () => {
			expect(probing().view(late).of(model).breaker).toEqual({ kind: 'half_open', untilMs: late + 150_000 });
		});

		it("closes with the probe's answer, and needs five failures again", () => {
			const health = probing();
			health.answered(model, 1, late + 1);
			for (let i = 0; i < 4; i++) health.gaveUp(model, failureOf('server_error'), late + 2);
			expect(health.view(late + 2).of(model).breaker).toEqual(closed);
		});

		it("opens again with the probe's failure", () => {
			const health = probing();
			health.gaveUp(model, failureOf('timeout'), late + 1);
			expect(health.view(late + 1).of(model).breaker).toEqual({ kind: 'open', untilMs: late + 30_001 });
		});

		it('lets another probe through at once where the first was cancelled, and a call that left before frees no place', () => {
			const health = probing();
			health.released(model, T0);
			expect(health.view(late).of(model).breaker.kind).toBe('half_open');
			health.released(model, late);
			expect(health.view(late).of(model).breaker).toEqual(closed);
		});

		it('lets another probe through where the first never came back', () => {
			expect(
				probing()
					.view(late + 150_000)
					.of(model).breaker,
			).toEqual(closed);
		});
	});

	it('is not closed by an answer to a call that left before it opened', () => {
		const health = down(5);
		health.answered(model, 1, T0 + 10);
		expect(health.view(T0 + 10).of(model).breaker.kind).toBe('open');
	});
});
