import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from '../../vendor/zod';
import type { RankedClassifier } from './rankedClassifier';

/** What is decided of prompts that people wrote, as shares; `NaN` of none. */
export interface WrittenFigures {
	readonly prompts: { readonly cheap: number; readonly strong: number };
	/** Share of the cheap prompts that the weakest of two models gets. */
	readonly cheapToWeakest: number;
	/** Share of the others that the strongest of two models gets. */
	readonly strongToStrongest: number;
	/** Share of all (prompt, wrap) that go where the bare prompt goes, with two and with three models. */
	readonly unchangedOf2: number;
	readonly unchangedOf3: number;
}

export interface WrittenReport {
	readonly all: WrittenFigures;
	readonly languages: Readonly<Record<string, WrittenFigures>>;
}

/** `cases/prompts.json` next to the folder; `null` where there is none. */
export function readWritten(folder: string): Written | null {
	const file = path.join(folder, '..', 'cases', 'prompts.json');
	return existsSync(file) ? written.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

export async function benchWritten({ wraps, languages, ...prompts }: Written, classifier: RankedClassifier): Promise<WrittenReport> {
	const byLanguage: [string, WrittenFigures][] = [];
	for (const [language, own] of Object.entries(languages)) byLanguage.push([language, await figuresOf(own, wraps, classifier)]);
	return { all: await figuresOf(prompts, wraps, classifier), languages: Object.fromEntries(byLanguage) };
}

type Written = z.infer<typeof written>;

const kinds = { cheap: z.array(z.string()), strong: z.array(z.string()) };
const written = z.object({
	...kinds,
	/** `{}` is where the prompt goes. */
	wraps: z.array(z.string().includes('{}')).default([]),
	languages: z.record(z.object(kinds)).default({}),
});

type Prompts = Pick<Written, 'cheap' | 'strong'>;

async function figuresOf({ cheap, strong }: Prompts, wraps: readonly string[], classifier: RankedClassifier): Promise<WrittenFigures> {
	const all = [...cheap, ...strong];
	const goesTo = (place: number) => async (prompt: string) => (await classifier.choose(prompt, 2)) === place;
	return {
		prompts: { cheap: cheap.length, strong: strong.length },
		cheapToWeakest: await shareOf(cheap, goesTo(0)),
		strongToStrongest: await shareOf(strong, goesTo(1)),
		unchangedOf2: await unchanged(all, wraps, (prompt) => classifier.choose(prompt, 2)),
		unchangedOf3: await unchanged(all, wraps, (prompt) => classifier.choose(prompt, 3)),
	};
}

function unchanged(prompts: readonly string[], wraps: readonly string[], choose: (prompt: string) => Promise<number>): Promise<number> {
	const wrapped = prompts.flatMap((prompt) => wraps.map((wrap) => ({ prompt, whole: wrap.replace('{}', () => prompt) })));
	return shareOf(wrapped, async ({ prompt, whole }) => (await choose(whole)) === (await choose(prompt)));
}

async function shareOf<T>(list: readonly T[], is: (item: T) => Promise<boolean>): Promise<number> {
	let count = 0;
	for (const item of list) if (await is(item)) count++;
	return count / list.length;
}
