import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { demandFrom, difficultyFrom } from '../../../router/request/hardness/hardness';
import { cardPercent } from '../../../scripts/train/card';
import { readPrompt } from '../../../scripts/train/readings';
import { runTraining, type TrainingRun, writeOutputs } from '../../../scripts/train/run';
import { riskAtScore } from '../../../scripts/train/train';
import { readWritten, type WrittenRequest } from '../../../scripts/train/written';

const folder = mkdtempSync(path.join(tmpdir(), 'train-'));
const data = path.join(folder, 'data');
let written: WrittenRequest[];
let run: TrainingRun;

beforeAll(() => {
	mkdirSync(data);
	writeQuestions(data, 'sums', (i) => question(i, i % 2 === 1));
	writeQuestions(data, 'more', (i) => question(i + 1_000, i % 4 === 1));
	// Not even gzip: opening one of them would throw.
	for (const name of ['responses', 'arena_bench', 'routellm_mt_bench']) writeFileSync(path.join(data, `${name}.jsonl.gz`), 'never opened');
	const pair = [{ strong: 'large', weak: 'small' }];
	writeFileSync(path.join(data, 'pairs.json'), JSON.stringify({ sums: pair, more: pair, absent: pair }));
	written = writtenRequests();
	run = runTraining(data, written);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('refuses data with no two models to compare', () => {
	const flat = path.join(folder, 'flat');
	mkdirSync(flat);
	writeFileSync(path.join(flat, 'x.jsonl.gz'), gzipSync('{"id":"1","prompt":"p","strong":1,"weak":1}\n'));
	expect(() => runTraining(flat, written)).toThrow('No usable question');
});

it('learns on which questions the strong model gains', () => {
	// Of the same length, which counts by itself.
	expect(readPrompt(promptOf(5)).words).toBe(readPrompt(promptOf(4)).words);
	const difficulty = (i: number) => difficultyFrom(readPrompt(promptOf(i)).dense, run.trained.tables);
	expect(difficulty(5)).toBeGreaterThan(difficulty(4) + 1);
});

it('learns which written requests are for the strong model', () => {
	const demand = (text: string) => demandFrom(readPrompt(text), run.trained.tables);
	expect(demand('Negotiate the merger with Oslo')).toBeGreaterThan(demand('Spell the name of Oslo') + 1);
});

it('writes the same bytes twice', () => {
	const files = [
		'router/request/hardness/hardnessTables.json',
		'router/strategies/shippedWeights.ts',
		'router/strategies/defaultThreshold.ts',
		'docs/classifier-card.md',
	];
	const [first, second] = [run, runTraining(data, written)].map((one, i) => {
		writeOutputs(path.join(folder, String(i)), one);
		return files.map((file) => readFileSync(path.join(folder, String(i), file), 'utf8'));
	});
	expect(second).toEqual(first);
	expect(first?.[0]).toContain(run.trained.tables.version);
	expect(first?.[1]).toContain(run.trained.weights.version);
	expect(first?.[2]).toContain(`DEFAULT_THRESHOLD = ${run.trained.weights.defaultThreshold};`);
});

it('states in the card the figures, computed here once more', () => {
	const { trained, card } = run;
	const { weights, questions } = trained;
	const cheapAt = (score: number, threshold = weights.defaultThreshold) => 1 - riskAtScore(score, weights) >= threshold;
	const own = trained.written.filter(({ language }) => language !== 'exam');
	const shareOf = (level: string, holds: (score: number) => boolean) => {
		const scores = own.filter((one) => one.level === level).map(({ score }) => score);
		return cardPercent(scores.filter(holds).length / scores.length);
	};
	const cheap = shareOf('cheap', (score) => cheapAt(score));
	const strong = shareOf('strong', (score) => !cheapAt(score));
	expect(card).toContain(`| all | ${own.length} | ${cheap} | ${strong} |`);
	expect(card).toContain(`| ${weights.defaultThreshold.toFixed(2)} (default) | ${cheap} | ${strong} |`);
	// The threshold is the lowest that keeps so many of the strong ones, as the card says.
	expect(parseFloat(strong)).toBeGreaterThanOrEqual(91);
	expect(parseFloat(shareOf('strong', (score) => !cheapAt(score, weights.defaultThreshold - 0.01)))).toBeLessThan(91);

	const sums = questions.filter(({ row }) => row.source === 'sums');
	const gains = sums.map(({ row }) => (row.scores.get('large') ?? NaN) - (row.scores.get('small') ?? NaN));
	const gap = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
	const apgr = areaByHand(sums.map(({ score }, i) => ({ score, gain: gains[i] ?? NaN })));
	const lengthApgr = areaByHand(sums.map(({ words }, i) => ({ score: words, gain: gains[i] ?? NaN })));
	expect(card).toContain(`| sums | large / small | ${sums.length} | ${gap.toFixed(3)} | ${apgr.toFixed(3)} | ${lengthApgr.toFixed(3)} |`);
	expect(card).not.toContain('| absent |');
});

/** Mean over all pairs of requests of what the first gains where it goes up before the second; half where they tie. */
function areaByHand(rows: readonly { readonly score: number; readonly gain: number }[]): number {
	let area = 0;
	let total = 0;
	for (const { gain, score } of rows) {
		total += gain;
		for (const other of rows) area += gain * (other.score < score ? 1 : other.score === score ? 0.5 : 0);
	}
	return area / (rows.length * total);
}

function writeQuestions(into: string, name: string, rowOf: (i: number) => object): void {
	const lines = Array.from({ length: 400 }, (_, i) => `${JSON.stringify(rowOf(i))}\n`);
	writeFileSync(path.join(into, `${name}.jsonl.gz`), gzipSync(lines.join('')));
}

/** Made for this test: the small model fails many questions about tunnels, which ask for two numbers, and none about bridges. */
function question(i: number, fails: boolean): object {
	return {
		id: String(i),
		prompt: promptOf(i),
		contaminated: i % 10 === 0,
		models: { small: { score: fails && i % 3 !== 0 ? 0 : 1 }, large: { score: i % 50 === 1 ? 0 : 1 } },
	};
}

function promptOf(i: number): string {
	const more = ' on each and every day'.repeat(Math.floor(i / 4) % 2);
	return i % 2 === 1
		? `The tunnel of town ${i} is 12 m deep, (7 m wide), and 9 m high: how much water does it hold${more}?`
		: `The bridge of town ${i} is painted in one colour and has two lamps and one bench that you can sit on${more}`;
}

/** Made for this test, so that no file of ours is read. */
function writtenRequests(): WrittenRequest[] {
	const towns = ['Oslo', 'Bergen', 'Turku', 'Malmo', 'Aarhus', 'Riga', 'Tartu', 'Gdansk', 'Kiel', 'Lund', 'Narvik', 'Visby'];
	const files = path.join(folder, 'requests');
	mkdirSync(files);
	const lines = towns.flatMap((town) => [
		`cheap\tSpell the name of ${town}`,
		`middle\tDescribe the market of ${town}`,
		`strong\tNegotiate the merger with ${town}`,
	]);
	writeFileSync(path.join(files, 'en.tsv'), `${lines.join('\n')}\n`);
	const items = towns.map((town) => `Answer this mail: {{item}}\tSpell ${town} for me\tNegotiate the lease in ${town}\n`);
	writeFileSync(path.join(files, 'templates.tsv'), items.join(''));
	return readWritten(files);
}
