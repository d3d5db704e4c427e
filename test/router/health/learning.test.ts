import { createBreakers } from '../../../router/health/breaker';
import { createCooldowns } from '../../../router/health/cooldowns';
import { createSlidingLog } from '../../../router/health/slidingLog';
import { failureOf, modelAt, T0 } from '../../support/routing';

const model = modelAt(0);

describe('what another process says of a cooldown', () => {
	const cool = (untilMs: number, inARow = 1) => ({ untilMs, because: 'rate_limited' as const, inARow });

	it('is taken over where it lasts longer, for the model or all of its key', () => {
		const cooldowns = createCooldowns();
		cooldowns.learn('key', model, cool(T0 + 5_000), T0);
		const sibling = modelAt(1, { keyId: model.keyId });
		expect([cooldowns.of(model, T0)?.untilMs, cooldowns.of(sibling, T0)?.untilMs]).toEqual([T0 + 5_000, T0 + 5_000]);
		cooldowns.learn('key', model, cool(T0 + 3_000), T0);
		expect(cooldowns.of(model, T0)?.untilMs).toBe(T0 + 5_000);
		cooldowns.learn('model', model, cool(T0 + 9_000), T0);
		expect([cooldowns.of(model, T0)?.untilMs, cooldowns.of(sibling, T0)?.untilMs]).toEqual([T0 + 9_000, T0 + 5_000]);
	});

	it('makes the next one longer, unless an answer came to somebody', () => {
		const next = (heard: boolean) => {
			const cooldowns = createCooldowns();
			cooldowns.learn('model', model, cool(T0, 2), T0);
			if (heard) cooldowns.learn('model', model, null, T0);
			cooldowns.started(model, failureOf('rate_limited'), T0);
			return (cooldowns.known('model', model)?.untilMs ?? T0) - T0;
		};
		expect([next(false), next(true)]).toEqual([40_000, 10_000]);
	});

	it('does not end one that is known here', () => {
		const cooldowns = createCooldowns();
		cooldowns.started(model, failureOf('rate_limited'), T0);
		cooldowns.learn('model', model, null, T0);
		expect(cooldowns.of(model, T0)?.untilMs).toBe(T0 + 10_000);
	});
});

describe('what processes know of a breaker together', () => {
	it('takes the place of what is known here', () => {
		const breakers = createBreakers();
		breakers.learn('p', { failures: 4, openUntilMs: 0, probeUntilMs: 0 });
		breakers.failed('p', T0);
		expect(breakers.state('p', T0)).toEqual({ kind: 'open', untilMs: T0 + 30_000 });
		breakers.learn('p', { failures: 5, openUntilMs: T0, probeUntilMs: T0 + 9 });
		expect(breakers.state('p', T0)).toEqual({ kind: 'half_open', untilMs: T0 + 9 });
		breakers.learn('p', null);
		expect([breakers.known('p'), breakers.state('p', T0)]).toEqual([null, { kind: 'closed' }]);
	});

	it('is not changed by what happens here afterwards', () => {
		const breakers = createBreakers();
		const told = { failures: 1, openUntilMs: 0, probeUntilMs: 0 };
		breakers.learn('p', told);
		breakers.failed('p', T0);
		expect([told.failures, breakers.known('p')?.failures]).toEqual([1, 2]);
	});
});

describe('what counts in a sliding log', () => {
	it('is what was taken in the window, settled or not, and what runs', () => {
		const log = createSlidingLog('k', 1_000);
		const limits = { requestsPerMinute: 9, tokensPerMinute: null, parallel: null };
		const first = log.acquire(limits, 10, T0);
		log.acquire(limits, 20, T0 + 500);
		log.settle(first, 5);
		expect(log.used(T0 + 500)).toEqual({ requests: 2, tokens: 25, parallel: 1 });
		expect(log.used(T0 + 1_000)).toEqual({ requests: 1, tokens: 20, parallel: 1 });
	});
});
