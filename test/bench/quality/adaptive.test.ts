import type { LearningReport } from '../../../bench/quality/adaptive';
import { renderLearning, spreadOf, worseThanShipped } from '../../../bench/quality/adaptiveTable';

describe('the table of the benchmark of learning', () => {
	const change = (qualityAtEqualCost: number) => ({ qualityAtEqualCost, costAtEqualQuality: 0 });
	const report = (values: readonly number[]): LearningReport => ({
		stream: 's',
		learned: 500,
		tested: 900,
		adaptive: values.map(change),
		trained: values.map(() => ({ ...change(0), kind: 'no_better' as const })),
	});

	it('says where what was learned is worse beyond noise', () => {
		expect(worseThanShipped([report([-0.01, -0.011, -0.009])])).toEqual(['adaptive on s after 500']);
		expect(worseThanShipped([report([-0.01, 0.011, -0.009]), report([0.01, 0.011, 0.009])])).toEqual([]);
		expect(renderLearning([report([-0.01, -0.011, -0.009])])).toContain(
			'WORSE than the shipped weights beyond noise: adaptive on s after 500.',
		);
		expect(renderLearning([report([0, 0, 0])])).toContain('| s | 500 | 900 | +0.00 ± 0.00 | +0.0 ± 0.0 % | 0 of 3 |');
	});

	it('gives a mean its interval by Student’s t, wider where little was learned from', () => {
		const { mean, deviation, from, to } = spreadOf([1, 2, 3], 0);
		expect([mean, deviation]).toEqual([2, 1]);
		expect(from).toBeCloseTo(2 - 4.303 / Math.sqrt(3), 10);
		expect(to).toBeCloseTo(2 + 4.303 / Math.sqrt(3), 10);
		expect(spreadOf([1, 2, 3], 2).to).toBeCloseTo(2 + 4.303 * Math.sqrt(1 / 3 + 2), 10);
		expect(spreadOf([1], 1)).toMatchObject({ from: -Infinity, to: Infinity });
	});
});
