import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { riskOf } from '../../../router/strategies/classifierRisk';
import { cardPercent, renderCard } from '../../../scripts/train/card';
import { analyzePrompt } from '../../../scripts/train/examples';
import { runTraining, scoreLines, writeOutputs } from '../../../scripts/train/run';

describe('training', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'train-'));
	const data = path.join(folder, 'data');
	afterAll(() => rmSync(folder, { recursive: true }));

	mkdirSync(data);
	writeRows(
		'sums',
		Array.from({ length: 400 }, (_, i) => ownRow(i)),
	);
	// Not even gzip: opening one of them would throw.
	for (const name of ['responses', 'arena_bench', 'routellm_mt_bench']) writeFileSync(path.join(data, `${name}.jsonl.gz`), 'never opened');
	writeFileSync(
		path.join(data, 'pairs.json'),
		JSON.stringify({ sums: [{ strong: 'large', weak: 'small' }], absent: [{ strong: 'a', weak: 'b' }] }),
	);
	let run: ReturnType<typeof runTraining>;
	beforeAll(() => {
		run = runTraining(data);
	});

	it('refuses data with no two models to compare', () => {
		const flat = path.join(folder, 'flat');
		mkdirSync(flat);
		writeFileSync(path.join(flat, 'x.jsonl.gz'), gzipSync('{"id":"1","prompt":"p","strong":1,"weak":1}\n'));
		expect(() => runTraining(flat)).toThrow('No usable question');
	});

	it('learns which questions the small model fails', () => {
		const hard = riskOf(analyzePrompt(promptOf(5)), run.weights).risk;
		const light = riskOf(analyzePrompt(promptOf(4)), run.weights).risk;
		expect(hard).toBeGreaterThan(light + 0.2);
	});

	it('writes the same bytes twice', () => {
		const files = ['router/strategies/shippedWeights.ts', 'router/strategies/defaultThreshold.ts', 'docs/classifier-card.md'];
		const written = [run, runTraining(data)].map((one, i) => {
			writeOutputs(path.join(folder, String(i)), one);
			return files.map((file) => readFileSync(path.join(folder, String(i), file), 'utf8'));
		});
		expect(written[1]).toEqual(written[0]);
		expect(written[0]?.[0]).toContain(run.weights.version);
	});

	it('states in the card the figures of the held-out rows, computed here once more', () => {
		const held = run.prepared.rows.filter((_, i) => run.prepared.parts[i] === 'heldOut');
		const judged = held.map((row) => ({
			risk: riskOf(analyzePrompt(row.prompt), run.weights).risk,
			failed: (row.scores.get('large') ?? 0) > (row.scores.get('small') ?? 0) ? 1 : 0,
		}));
		const logLoss = judged.reduce((sum, { risk, failed }) => sum - Math.log(failed === 1 ? risk : 1 - risk), 0) / judged.length;
		const brier = judged.reduce((sum, { risk, failed }) => sum + (failed - risk) ** 2, 0) / judged.length;
		const cheap = judged.filter(({ risk }) => 1 - risk >= run.weights.defaultThreshold);
		const falseCheap = cheap.filter(({ failed }) => failed === 1).length / judged.length;
		const card = renderCard(run.weights, run.figures);
		expect(card).toContain(`Log loss ${logLoss.toFixed(4)}`);
		expect(card).toContain(`Brier ${brier.toFixed(4)}`);
		expect(card).toContain(
			`| ${run.weights.defaultThreshold.toFixed(2)} (default) | ${cardPercent(cheap.length / judged.length)} | ${cardPercent(falseCheap)} |`,
		);
		expect(falseCheap).toBeLessThanOrEqual(0.05);
		expect(card).toContain(`| sums | large / small | ${held.length} |`);
	});

	it('exports a score for each held-out row and no other', () => {
		const ids = scoreLines(run)
			.trim()
			.split('\n')
			.map((line) => /"id":"(\d+)"/.exec(line)?.[1]);
		expect(ids).toEqual(run.prepared.rows.filter((_, i) => run.prepared.parts[i] === 'heldOut').map((row) => row.id));
	});

	function writeRows(name: string, rows: readonly object[]): void {
		writeFileSync(path.join(data, `${name}.jsonl.gz`), gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
	}
});

/** Made for this test: the small model fails most questions about tunnels, and few about bridges. */
function ownRow(i: number): object {
	const fails = i % 2 === 1 ? i % 5 < 3 : i % 20 === 2;
	const model = (score: number): object => ({ score });
	return {
		id: String(i),
		prompt: promptOf(i),
		contaminated: i % 10 === 0,
		models: { small: model(fails ? 0 : 1), large: model(i % 50 === 1 ? 0 : 1) },
	};
}

function promptOf(i: number): string {
	return i % 2 === 1
		? `The tunnel of town ${'abcdefgh'[i % 8] ?? ''}${i} was dug by many teams, how deep is it`
		: `The bridge of town ${i} is painted, which colour does it have`;
}
