import fc from 'fast-check';

import { createSlidingLog, WINDOW_MS } from '../../../router/health/slidingLog';
import { NO_LIMITS, type Limits } from '../../../router/registry/model';
import { T0 } from '../../support/routing';

const perMinute = (requestsPerMinute: number): Limits => ({ ...NO_LIMITS, requestsPerMinute });
const tokens = (tokensPerMinute: number): Limits => ({ ...NO_LIMITS, tokensPerMinute });
const one = (size = 0) => ({ requests: 1, tokens: size });

describe('requests per minute', () => {
	it('a place is free again a whole window after it was taken, not when a minute begins', () => {
		const log = createSlidingLog('k');
		log.acquire(perMinute(2), 0, T0);
		log.acquire(perMinute(2), 0, T0 + 10_000);
		expect(log.freeAt(perMinute(2), one(), T0 + 20_000)).toBe(T0 + WINDOW_MS);
		expect(log.freeAt(perMinute(2), one(), T0 + WINDOW_MS - 1)).toBe(T0 + WINDOW_MS);
		expect(log.freeAt(perMinute(2), one(), T0 + WINDOW_MS)).toBeNull();
	});

	it('the end of a call gives no place back, a call that was never sent does', () => {
		const log = createSlidingLog('k');
		const sent = log.acquire(perMinute(1), 0, T0);
		log.settle(sent, null);
		expect(log.freeAt(perMinute(1), one(), T0 + 1)).not.toBeNull();
		const other = createSlidingLog('k');
		other.release(other.acquire(perMinute(1), 0, T0));
		expect(other.freeAt(perMinute(1), one(), T0 + 1)).toBeNull();
	});

	it('tells when the n-th to come has its turn, beyond one window too', () => {
		const log = createSlidingLog('k');
		for (const at of [0, 1_000, 2_000]) log.acquire(perMinute(3), 0, T0 + at);
		const turns = [1, 2, 3].map((requests) => log.freeAt(perMinute(3), { requests, tokens: 0 }, T0 + 3_000));
		expect(turns).toEqual([T0 + WINDOW_MS, T0 + WINDOW_MS + 1_000, T0 + WINDOW_MS + 2_000]);
		expect(log.freeAt(perMinute(3), { requests: 6, tokens: 0 }, T0 + 3_000)).toBe(T0 + 2 * WINDOW_MS + 2_000);
	});

	it('the window of a call begins when it leaves, and who left before it is free before it', () => {
		const log = createSlidingLog('k');
		const slow = log.acquire(perMinute(2), 0, T0);
		log.acquire(perMinute(2), 0, T0 + 1);
		log.markSent(slow, T0 + 5_000);
		const turns = [1, 2].map((requests) => log.freeAt(perMinute(2), { requests, tokens: 0 }, T0 + 6_000));
		expect(turns).toEqual([T0 + 1 + WINDOW_MS, T0 + 5_000 + WINDOW_MS]);
	});

	it('in no window there are more calls than the limit, whenever they come', () => {
		const waits = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 60 });
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 7 }), waits, (limit, gaps) => {
				const log = createSlidingLog('k');
				const sent: number[] = [];
				let now = T0;
				for (const gap of gaps) {
					now += gap;
					now = log.freeAt(perMinute(limit), one(), now) ?? now;
					log.acquire(perMinute(limit), 0, now);
					sent.push(now);
				}
				for (const from of sent) expect(sent.filter((at) => at >= from && at < from + WINDOW_MS).length).toBeLessThanOrEqual(limit);
			}),
		);
	});
});

describe('tokens per minute', () => {
	it('are reserved, and what was not used comes back with the end of the call', () => {
		const log = createSlidingLog('k');
		const call = log.acquire(tokens(100), 80, T0);
		expect(log.freeAt(tokens(100), one(30), T0 + 1)).not.toBeNull();
		log.settle(call, 70);
		expect(log.freeAt(tokens(100), one(30), T0 + 1)).toBeNull();
		expect(log.free(tokens(100), T0 + 1).tokens).toBe(30);
	});

	it('that running calls hold may come back at any moment, those that were used stay for the window', () => {
		const log = createSlidingLog('k');
		log.settle(log.acquire(tokens(100), 40, T0), 40);
		const running = log.acquire(tokens(100), 50, T0 + 1_000);
		expect(log.freeAt(tokens(100), one(60), T0 + 2_000)).toBe(T0 + 2_001);
		expect(log.freeAt(tokens(100), one(61), T0 + 2_000)).toBe(T0 + WINDOW_MS);
		log.settle(running, null);
		expect(log.freeAt(tokens(100), one(60), T0 + 2_000)).toBe(T0 + WINDOW_MS + 1_000);
	});

	it('that running calls hold do not put off who has to wait for several windows', () => {
		const log = createSlidingLog('k');
		log.settle(log.acquire(tokens(100), 40, T0), 40);
		log.acquire(tokens(100), 50, T0 + 30_000);
		expect(log.freeAt(tokens(100), one(160), T0 + 31_000)).toBe(T0 + 2 * WINDOW_MS);
	});

	it('of a call that was not sent, or outlived the window, are held by nobody', () => {
		const log = createSlidingLog('k');
		log.release(log.acquire(tokens(100), 50, T0));
		log.settle(log.acquire(tokens(100), 50, T0), 50);
		expect(log.freeAt(tokens(100), one(60), T0 + 1)).toBe(T0 + WINDOW_MS);
		const slow = createSlidingLog('k');
		const call = slow.acquire(tokens(100), 50, T0);
		slow.settle(slow.acquire(tokens(100), 50, T0 + 60_000), 50);
		expect(slow.freeAt(tokens(100), one(60), T0 + WINDOW_MS)).toBe(T0 + 60_000 + WINDOW_MS);
		slow.settle(call, 50);
		expect(slow.freeAt(tokens(100), one(60), T0 + WINDOW_MS)).toBe(T0 + 60_000 + WINDOW_MS);
	});

	it('of a call that used more than it reserved count too', () => {
		const log = createSlidingLog('k');
		log.settle(log.acquire(tokens(100), 10, T0), 95);
		expect(log.freeAt(tokens(100), one(10), T0 + 1)).toBe(T0 + WINDOW_MS);
	});

	it('stay reserved where nobody knows what was used', () => {
		const log = createSlidingLog('k');
		log.settle(log.acquire(tokens(100), 80, T0), null);
		expect(log.free(tokens(100), T0 + 1).tokens).toBe(20);
	});

	it('of a call that ends after its window change nothing', () => {
		const log = createSlidingLog('k');
		const slow = log.acquire(tokens(100), 80, T0);
		expect(log.free(tokens(100), T0 + WINDOW_MS).tokens).toBe(100);
		log.settle(slow, 5);
		expect(log.free(tokens(100), T0 + WINDOW_MS).tokens).toBe(100);
	});
});

describe('calls under way', () => {
	it('hold their place until they end, and nobody knows when that is', () => {
		const limits: Limits = { ...NO_LIMITS, parallel: 2 };
		const log = createSlidingLog('k');
		const first = log.acquire(limits, 0, T0);
		log.acquire(limits, 0, T0);
		expect(log.freeAt(limits, one(), T0 + 2 * WINDOW_MS)).toBe(T0 + 2 * WINDOW_MS + 1);
		log.settle(first, null);
		log.settle(first, null);
		expect([log.freeAt(limits, one(), T0 + 5), log.free(limits, T0 + 5).parallel]).toEqual([null, 1]);
	});
});

describe('what the provider says is left', () => {
	const hint = { remainingRequests: null, remainingTokens: null, requestsResetMs: null, tokensResetMs: null };

	it('takes away, until its reset and never for longer than a window', () => {
		const log = createSlidingLog('k');
		log.tighten({ ...hint, remainingRequests: 1, requestsResetMs: 20_000 }, T0);
		log.acquire(perMinute(60), 0, T0);
		expect(log.freeAt(perMinute(60), one(), T0)).toBe(T0 + 20_000);
		expect(log.freeAt(NO_LIMITS, one(), T0)).toBe(T0 + 20_000);
		log.tighten({ ...hint, remainingRequests: 0, requestsResetMs: 600_000 }, T0);
		expect(log.freeAt(perMinute(60), one(), T0)).toBe(T0 + WINDOW_MS);
	});

	it('never gives more than the log leaves free', () => {
		const log = createSlidingLog('k');
		log.acquire(perMinute(1), 0, T0);
		log.tighten({ ...hint, remainingRequests: 1_000, requestsResetMs: 60_000, remainingTokens: 1e9, tokensResetMs: 60_000 }, T0);
		expect(log.freeAt(perMinute(1), one(), T0 + 1)).toBe(T0 + WINDOW_MS);
	});

	it('counts calls under way as not yet counted', () => {
		const log = createSlidingLog('k');
		log.acquire(NO_LIMITS, 0, T0);
		log.tighten({ ...hint, remainingRequests: 1, requestsResetMs: 20_000 }, T0);
		expect(log.freeAt(NO_LIMITS, one(), T0)).toBe(T0 + 20_000);
	});

	it('is used up by the calls that follow, is shown, and stands until more is said of it', () => {
		const log = createSlidingLog('k');
		log.tighten({ ...hint, remainingRequests: 2, requestsResetMs: 20_000, remainingTokens: 50, tokensResetMs: 20_000 }, T0);
		expect(log.free({ ...perMinute(60), tokensPerMinute: 1_000 }, T0)).toMatchObject({ requests: 2, tokens: 50 });
		log.acquire(NO_LIMITS, 30, T0);
		log.tighten(hint, T0);
		expect([log.freeAt(NO_LIMITS, one(20), T0), log.freeAt(NO_LIMITS, one(21), T0)]).toEqual([null, T0 + 20_000]);
		log.acquire(NO_LIMITS, 0, T0);
		expect(log.freeAt(NO_LIMITS, one(), T0)).toBe(T0 + 20_000);
	});

	it('is given back once for a call that was never sent', () => {
		const log = createSlidingLog('k');
		log.tighten({ ...hint, remainingRequests: 1, requestsResetMs: 20_000 }, T0);
		const place = log.acquire(NO_LIMITS, 0, T0);
		log.release(place);
		log.release(place);
		expect(log.freeAt(NO_LIMITS, { requests: 2, tokens: 0 }, T0)).toBe(T0 + 20_000);
	});

	it('is not used up by calls that were never sent', () => {
		const log = createSlidingLog('k');
		log.tighten({ ...hint, remainingRequests: 1, requestsResetMs: 20_000, remainingTokens: 50, tokensResetMs: 20_000 }, T0);
		for (let i = 0; i < 3; i++) log.release(log.acquire(NO_LIMITS, 30, T0));
		expect(log.freeAt(NO_LIMITS, one(50), T0)).toBeNull();
		const prepared = log.acquire(NO_LIMITS, 30, T0);
		log.tighten({ ...hint, remainingTokens: 20, tokensResetMs: 20_000 }, T0);
		log.release(prepared);
		expect([log.freeAt(NO_LIMITS, one(20), T0), log.freeAt(NO_LIMITS, one(21), T0)]).toEqual([null, T0 + 20_000]);
	});

	it('without a reset says nothing, and of tokens holds for tokens', () => {
		const log = createSlidingLog('k');
		log.tighten({ ...hint, remainingRequests: 0 }, T0);
		expect(log.freeAt(perMinute(60), one(), T0)).toBeNull();
		log.tighten({ ...hint, remainingTokens: 50, tokensResetMs: 9_000 }, T0);
		expect([log.freeAt(NO_LIMITS, one(50), T0), log.freeAt(NO_LIMITS, one(51), T0)]).toEqual([null, T0 + 9_000]);
	});
});

it('a call to a model without limits is not kept', () => {
	const log = createSlidingLog('k');
	log.settle(log.acquire(NO_LIMITS, 5, T0), 7);
	expect([log.calls(T0), log.free(NO_LIMITS, T0)]).toEqual([[], { requests: null, tokens: null, parallel: null }]);
});
