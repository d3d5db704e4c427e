import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { z } from '../../vendor/zod';

/** One question with what each rung of a ladder answered and how that was scored; the strongest's text is not in the data. */
export interface ReplayRow {
	readonly id: string;
	readonly prompt: string;
	/** By rung, weakest first. */
	readonly rungs: readonly { readonly text: string; readonly score: number }[];
}

interface LadderSpec {
	readonly name: string;
	readonly file: string;
	/** As the data names them, weakest first; the last one's answers are stood in for. */
	readonly models: readonly string[];
}

/** Sources scored 0 or 1 whose cheap answers the data has word for word. */
export const LADDERS: readonly LadderSpec[] = [
	...['zeroeval_gsm', 'zeroeval_math_l5', 'zeroeval_crux'].map((file) => ({
		name: file,
		file,
		models: ['Meta-Llama-3.1-8B-Instruct', 'gpt-4o-mini-2024-07-18', 'gpt-4o-2024-08-06'],
	})),
	{ name: 'routellm_gsm8k', file: 'routellm_gsm8k', models: ['mixtral-8x7b', 'gpt-4-1106-preview'] },
];

/** Rows whose cheap answers are all there, in the order of the file. @throws Error where the folder is not the data. */
export function readReplayRows(folder: string, ladder: LadderSpec, limit = Infinity): ReplayRow[] {
	const texts = new Map(
		lines(folder, 'responses')
			.map((line) => responseSchema.parse(line))
			.map(({ id, model, response }) => [`${id} ${model}`, response]),
	);
	const rows = lines(folder, ladder.file).flatMap((line) => {
		const row = rowSchema.parse(line);
		if ('contaminated' in row && row.contaminated === true) return [];
		const rungs = ladder.models.map((model, rung) => {
			const score = 'models' in row ? row.models[model]?.score : rung === ladder.models.length - 1 ? row.strong : row.weak;
			const text = rung === ladder.models.length - 1 ? placeholder(score ?? 0) : texts.get(`${row.id} ${model}`);
			return score === undefined || text === undefined ? null : { text, score };
		});
		const whole = rungs.filter((rung) => rung !== null);
		return whole.length === rungs.length ? [{ id: row.id, prompt: row.prompt, rungs: whole }] : [];
	});
	return rows.slice(0, limit);
}

/** Stands in for the strongest's answer: it carries the score that answer got, in the form the others answer in. */
function placeholder(score: number): string {
	return JSON.stringify({ reasoning: 'The answer of this model is not in the data; its score is.', answer: `score ${String(score)}` });
}

function lines(folder: string, file: string): unknown[] {
	const text = gunzipSync(readFileSync(path.join(folder, `${file}.jsonl.gz`))).toString('utf8');
	return text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line): unknown => JSON.parse(line));
}

const score = z.number().min(0).max(1);
const responseSchema = z.object({ id: z.string(), model: z.string(), response: z.string() });
const rowSchema = z.union([
	z.object({ id: z.string(), prompt: z.string(), models: z.record(z.object({ score })) }),
	z.object({ id: z.string(), prompt: z.string(), strong: score, weak: score, contaminated: z.boolean().optional() }),
]);
