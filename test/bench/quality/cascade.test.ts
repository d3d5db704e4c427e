import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchCascade, replayCascade } from '../../../bench/quality/cascade';
import { bestOf, renderCascade } from '../../../bench/quality/cascadeTable';
import { readReplayRows, type ReplayRow } from '../../../bench/quality/replayRows';
import { closeLedgers } from '../../../nodes/shared/ledger';
import { shippedScorer } from '../../../router/quality/shippedScorer';

const weights = shippedScorer();
afterAll(closeLedgers);

/** The cheap answer is refused, wrong in its sum, or right; what each cost is 1 token per 4 characters. */
const row = (id: string, prompt: string, cheap: string, cheapScore: number, strongScore: number): ReplayRow => ({
	id,
	prompt,
	rungs: [
		{ text: cheap, score: cheapScore },
		{ text: 'score', score: strongScore },
	],
});
const rows = [
	row('a', 'What is 17 · 23, please?', 'I am sorry, but I cannot help with that.', 0, 1),
	row('b', 'What is 4 · 25 then?', '4 · 25 = 90', 0, 1),
	row('c', 'What is 12 · 12 now?', '12 · 12 = 145', 0, 0),
];

describe('a replayed cascade', () => {
	it('costs what its calls cost and is as good as its answers, by the ledger and by the rows', async () => {
		const { cascade, recomputed, alone, answeredBy, unanswered } = await replayCascade(rows, weights);
		expect(recomputed).toEqual(cascade);
		// Prompt and answer in fourths of characters at 0.05 and 0.1, then at 2.5 and 10 USD a million.
		const tokens = (text: string) => Math.ceil(text.length / 4);
		const cost = (rung: 0 | 1) =>
			rows.reduce(
				(sum, { prompt, rungs }) =>
					sum +
					Math.round((tokens(prompt) * (rung === 0 ? 0.05 : 2.5) + tokens(rungs[rung]?.text ?? '') * (rung === 0 ? 0.1 : 10)) * 1_000),
				0,
			);
		expect(alone.map(({ costNanoUsd }) => costNanoUsd)).toEqual([cost(0), cost(1)]);
		expect(cascade.costNanoUsd).toBe(cost(0) + cost(1));
		expect([alone[0]?.quality, alone[1]?.quality, cascade.quality]).toEqual([0, 2 / 3, 2 / 3]);
		expect([answeredBy, unanswered]).toEqual([[0, 1], 0]);
	});

	it('shows the best single model beside it: of equals the cheapest', () => {
		const alone = [
			{ costNanoUsd: 5, quality: 0.9 },
			{ costNanoUsd: 9, quality: 0.9 },
			{ costNanoUsd: 1, quality: 0.2 },
		];
		expect(bestOf(alone)).toEqual(alone[0]);
		const figures = {
			rows: 10,
			cascade: { costNanoUsd: 3e9, quality: 0.5 },
			recomputed: { costNanoUsd: 3e9, quality: 0.5 },
			alone: [
				{ costNanoUsd: 1e9, quality: 0.25 },
				{ costNanoUsd: 4e9, quality: 1 },
			],
			unanswered: 0,
			answeredBy: [0.5, 0.5],
		};
		expect(
			renderCascade([{ name: 'x', figures }])
				.split('\n')
				.at(-1),
		).toBe(
			'| x | 10 | 25.0 % right, $1.0000 | 100.0 % right, $4.0000 | 100.0 % right, $4.0000 | 50.0 % right, $3.0000 | 25.0 % | 50.0 %, 50.0 % | 0 |',
		);
	});
});

describe('the rows of a data folder', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'replay-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const write = (name: string, lines: readonly object[]) =>
		writeFileSync(path.join(folder, `${name}.jsonl.gz`), gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));

	it('are those whose cheap answers are all there; the strongest has a stand-in that carries its score', async () => {
		write('responses', [{ id: 'g1', model: 'mixtral-8x7b', score: 1, response: 'It is 4.' }]);
		write('routellm_gsm8k', [
			{ id: 'g1', prompt: 'What is 2 + 2?', strong: 1, weak: 1 },
			{ id: 'g2', prompt: 'Unanswered', strong: 1, weak: 0 },
			{ id: 'g3', prompt: 'Seen in training', strong: 1, weak: 0, contaminated: true },
		]);
		const [ladder] = [{ name: 'routellm_gsm8k', file: 'routellm_gsm8k', models: ['mixtral-8x7b', 'gpt-4-1106-preview'] }];
		const read = readReplayRows(folder, ladder);
		expect(read).toMatchObject([{ id: 'g1', rungs: [{ text: 'It is 4.', score: 1 }, { score: 1 }] }]);
		expect(read[0]?.rungs[1]?.text).toContain('score 1');
		await expect(benchCascade(folder, weights)).rejects.toThrow('zeroeval_gsm');
	});
});
