import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchFewLabels } from '../../../bench/quality/fewLabels';
import { renderFewLabels } from '../../../bench/quality/fewLabelsTable';
import { shippedWeights } from '../../../router/strategies/shippedWeights';

const folder = mkdtempSync(path.join(tmpdir(), 'few-labels-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Short ones are hard in one subject; in the other there is nothing to gain. */
const rows = Array.from({ length: 320 }, (_, i) => {
	const short = i % 4 < 2;
	const subject = i % 2 === 0 ? 'art' : 'law';
	const weak = subject === 'art' && short ? 0 : 1;
	return {
		id: String(i),
		subject,
		prompt: `Which is ${short ? '' : 'the oldest of those that are left over there in the '}town ${i}?`,
		strong: 1,
		weak,
	};
});
writeFileSync(path.join(folder, 'routellm_mmlu.jsonl.gz'), gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
writeFileSync(path.join(folder, 'pairs.json'), JSON.stringify({ routellm_mmlu: [{ strong: 'strong', weak: 'weak' }] }));

describe('the benchmark of few labels', () => {
	it('orders what was not drawn, of each stream that has enough rows and a gap, and sees that training helps', async () => {
		const ask = { labels: [60, 200], draws: 10, weights: shippedWeights() };
		const reports = await benchFewLabels(folder, ask);
		// All of it, and art alone, which has 160 rows.
		expect(reports.map(({ labels, streams }) => [labels, streams])).toEqual([
			[60, 2],
			[200, 1],
		]);
		const [few] = reports;
		expect(few?.trained).toBeGreaterThan((few?.prior ?? NaN) + 0.1);
		expect(few?.replaced).toBe(1);
		// Seldom, and not never: what is drawn by chance now and then looks like something to learn.
		expect(few?.replacedByChance).toBeLessThan(0.2);
		expect(await benchFewLabels(folder, ask)).toEqual(reports);
	});

	it('is shown as a table', () => {
		const report = { labels: 50, streams: 7, draws: 3, prior: 0.55, trained: 0.5475, noise: 0.001, replaced: 0.25, replacedByChance: 0 };
		expect(renderFewLabels([report])).toContain('| 50 | 7 × 3 | 0.550 | 0.547 | −0.0025 ± 0.0010 | 25.0 % | 0.0 % |');
	});
});
