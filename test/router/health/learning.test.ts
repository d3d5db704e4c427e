import { coolingKey, createCooldowns } from '../../../router/health/cooldowns';
import { createSlidingLog } from '../../../router/health/slidingLog';
import { BY, failureOf, modelAt, T0 } from '../../support/routing';

const model = modelAt(0);

describe('what another process says of a cooldown', () => {
	const cool = (untilMs: number, inARow = 1) => ({
		sinceMs: -Infinity,
		untilMs,
		atLeastUntilMs: untilMs,
		because: 'rate_limited' as const,
		inARow,
	});

	it('is taken over where it lasts longer, for the model or all of its key', () => {
		const cooldowns = createCooldowns();
		cooldowns.learn(coolingKey('key', model, null), cool(T0 + 5_000), T0);
		const sibling = modelAt(1, { keyId: model.keyId });
		expect([cooldowns.of(model, T0, null)?.untilMs, cooldowns.of(sibling, T0, null)?.untilMs]).toEqual([T0 + 5_000, T0 + 5_000]);
		cooldowns.learn(coolingKey('key', model, null), cool(T0 + 3_000), T0);
		expect(cooldowns.of(model, T0, null)?.untilMs).toBe(T0 + 5_000);
		cooldowns.learn(coolingKey('model', model, null), cool(T0 + 9_000), T0);
		expect([cooldowns.of(model, T0, null)?.untilMs, cooldowns.of(sibling, T0, null)?.untilMs]).toEqual([T0 + 9_000, T0 + 5_000]);
	});

	it('makes the next one longer, unless an answer came to somebody', () => {
		const next = (heard: boolean) => {
			const cooldowns = createCooldowns();
			cooldowns.learn(coolingKey('model', model, null), cool(T0, 2), T0);
			if (heard) cooldowns.learn(coolingKey('model', model, null), null, T0);
			cooldowns.started(model, failureOf('rate_limited'), T0, BY);
			return (cooldowns.known(coolingKey('model', model, null))?.untilMs ?? T0) - T0;
		};
		expect([next(false), next(true)]).toEqual([30_000, 10_000]);
	});

	it('does not end one that is known here', () => {
		const cooldowns = createCooldowns();
		cooldowns.started(model, failureOf('rate_limited'), T0, BY);
		cooldowns.learn(coolingKey('model', model, null), null, T0);
		expect(cooldowns.of(model, T0, null)?.untilMs).toBe(T0 + 10_000);
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
