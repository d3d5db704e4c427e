import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchLearning } from '../../../bench/quality/adaptive';
import { shippedWeights } from '../../../router/strategies/shippedWeights';

const folder = mkdtempSync(path.join(tmpdir(), 'learning-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** All look demanding, but the cheap model fails at harbours and nowhere else, so there is something to learn. */
function write(count: number): void {
	const lines = Array.from({ length: count }, (_, i) => {
		const topic = i % 2 === 0 ? 'harbours' : 'gardens';
		return {
			id: String(i),
			prompt: `Prove which of the ${topic} number ${i} is the oldest, and why.`,
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
	});
});
