import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { AnalyzedRequest } from '../../router/request/request';
import { z } from '../../vendor/zod';
import { analyzePrompt } from '../train/examples';
import { readTrainingRows, type TrainingRow } from '../train/rows';
import { type Part, partOf, stemsOf } from '../train/split';
import { type Lengths, readLengths } from './lengths';

/** One stored answer, graded right or wrong, with the question it answers. */
export interface GradedAnswer {
	/** What names the question, in whatever file it stands: answers that share it stay together. */
	readonly question: string;
	readonly source: string;
	/** Name of the file its question is from. */
	readonly file: string;
	readonly model: string;
	readonly request: AnalyzedRequest;
	readonly text: string;
	readonly right: boolean;
	readonly part: Part;
}

/** What a data folder holds for the scorer. */
export interface ScorerData {
	readonly answers: readonly GradedAnswer[];
	readonly questions: readonly Question[];
	/** Answers left out, because the stored text ends where the collection cut it, and because no question goes with them. */
	readonly left: { readonly cut: number; readonly unmatched: number };
}

export interface Question {
	readonly stem: string;
	readonly row: TrainingRow;
	readonly part: Part;
	/** Of the open models' answers to it, whose text is not in the data. */
	readonly lengths: Lengths;
}

/** A folder that cannot be used; the message says what is wrong with it. */
export class DataFolderError extends Error {}

/**
 * Reads right-or-wrong answers and joins them with their questions. Parts are those of the classifier: split
 * over all questions of the folder, so that a question held out here is held out there too.
 */
export function readScorerData(folder: string): ScorerData {
	const file = path.join(folder, RESPONSES);
	if (!existsSync(file)) throw new DataFolderError(`${folder} holds no ${RESPONSES}: is this the folder with the benchmark data?`);
	const questions = readQuestions(folder);
	const byId = new Map(questions.map((question) => [question.row.id, question]));
	const graded = readResponses(file).flatMap(({ score, ...rest }) =>
		isRightOrWrong(rest.id, score) ? [{ ...rest, right: score === 1 }] : [],
	);
	const matched = graded.flatMap((answer) => {
		const question = byId.get(answer.id);
		return question ? [{ answer, question }] : [];
	});
	const whole = matched.filter(({ answer }) => answer.response.length < CUT_AT);
	if (whole.length === 0)
		throw new DataFolderError(`${RESPONSES} in ${folder} holds no right-or-wrong answer to a question of the other files there.`);
	return {
		answers: whole.map(({ answer, question }) => ({
			question: question.stem,
			source: answer.id.slice(0, answer.id.indexOf('/')),
			file: question.row.source,
			model: answer.model,
			request: analyzePrompt(question.row.prompt),
			text: answer.response,
			right: answer.right,
			part: question.part,
		})),
		questions,
		left: { cut: matched.length - whole.length, unmatched: graded.length - matched.length },
	};
}

const RESPONSES = 'responses.jsonl.gz';
/** Stored answers end at this many characters. What was cut away is unknown, so such an answer says nothing. */
const CUT_AT = 5_990;
/** Graded by a model, on a scale: a 1 there is not "right". */
const RATED_SOURCES: ReadonlySet<string> = new Set(['arena_bench', 'mt_bench']);

const response = z.object({ id: z.string().min(1), model: z.string().min(1), score: z.number(), response: z.string() });

function readQuestions(folder: string): Question[] {
	const rows = readTrainingRows(folder);
	const stems = stemsOf(rows.map((row) => row.prompt));
	const lengths = new Map([...new Set(rows.map(({ source }) => source))].map((source) => [source, readLengths(folder, source)]));
	return rows.map((row, i) => {
		const stem = stems[i] ?? '';
		return { stem, row, part: partOf(stem), lengths: lengths.get(row.source)?.get(row.id) ?? new Map<string, number>() };
	});
}

function isRightOrWrong(id: string, score: number): boolean {
	return !RATED_SOURCES.has(id.slice(0, id.indexOf('/'))) && (score === 0 || score === 1);
}

function readResponses(file: string): z.infer<typeof response>[] {
	const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
	return lines.flatMap((line, i) => {
		if (line.trim() === '') return [];
		const parsed = response.safeParse(JSON.parse(line));
		if (!parsed.success) throw new DataFolderError(`${RESPONSES} line ${i + 1}: ${parsed.error.issues[0]?.message ?? 'not an answer'}`);
		return [parsed.data];
	});
}
