import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchLearning, type LearningReport } from '../../../bench/quality/adaptive';
import { renderLearning, spreadOf, worseThanShipped } from '../../../bench/quality/adaptiveTable';
import { shippedWeights } from '../../../router/strategies/shippedWeights';

const folder = mkdtempSync(path.join(tmpdir(), 'learning-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The cheap model fails at harbours and nowhere else, so there is something to learn. */
function write(count: number): void {
	const lines = Array.from({ length: count }, (_, i) => {
		const topic = i % 2 === 0 ? 'harbours' : 'gardens';
		return {
			id: String(i),
			prompt: `Which of the ${topic} number ${i} is the oldest and which the largest?`,
			strong: 1,
			weak: topic === 'harbours' ? 0 : 1,
		};
	});
	writeFileSync(path.join(folder, 'routellm_mmlu.jsonl.gz'), gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
}

describe('the benchmark of learning', () => {
	it('gives the same figures for the same seeds, measures on rows it did not learn from, and sees that training helps', async () => {
		write(2_800);
		const ask = { seeds: 1, sizes: [400, 5_000], weights: shippedWeights() };
		const reports = await benchLearning(folder, ask);
		expect(reports.map(({ stream, learned }) => [stream, learned])).toEqual([
			['all mixed, 3 models', 400],
			['all mixed, 2 models', 400],
		]);
		const two = reports[1];
		expect((two?.tested ?? 0) + 400).toBeLessThan(1_000);
		expect(two?.trained.map(({ kind }) => kind)).toEqual(['better']);
		for (const { costAtEqualQuality } of two?.trained ?? []) expect(costAtEqualQuality).toBeLessThan(-0.05);
		expect(await benchLearning(folder, ask)).toEqual(reports);
	}, 120_000);
});

describe('its table', () => {
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
