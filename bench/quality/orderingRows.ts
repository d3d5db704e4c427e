import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { analyzePrompt } from '../../scripts/train/examples';
import { mean } from '../../scripts/train/metrics';
import { readPairs } from '../../scripts/train/pairs';
import { readTrainingRows } from '../../scripts/train/rows';
import { splitByQuestion, stemsOf } from '../../scripts/train/split';
import { DataFolderError } from '../../scripts/trainScorer/answers';
import { z } from '../../vendor/zod';
import type { RankedClassifier } from './rankedClassifier';

/** A question of a benchmark with what orders it. */
export interface OrderingRow {
	/** The benchmark. */
	readonly source: string;
	/** Its subject, or its task where it has none, or else the benchmark. */
	readonly task: string;
	readonly prompt: string;
	/** What names the question: rows that share it are drawn together. */
	readonly question: string;
	/** Whether a classifier trained on this folder has learned from it. */
	readonly learned: boolean;
	readonly score: number;
	readonly words: number;
	readonly scores: ReadonlyMap<string, number>;
}

/** A strong and a weak model of a benchmark with the rows that both answered. */
export interface OrderingPair {
	readonly source: string;
	readonly strong: string;
	readonly weak: string;
	readonly rows: readonly PairRow[];
}

export interface PairRow {
	/** Place in the list of all rows. */
	readonly at: number;
	readonly row: OrderingRow;
	readonly strong: number;
	readonly weak: number;
}

/** All rows with labels of the benchmarks in pairs.json, each scored once. */
export function readOrderingRows(folder: string, { score }: Pick<RankedClassifier, 'score'>): OrderingRow[] {
	const pairs = pairsIn(folder);
	const all = readTrainingRows(folder);
	const prompts = all.map(({ prompt }) => prompt);
	const [parts, stems] = [splitByQuestion(prompts), stemsOf(prompts)];
	const tasks = new Map(
		[...pairs.keys()].map((source) => [source, new Map(readQuestions(folder, source).map(({ id, task }) => [id, task]))]),
	);
	return all.flatMap(({ source, id, prompt, scores }, i) => {
		if (!pairs.has(source)) return [];
		return {
			source,
			task: tasks.get(source)?.get(id) ?? source,
			prompt,
			question: stems[i] ?? prompt,
			learned: parts[i] === 'train',
			score: score(prompt),
			words: analyzePrompt(prompt).signals.words,
			scores,
		};
	});
}

/** The pairs of pairs.json that rows tell something about, in its order. */
export function pairsOf(folder: string, rows: readonly OrderingRow[]): OrderingPair[] {
	return [...pairsIn(folder)].flatMap(([source, list]) =>
		list.flatMap(({ strong, weak }) => {
			const own = rows.flatMap((row, at) => {
				const [better, worse] = [row.scores.get(strong), row.scores.get(weak)];
				return row.source !== source || better === undefined || worse === undefined ? [] : [{ at, row, strong: better, weak: worse }];
			});
			return own.length === 0 ? [] : [{ source, strong, weak, rows: own }];
		}),
	);
}

/** Where strong and weak are closer, APGR is noise. The slack is for sums of decimal fractions. */
export const LEAST_GAP = 0.03 - 1e-9;

export function gapOf({ rows }: OrderingPair): number {
	return mean(rows.map(({ strong, weak }) => strong - weak));
}

/** `into`/<file>.jsonl with a line `{"id", "score"}` for every row of every file of pairs.json, those without labels included. */
export function writeScores(folder: string, into: string, { score }: RankedClassifier): void {
	mkdirSync(into, { recursive: true });
	for (const source of pairsIn(folder).keys()) {
		const lines = readQuestions(folder, source).map(({ id, prompt }) => `${JSON.stringify({ id, score: score(prompt) })}\n`);
		if (lines.length > 0) writeFileSync(path.join(into, `${source}.jsonl`), lines.join(''));
	}
}

function pairsIn(folder: string): ReturnType<typeof readPairs> {
	const pairs = readPairs(folder);
	if (pairs.size === 0) throw new DataFolderError(`${folder} holds no pairs.json: is this the folder with the benchmark data?`);
	return pairs;
}

/** Of a row no more than this is read here, whatever its file holds. */
const question = z.object({ id: z.string(), prompt: z.string(), subject: z.string().nullish(), task: z.string().nullish() });

/** None where the folder does not hold the file. */
function readQuestions(folder: string, source: string): { id: string; prompt: string; task: string }[] {
	const file = path.join(folder, `${source}.jsonl.gz`);
	if (!existsSync(file)) return [];
	const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
	return lines
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const { id, prompt, subject, task } = question.parse(JSON.parse(line));
			return { id, prompt, task: subject ?? task ?? source };
		});
}
