import { FAILURE_RULES, type FailureKind } from '../../../router/calls/failure';
import { createHealth } from '../../../router/health/inProcess';
import type { ModelSpec } from '../../../router/registry/model';
import { BY, failing, failureOf, modelAt, T0 } from '../../support/routing';

const [model, other] = [modelAt(0), modelAt(1)];
const KINDS = Object.keys(FAILURE_RULES).filter((kind): kind is FailureKind => kind in FAILURE_RULES);
const closed = { kind: 'closed' };

/** How long it cools after this give-up, in ms; `null`: not at all. */
function coolsFor(kind: FailureKind, over = {}): number | null {
	const health = createHealth();
	health.gaveUp(model, failureOf(kind, over), T0, BY);
	const { coolingUntilMs } = health.view(T0, null).of(model);
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
		downstream: null,
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
		health.gaveUp(model, failureOf('overloaded'), T0, BY);
		expect(health.view(T0 + 14_999, null).of(model)).toMatchObject({ coolingUntilMs: T0 + 15_000, coolingFor: 'overloaded' });
		expect(health.view(T0 + 15_000, null).of(model)).toMatchObject({ coolingUntilMs: null, coolingFor: null });
	});
});

describe('a row of rate limits', () => {
	/** Gives up as soon as each cooldown is over, and returns how long each was, in s. */
	function row(times: number, between: (health: ReturnType<typeof createHealth>, nowMs: number) => void = () => undefined): number[] {
		const health = createHealth();
		let now = T0;
		return Array.from({ length: times }, () => {
			health.gaveUp(model, failureOf('rate_limited'), now, BY);
			const until = health.view(now, null).of(model).coolingUntilMs ?? now;
			const ms = until - now;
			now = until;
			between(health, now);
			return ms / 1_000;
		});
	}

	it('makes the cooldown longer, to 30 s for five minutes, then up to 10 minutes', () => {
		expect(row(18)).toEqual([10, 20, ...Array.from({ length: 9 }, () => 30), 60, 120, 240, 480, 600, 600, 600]);
	});

	it('starts short again after an answer', () => {
		expect(row(3, (health, now) => health.answered(model, 1, now))).toEqual([10, 10, 10]);
	});

	it('does not grow by requests that were under way together, nor end by an answer that left before it', () => {
		const health = createHealth();
		for (let i = 0; i < 9; i++) health.gaveUp(model, failureOf('rate_limited'), T0 + i, BY);
		expect(health.view(T0 + 9, null).of(model).coolingUntilMs).toBe(T0 + 10_008);
		health.answered(model, 1, T0 + 10);
		expect(health.view(T0 + 10, null).of(model).coolingUntilMs).toBe(T0 + 10_008);
	});

	it('a shorter Retry-After does not cut a longer cooldown', () => {
		const health = createHealth();
		health.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 60_000 }), T0, BY);
		health.gaveUp(model, failureOf('rate_limited', { retryAfterMs: 1_000 }), T0, BY);
		expect(health.view(T0, null).of(model).coolingUntilMs).toBe(T0 + 60_000);
	});
});

describe('what else a give-up touches', () => {
	const sameKey = modelAt(1, { keyId: model.keyId });
	const cooling = (kind: FailureKind, who: ModelSpec) => {
		const health = createHealth();
		health.gaveUp(model, failureOf(kind), T0, BY);
		return health.view(T0, null).of(who).coolingUntilMs !== null;
	};

	it.each(['auth', 'quota_exhausted'] as const)('%s cools every model of the key, no other', (kind) => {
		expect([cooling(kind, sameKey), cooling(kind, other)]).toEqual([true, false]);
	});

	it.each(['rate_limited', 'overloaded', 'model_not_found'] as const)('%s cools that model only', (kind) => {
		expect([cooling(kind, model), cooling(kind, sameKey)]).toEqual([true, false]);
	});
});

describe('a model with another key or another base URL', () => {
	it.each(['auth', 'quota_exhausted', 'model_not_found', 'rate_limited'] as const)('begins anew after %s', (kind) => {
		const health = createHealth();
		health.gaveUp(model, failureOf(kind), T0, BY);
		const mended = { ...model, keyId: 'another hash' };
		expect([health.view(T0, null).of(model).coolingFor, health.view(T0, null).of(mended).coolingFor]).toEqual([kind, null]);
	});
});

describe('a key that was seen to work', () => {
	const refused = (kind: FailureKind = 'auth') => {
		const health = createHealth();
		health.gaveUp(model, failureOf(kind), T0, BY);
		return health;
	};

	it('is on cooldown no more, whichever of its models was refused', async () => {
		const health = refused();
		await health.lifted([model.keyId], T0 + 1);
		expect(health.view(T0 + 1, null).of(model).coolingUntilMs).toBeNull();
	});

	it('is not where it was another, or was refused later', async () => {
		const health = refused();
		await health.lifted([other.keyId], T0 + 1);
		await health.lifted([model.keyId], T0 - 1);
		expect(health.view(T0 + 1, null).of(model).coolingFor).toBe('auth');
	});

	it('says nothing of the model', async () => {
		const health = refused('rate_limited');
		await health.lifted([model.keyId], T0 + 1);
		expect(health.view(T0 + 1, null).of(model).coolingFor).toBe('rate_limited');
	});
});

describe('a model that refuses one request after the other', () => {
	const refused = (items: readonly string[], between: (health: ReturnType<typeof createHealth>, n: number) => void = () => undefined) => {
		const health = createHealth();
		items.forEach((itemId, n) => {
			health.gaveUp(model, failureOf('refused'), T0, { ...BY, itemId });
			between(health, n);
		});
		return health.view(T0, null).of(model);
	};

	it('rests for a minute after three different ones, for everybody', () => {
		expect(refused(['a', 'b', 'c'])).toMatchObject({ coolingUntilMs: T0 + 60_000, coolingFor: 'refused' });
	});

	it('does not after two, after one that came three times, nor where one was answered between', () => {
		expect(refused(['a', 'b']).coolingUntilMs).toBeNull();
		expect(refused(['a', 'b', 'b']).coolingUntilMs).toBeNull();
		expect(refused(['a', 'b', 'c', 'd'], (health, n) => n === 1 && health.answered(model, 1, T0)).coolingUntilMs).toBeNull();
	});
});

describe('items that come back to Route Only', () => {
	const back = (routerId: string, items: readonly string[]) => {
		const health = createHealth();
		const sent = ['a', 'b', 'c', 'd', 'e'];
		for (const itemId of sent) health.sent(model, { routerId, itemId });
		for (const itemId of items) health.gaveUp(model, failureOf('downstream'), T0, { routerId, itemId });
		return (asks: string | null) => health.view(T0, asks).of(model);
	};

	it('count after three different ones in a row, for 15 s and for their router alone', () => {
		const seen = back('w:n', ['a', 'b', 'c']);
		expect(seen('w:n')).toMatchObject({ coolingUntilMs: T0 + 15_000, coolingFor: 'downstream' });
		expect([seen('w:other').coolingUntilMs, seen(null).coolingUntilMs]).toEqual([null, null]);
	});

	it.each([
		['two', ['a', 'b']],
		['one item thrice', ['a', 'a', 'a']],
		['three with others between that did not', ['a', 'c', 'e']],
		['some that this router never sent', ['x', 'y', 'z']],
	])('do not count where they are %s', (_, items) => {
		expect(back('w:n', items)('w:n').coolingUntilMs).toBeNull();
	});
});

describe('the breaker of a provider', () => {
	const breakerAfter = (act: (health: ReturnType<typeof createHealth>) => void, who = model) => {
		const health = createHealth();
		act(health);
		return health.view(T0, null).of(who).breaker;
	};

	it.each(['server_error', 'timeout', 'connection', 'invalid_response'] as const)('counts %s', (kind) => {
		expect(breakerAfter((health) => failing(health, model, { kind })).kind).toBe('open');
	});

	it('counts each call as it ends, and none a second time when its model is given up', () => {
		const given = breakerAfter((health) => {
			failing(health, model, { times: 4 });
			for (let i = 0; i < 9; i++) health.gaveUp(model, failureOf('server_error'), T0, { ...BY, itemId: String(i) });
		});
		expect(given).toEqual(closed);
	});

	it('shuts all models of the provider, and no other provider', () => {
		const sibling = modelAt(1, { providerId: model.providerId });
		expect(breakerAfter((health) => failing(health, model), sibling).kind).toBe('open');
		expect(breakerAfter((health) => failing(health, model), other)).toEqual(closed);
	});

	it('starts counting anew after an answer, and after any error with a status', () => {
		const between: ((health: ReturnType<typeof createHealth>) => void)[] = [
			(health) => health.answered(model, 1, T0),
			(health) => health.failed(model, failureOf('bad_request', { httpStatus: 400 }), T0, BY),
		];
		for (const act of between) {
			const breaker = breakerAfter((health) => {
				failing(health, model, { times: 4 });
				act(health);
				failing(health, model, { times: 4 });
			});
			expect(breaker).toEqual(closed);
		}
	});

	it('learns nothing of a failure that never reached the provider', () => {
		const breaker = breakerAfter((health) => {
			failing(health, model, { times: 4 });
			health.failed(model, failureOf('cancelled'), T0, BY);
			health.failed(model, failureOf('server_error'), T0, BY);
		});
		expect(breaker.kind).toBe('open');
	});

	it('half open lets one probe through, whose place is free again once it is over', () => {
		const health = createHealth();
		failing(health, model);
		const late = T0 + 5_000;
		health.started(model, late);
		expect(health.view(late, null).of(model).breaker.kind).toBe('half_open');
		health.released(model, late);
		expect(health.view(late, null).of(model).breaker).toEqual(closed);
	});
});
