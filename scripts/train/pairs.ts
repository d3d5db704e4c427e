import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from '../../vendor/zod';

export interface ModelPair {
	readonly strong: string;
	readonly weak: string;
}

/** `pairs.json` beside the data: which strong and weak model to compare per file. Empty where there is none. */
export function readPairs(folder: string): Map<string, readonly ModelPair[]> {
	const file = path.join(folder, 'pairs.json');
	if (!existsSync(file)) return new Map();
	const schema = z.record(z.array(z.object({ strong: z.string(), weak: z.string() })));
	return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(file, 'utf8')))));
}
