import { createHealth } from '../../../router/health/inProcess';
import { createLatency } from '../../../router/health/latency';
import { modelAt, T0 } from '../../support/routing';

describe('the latency profile', () => {
	it('knows nothing of who never answered', () => {
		expect(createLatency().percentile('a', 0.95, T0)).toBeNull();
	});

	it('gives percentiles of the answer times, per key', () => {
		const latency = createLatency();
		for (let i = 100; i >= 1; i--) latency.add('a', i, T0);
		latency.add('b', 7, T0);
		expect([0, 0.5, 0.95, 1].map((share) => latency.percentile('a', share, T0))).toEqual([1, 51, 96, 100]);
		expect(latency.percentile('b', 0.95, T0)).toBe(7);
	});

	it('keeps the last hundred', () => {
		const latency = createLatency();
		latency.add('a', 9_999, T0);
		for (let i = 0; i < 100; i++) latency.add('a', 5, T0);
		expect(latency.percentile('a', 1, T0)).toBe(5);
	});

	it('forgets after a quarter of an hour', () => {
		const latency = createLatency();
		latency.add('a', 5, T0);
		expect(latency.percentile('a', 0.95, T0 + 15 * 60_000 - 1)).toBe(5);
		expect(latency.percentile('a', 0.95, T0 + 15 * 60_000 + 1_000)).toBeNull();
	});

	it('counts a sample half after five minutes, and a quarter after ten', () => {
		const latency = createLatency();
		for (let i = 0; i < 12; i++) latency.add('a', 9_000, T0);
		for (let i = 0; i < 5; i++) latency.add('a', 10, T0 + 5 * 60_000);
		// 6 against 5, then 3 against 2.5 and one more.
		expect(latency.percentile('a', 0.5, T0 + 5 * 60_000)).toBe(9_000);
		latency.add('a', 10, T0 + 10 * 60_000);
		expect(latency.percentile('a', 0.5, T0 + 10 * 60_000)).toBe(10);
	});

	it('is read through the health view', () => {
		const health = createHealth();
		health.answered(modelAt(0), 321, T0);
		expect([health.view(T0, null).of(modelAt(0)).p95Ms, health.view(T0, null).of(modelAt(1)).p95Ms]).toEqual([321, null]);
	});
});
