import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchQuality } from '../../../bench/quality/command';
import { benchOrdering } from '../../../bench/quality/ordering';
import { writeScores } from '../../../bench/quality/orderingRows';
import { renderOrdering } from '../../../bench/quality/orderingTable';
import { type RankedClassifier, shippedClassifier } from '../../../bench/quality/rankedClassifier';
import { DEFAULT_THRESHOLD } from '../../../router/strategies/defaultThreshold';
import { readTrainingRows } from '../../../scripts/train/rows';
import { DataFolderError } from '../../../scripts/trainScorer/answers';

let root: string;
let folder: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'ordering-'));
	folder = path.join(root, 'data');
	mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (source: string, rows: readonly object[]) =>
	writeFileSync(path.join(folder, `${source}.jsonl.gz`), gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
const json = (file: string, value: object) => {
	mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
	writeFileSync(path.join(root, file), JSON.stringify(value));
};
const pair = { strong: 'strong', weak: 'weak' };

/** A prompt ends with its score; from 50 on the strongest model gets it. Without having seen the benchmark the order is the reverse. */
const numbered: RankedClassifier = {
	threshold: 0.5,
	score: (prompt) => Number(/\d+$/.exec(prompt)?.[0] ?? NaN),
	unseen: (rows) => new Map(rows.flatMap((row) => (row.source === 'known' ? [] : [[row, 1 - numbered.score(row.prompt) / 100]]))),
	choose: async (prompt, models) => (numbered.score(prompt) >= 50 ? models - 1 : 0),
};
const measure = () => benchOrdering(folder, { classifier: numbered, resamples: 50 });
/** As many words as given, all different. */
const prompt = (name: string, words: number, score: number) =>
	`${Array.from({ length: words - 1 }, (_, i) => `${name}${String.fromCharCode(97 + i)}`).join(' ')} ${score}`;

/** First in order: the strong model gains 1, 0, 1, 0. By length the other way round. */
function writeSums(): void {
	write(
		'sums',
		[1, 0, 1, 0].map((gain, i) => ({ id: `sums/${i}`, prompt: prompt('sum', 3 + i, 90 - i), strong: gain, weak: 0 })),
	);
}

/** First in order: 1 and 0 with the large model, nothing to gain beside the middle one. */
function writeMore(): void {
	const scores = [
		{ large: { score: 1 }, small: { score: 0 }, middle: { score: 1 } },
		{ large: { score: 1 }, small: { score: 1 }, middle: { score: 0.98 } },
	];
	write(
		'more',
		scores.map((models, i) => ({ id: `more/${i}`, prompt: prompt('more', 9 - i, 40 - i), models })),
	);
}

describe('the order of requests', () => {
	it('is measured for each pair with a gap worth ordering for, beside length and the oracle', async () => {
		writeSums();
		writeMore();
		json('data/pairs.json', { sums: [pair], more: [{ strong: 'large', weak: 'small' }, { strong: 'large', weak: 'middle' }, pair] });
		const { pairs } = await measure();
		// By the order, points (1/4, 1/2) (1/2, 1/2) (3/4, 1) (1, 1); by length (1/4, 0) (1/2, 1/2) (3/4, 1/2) (1, 1).
		expect(pairs).toEqual([
			{
				source: 'sums',
				...pair,
				rows: 4,
				gap: 0.5,
				orders: {
					classifier: { apgr: 0.625, cpt50: 0.25, cpt80: expect.closeTo(0.65, 12) },
					length: { apgr: 0.375, cpt50: 0.5, cpt80: expect.closeTo(0.9, 12) },
					oracle: { apgr: 0.75, cpt50: 0.25, cpt80: expect.closeTo(0.4, 12) },
				},
				unseen: { apgr: 0.375, cpt50: 0.5, cpt80: expect.closeTo(0.9, 12) },
			},
			expect.objectContaining({ source: 'more', strong: 'large', weak: 'small', rows: 2, gap: 0.5 }),
		]);
	});

	it('is summed up over pairs, over benchmarks and as one list', async () => {
		writeSums();
		writeMore();
		json('data/pairs.json', { sums: [pair, pair], more: [{ strong: 'large', weak: 'small' }] });
		const { all } = await measure();
		const apgr = (over: string) => all.find((summary) => summary.over === over)?.orders.classifier?.apgr;
		// 0.625 twice and 0.75.
		expect(apgr('pairs')).toBeCloseTo(2 / 3, 12);
		expect(apgr('families')).toBeCloseTo((0.625 + 0.75) / 2, 12);
		// Ten rows, 5 to gain: the same row of two pairs moves together. Gained after 2, 4, 6, 8, 9 and 10 rows: 2, 2, 4, 4, 5, 5.
		expect(apgr('pooled')).toBeCloseTo((2 * 1 + 2 * 2 + 2 * 3 + 2 * 4 + 1 * 4.5 + 1 * 5) / (10 * 5), 12);
		expect(all.find(({ over }) => over === 'pooled')).toMatchObject({ rows: 10 });
	});

	it('has an interval around it, and around its difference to length', async () => {
		write(
			'sums',
			Array.from({ length: 40 }, (_, i) => ({
				id: `sums/${i}`,
				prompt: prompt(`sum${i}x`, 3 + (i % 5), i),
				strong: 1,
				weak: i % 3 ? 1 : 0,
			})),
		);
		json('data/pairs.json', { sums: [pair] });
		const { all, pairs } = await measure();
		const { apgr, overLength } = all[2] ?? {};
		const [own, length] = [pairs[0]?.orders.classifier?.apgr ?? NaN, pairs[0]?.orders.length?.apgr ?? NaN];
		expect(apgr?.value).toBeCloseTo(own, 12);
		expect(overLength?.value).toBeCloseTo(own - length, 12);
		expect(apgr?.from).toBeLessThan(own);
		expect(apgr?.to).toBeGreaterThan(own);
	});

	it('is shown apart as it is by tables that never saw the benchmark, where others are there to learn from', async () => {
		writeSums();
		write(
			'known',
			[1, 0].map((gain, i) => ({ id: `known/${i}`, prompt: prompt('known', 3, 60 - i), strong: gain, weak: 0 })),
		);
		json('data/pairs.json', { sums: [pair], known: [pair] });
		const { pairs, all, unseen } = await measure();
		expect(pairs.map(({ source, unseen: order }) => [source, order?.apgr])).toEqual([
			['sums', 0.375],
			['known', undefined],
		]);
		expect(all.map(({ rows }) => rows)).toEqual([6, 6, 6]);
		// Of sums alone, whose order is the reverse.
		expect(unseen.map(({ rows, orders, apgr }) => [rows, orders.classifier?.apgr, apgr?.value])).toEqual([
			[4, 0.375, 0.375],
			[4, 0.375, 0.375],
			[4, 0.375, 0.375],
		]);
	});

	it('says so where the folder has no pairs', async () => {
		await expect(measure()).rejects.toThrow(DataFolderError);
	});
});

describe('tasks', () => {
	/** So many rows of a subject go to the weak model, the first `worse` of them for less. */
	const subject = (name: string, rows: number, cheap: number, worse: number) =>
		Array.from({ length: rows }, (_, i) => ({
			id: `${name}/${i}`,
			subject: name,
			prompt: prompt(`${name}${i}x`, 4, i < cheap ? 10 : 90),
			strong: 1,
			weak: i < worse || i >= cheap ? 0 : 0.9,
		}));

	it('are broken where too many of all their requests are answered worse, and need enough rows to say so', async () => {
		write('exam', [
			...subject('art', 40, 20, 5),
			...subject('law', 40, 20, 4),
			...subject('sea', 40, 40, 2),
			...subject('few', 29, 29, 29),
		]);
		json('data/pairs.json', { exam: [pair] });
		const { tasks } = await measure();
		expect(tasks.tasks.map(({ task, rows, cheapShare, worse }) => [task, rows, cheapShare, worse])).toEqual([
			['exam art', 40, 0.5, 0.125],
			['exam law', 40, 0.5, 0.1],
			['exam sea', 40, 1, 0.05],
		]);
		expect(tasks).toMatchObject({ broken90: 1 / 3, broken95: 2 / 3, cheapShare: expect.closeTo(2 / 3, 12) });
	});

	it('are decided apart by the risk of tables that never saw the benchmark', async () => {
		write('exam', [...subject('art', 40, 20, 5), ...subject('sea', 40, 40, 2)]);
		json('data/pairs.json', { exam: [pair] });
		const { unseenTasks } = await measure();
		// The reverse: those of a risk of 0.9 go up, those of 0.1 do not.
		expect(unseenTasks.tasks.map(({ task, cheapShare, worse }) => [task, cheapShare, worse])).toEqual([
			['exam art', 0.5, 0.5],
			['exam sea', 0, 0],
		]);
	});
});

describe('written prompts', () => {
	it('go where they should, with and without a wrap, in each language', async () => {
		writeSums();
		json('data/pairs.json', { sums: [pair] });
		json('cases/prompts.json', {
			cheap: ['a 10', 'b 60'],
			strong: ['c 70', 'd 80', 'e 90', 'f 20'],
			// The second makes all of them cheap.
			wraps: ['Hi, {}', '{} or 1'],
			languages: { fr: { cheap: ['g 1'], strong: ['h 2'] } },
		});
		const { written } = await measure();
		expect(written).toEqual({
			all: {
				prompts: { cheap: 2, strong: 4 },
				cheapToWeakest: 0.5,
				strongToStrongest: 0.75,
				unchangedOf2: 8 / 12,
				unchangedOf3: 8 / 12,
			},
			languages: {
				fr: { prompts: { cheap: 1, strong: 1 }, cheapToWeakest: 1, strongToStrongest: 0, unchangedOf2: 1, unchangedOf3: 1 },
			},
		});
	});

	it('are told apart by two and by three models', async () => {
		writeSums();
		json('data/pairs.json', { sums: [pair] });
		json('cases/prompts.json', { cheap: ['a 10'], strong: [], wraps: ['{}0'], languages: {} });
		const classifier: RankedClassifier = { ...numbered, choose: async (text, models) => (models === 3 && text.endsWith('00') ? 1 : 0) };
		const { written } = await benchOrdering(folder, { classifier, resamples: 5 });
		expect(written?.all).toMatchObject({ unchangedOf2: 1, unchangedOf3: 0, strongToStrongest: NaN });
	});

	it('are left out where there are none', async () => {
		writeSums();
		json('data/pairs.json', { sums: [pair] });
		const report = await measure();
		expect(report.written).toBeNull();
		expect(renderOrdering(report)).not.toContain('Written prompts');
	});
});

describe('the scores file', () => {
	it('has each row of each file that pairs name, of those without labels too', () => {
		writeSums();
		write('arena_bench', [{ id: 'arena/0', prompt: 'x 7', task: 'arena', models: { a: { score: 9 } } }]);
		write('routellm_mt_bench', [{ id: 'mt/0', prompt: 'y 8', strong: 10, weak: 9, contaminated: true }]);
		write('unnamed', [{ id: 'unnamed/0', prompt: 'z 9', strong: 1, weak: 1 }]);
		json('data/pairs.json', { sums: [pair], arena_bench: [], routellm_mt_bench: [pair], absent: [pair] });
		const into = path.join(root, 'new', 'scores');
		writeScores(folder, into, numbered);
		expect(readdirSync(into).sort()).toEqual(['arena_bench.jsonl', 'routellm_mt_bench.jsonl', 'sums.jsonl']);
		const lines = (source: string) =>
			readFileSync(path.join(into, `${source}.jsonl`), 'utf8')
				.trimEnd()
				.split('\n')
				.map((line): unknown => JSON.parse(line));
		expect(lines('arena_bench')).toEqual([{ id: 'arena/0', score: 7 }]);
		expect(lines('routellm_mt_bench')).toEqual([{ id: 'mt/0', score: 8 }]);
		expect(lines('sums')).toEqual([90, 89, 88, 87].map((score, i) => ({ id: `sums/${i}`, score })));
	});
});

describe('the shipped classifier', () => {
	it('sends to the weakest model whose quality reaches the threshold, as the engine does', async () => {
		const classifier = shippedClassifier();
		const prompts = ['Translate to German: The meeting is on Monday.', 'Prove that there are infinitely many primes of the form 4k + 3.'];
		const chosen = [];
		for (const text of prompts) {
			const weakestWill = 1 - classifier.score(text) >= classifier.threshold;
			chosen.push(await classifier.choose(text, 2));
			expect(chosen.at(-1)).toBe(weakestWill ? 0 : 1);
			expect(await classifier.choose(text, 3)).toBe(weakestWill ? 0 : 2);
		}
		expect(chosen).toEqual([0, 1]);
	});

	it('scores the questions of a benchmark unseen by what was measured in the others alone', () => {
		/** The strong model gains on some of the long questions, or on some of the short ones. */
		const source = (name: string, gainsOnLong: boolean) =>
			write(
				name,
				Array.from({ length: 60 }, (_, i) => {
					const gains = i % 3 === 0 && (i % 2 === 0) === gainsOnLong;
					return { id: `${name}/${i}`, prompt: prompt(`${name}${i}x`, i % 2 === 0 ? 40 : 4, i), strong: 1, weak: gains ? 0 : 1 };
				}),
			);
		const unseenOf = () => {
			const found = shippedClassifier().unseen(readTrainingRows(folder));
			return (name: string) => [...found].flatMap(([row, risk]) => (row.source === name ? [risk] : []));
		};
		for (const name of ['first', 'second', 'third']) source(name, true);
		const before = unseenOf();
		source('first', false);
		const after = unseenOf();
		expect(before('first')).toHaveLength(60);
		expect(after('first')).toEqual(before('first'));
		expect(after('second')).not.toEqual(before('second'));
		rmSync(path.join(folder, 'first.jsonl.gz'));
		rmSync(path.join(folder, 'second.jsonl.gz'));
		expect(unseenOf()('third')).toEqual([]);
	});
});

describe('npm run bench:quality', () => {
	const run = async (...args: readonly string[]) => {
		const [printed, complained]: [string[], string[]] = [[], []];
		const output = { print: (text: string) => void printed.push(text), complain: (text: string) => void complained.push(text), root };
		const exitCode = await benchQuality(['--data', folder, '--short', ...args], output);
		return { exitCode, printed: printed.join(''), complained: complained.join('') };
	};

	it('prints one JSON object and nothing else', async () => {
		writeSums();
		json('data/pairs.json', { sums: [pair] });
		const stdout = jest.spyOn(process.stdout, 'write');
		const { exitCode, printed } = await run('--only', 'ordering', '--json', '--scores', path.join(root, 'scores'));
		expect(stdout).not.toHaveBeenCalled();
		stdout.mockRestore();
		expect(exitCode).toBe(0);
		expect(JSON.parse(printed)).toMatchObject({
			ordering: { threshold: DEFAULT_THRESHOLD, pairs: [{ source: 'sums', rows: 4 }], written: null },
		});
		expect(readdirSync(path.join(root, 'scores'))).toEqual(['sums.jsonl']);
	});

	it('prints tables, and writes them into the page of benchmarks', async () => {
		writeSums();
		json('data/pairs.json', { sums: [pair] });
		mkdirSync(path.join(root, 'bench'));
		const { printed } = await run('--only', 'ordering', '--readme');
		expect(printed).toContain('| sums | strong | weak | 4 | 0.500 |');
		expect(readFileSync(path.join(root, 'bench/README.md'), 'utf8')).toContain(printed.trim());
	});

	it('says what is wrong with its options and its folder', async () => {
		expect(await run('--only', 'everything')).toMatchObject({
			exitCode: 1,
			complained: expect.stringContaining('crossFit, checks') as string,
		});
		expect(await run('--only', 'ordering')).toMatchObject({ exitCode: 1, complained: expect.stringContaining('pairs.json') as string });
	});
});
