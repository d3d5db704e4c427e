import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { z } from '../../vendor/zod';

/** One question with the measured score, in [0, 1], of each model that answered it. */
export interface TrainingRow {
	/** Name of the file without its ending: the benchmark. */
	readonly source: string;
	/** The file, or the part of it that is a benchmark of its own. */
	readonly task: string;
	readonly id: string;
	readonly prompt: string;
	readonly scores: ReadonlyMap<string, number>;
	/** Length of each model's answer, where the file holds it. */
	readonly answerChars?: ReadonlyMap<string, number>;
}

/**
 * Files that hold no correctness labels: answers of closed models, whose terms forbid training on them, and
 * scores by a model as judge. They are not even opened.
 */
const NOT_LABELS: ReadonlySet<string> = new Set(['responses', 'arena_bench', 'routellm_mt_bench']);

/** Rows of all label files of a folder, in the order of file names, without the contaminated ones. */
export function readTrainingRows(folder: string): TrainingRow[] {
	const files = readdirSync(folder)
		.filter((file) => file.endsWith(ENDING))
		.sort();
	return files.filter((file) => !NOT_LABELS.has(sourceOf(file))).flatMap((file) => readFile(path.join(folder, file), sourceOf(file)));
}

const ENDING = '.jsonl.gz';
const score = z.number().min(0).max(1);
const common = {
	id: z.string().min(1),
	prompt: z.string().min(1),
	task: z.string().optional(),
	subject: z.string().optional(),
	contaminated: z.boolean().optional(),
};
const row = z.union([
	z.object({ ...common, models: z.record(z.object({ score, out_chars: z.number().nonnegative().optional() })) }),
	z.object({ ...common, strong: score, weak: score }),
]);

function sourceOf(file: string): string {
	return path.basename(file, ENDING);
}

function readFile(file: string, source: string): TrainingRow[] {
	const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
	const rows: TrainingRow[] = [];
	lines.forEach((line, i) => {
		if (line.trim() === '') return;
		const parsed = row.safeParse(JSON.parse(line));
		if (!parsed.success) throw new Error(`${path.basename(file)} line ${i + 1}: ${parsed.error.issues[0]?.message ?? 'not a row'}`);
		if (parsed.data.contaminated === true) return;
		rows.push({
			source,
			task: `${source} ${parsed.data.subject ?? parsed.data.task ?? ''}`,
			id: parsed.data.id,
			prompt: parsed.data.prompt,
			scores: scoresOf(parsed.data),
			...answerCharsOf(parsed.data),
		});
	});
	return rows;
}

function scoresOf(data: z.infer<typeof row>): ReadonlyMap<string, number> {
	if ('models' in data) return new Map(Object.entries(data.models).map(([name, { score: value }]) => [name, value]));
	return new Map([
		['weak', data.weak],
		['strong', data.strong],
	]);
}

function answerCharsOf(data: z.infer<typeof row>): Pick<TrainingRow, 'answerChars'> {
	if (!('models' in data)) return {};
	const known = Object.entries(data.models).flatMap(([name, { out_chars: chars }]) =>
		chars === undefined ? [] : [[name, chars] as const],
	);
	return known.length === 0 ? {} : { answerChars: new Map(known) };
}
