import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { z } from '../../vendor/zod';
import { isOpenModel } from './openModels';

/** Characters of each open model's answer to one question, by the model's name. */
export type Lengths = ReadonlyMap<string, number>;

/** How long open models' answers to the questions of a label file were, by the question's id; of closed models nothing is read. */
export function readLengths(folder: string, file: string): ReadonlyMap<string, Lengths> {
	const at = path.join(folder, `${file}.jsonl.gz`);
	if (!existsSync(at)) return new Map();
	const lines = gunzipSync(readFileSync(at))
		.toString('utf8')
		.split('\n')
		.filter((line) => line.trim() !== '');
	return new Map(
		lines.map((line) => {
			const { id, models } = row.parse(JSON.parse(line));
			const open = Object.entries(models).flatMap(([name, { out_chars: chars }]): [string, number][] =>
				isOpenModel(name) && chars !== undefined ? [[name, chars]] : [],
			);
			return [id, new Map(open)];
		}),
	);
}

const row = z.object({
	id: z.string(),
	models: z.record(z.object({ out_chars: z.number().positive().optional().catch(undefined) })).default({}),
});
