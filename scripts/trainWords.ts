import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { createDictionary } from '../router/features/wordDictionary';

import { projectRoot } from './lib/paths';
import { rankCandidates } from './trainWords/candidates';
import { renderWordsCard, renderWordsNotice } from './trainWords/card';
import { loadEncoder } from './trainWords/encoder';
import { measureIntents } from './trainWords/figures';
import { ensureSources } from './trainWords/packages';
import { selectWords } from './trainWords/select';
import { makeTable } from './trainWords/table';

const COUNT = 20_000;

void main();

/** `npm run train:words`: fetches the encoder and the word lists, and writes the table and its card. Some minutes. */
async function main(): Promise<void> {
	const sources = await ensureSources();
	const encode = await loadEncoder(sources);
	const words = await selectWords(rankCandidates(sources), { count: COUNT, encode, say: (text) => process.stdout.write(`\r${text}`) });
	const { table, kept } = makeTable(words);
	const intents = await measureIntents(createDictionary(table));
	write('router/features/wordTable.json', `${JSON.stringify(table)}\n`);
	write('docs/words-card.md', renderWordsCard({ table, kept, intents }));
	write('scripts/build/wordTable.notice.txt', renderWordsNotice(sources));
	process.stdout.write(
		`\rWord table ${table.version}: ${String(words.length)} words. Its version is part of LEXICAL_VERSION in router/features/lexicalEmbedder.ts.\n`,
	);
}

function write(file: string, content: string): void {
	writeFileSync(path.join(projectRoot, file), content);
}
