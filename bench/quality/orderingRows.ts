import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { analyzePrompt } from '../../scripts/train/examples';
import type { OrderedQuestion } from '../../scripts/train/pairFigures';
import { type ModelPair, readPairs } from '../../scripts/train/pairs';
import { readTrainingRows } from '../../scripts/train/rows';
import { stemsOf } from '../../scripts/train/split';
import { DataFolderError } from '../../scripts/trainScorer/answers';
import { z } from '../../vendor/zod';
import type { RankedClassifier } from './rankedClassifier';

export interface OrderingRow extends OrderedQuestion {
	/** What names the question: rows that share it are drawn together. */
	readonly stem: string;
}

export interface OrderingRows {
	readonly pairs: ReadonlyMap<string, readonly ModelPair[]>;
	/** Scored as users get it, by tables that learned from all of them. */
	readonly all: readonly OrderingRow[];
	/** Scored by tables whose trees never saw the benchmark. */
	readonly unseen: readonly OrderingRow[];
}

/** All rows with labels of the benchmarks in pairs.json. */
export function readOrderingRows(folder: string, { score, unseen }: RankedClassifier): OrderingRows {
	const pairs = pairsIn(folder);
	const rows = readTrainingRows(folder);
	const stems = stemsOf(rows.map(({ prompt }) => prompt));
	const all = rows.flatMap((row, i) => {
		const { source, prompt } = row;
		if (!pairs.has(source)) return [];
		return { row, stem: stems[i] ?? prompt, score: score(prompt), words: analyzePrompt(prompt).signals.words };
	});
	const unseenScores = unseen(rows);
	return {
		pairs,
		all,
		unseen: all.flatMap((one) => {
			const unseenScore = unseenScores.get(one.row);
			return unseenScore === undefined ? [] : { ...one, score: unseenScore };
		}),
	};
}

/** `into`/<file>.jsonl with a line `{"id", "score"}` for every row of every file of pairs.json, those without labels included. */
export function writeScores(folder: string, into: string, { score }: Pick<RankedClassifier, 'score'>): void {
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
const question = z.object({ id: z.string(), prompt: z.string() });

/** None where the folder does not hold the file. */
function readQuestions(folder: string, source: string): z.infer<typeof question>[] {
	const file = path.join(folder, `${source}.jsonl.gz`);
	if (!existsSync(file)) return [];
	const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
	return lines.filter((line) => line.trim() !== '').map((line) => question.parse(JSON.parse(line)));
}
