import type { EncodedDictionary } from '../../router/features/wordDictionary';

import type { IntentFigure } from './figures';
import { SOURCES, type SourcePackages } from './packages';
import { LEFT_OUT } from './table';

export interface WordsRun {
	readonly table: EncodedDictionary;
	/** Share of all variance that the components kept hold. */
	readonly kept: number;
	readonly intents: readonly IntentFigure[];
}

export function renderWordsCard({ table, kept, intents }: WordsRun): string {
	const count = table.words.split(' ').length;
	const bytes = (JSON.stringify(table).length / 1e6).toFixed(2);
	return `# Words card

For people who ask what the built-in comparison of the strategy Semantic knows, and what it is bad at.

Word table \`${table.version}\`, written by \`npm run train:words\`, which writes this file too. Same packages, same bytes.

The built-in comparison of **Semantic** uses it: ${thousands(count)} English words with what each is about, as ${String(table.dimensions)} whole numbers of one byte. It lets a request be near an example that says the same in other words. It is ${bytes} MB, loaded when the first item is compared, and calls nobody.

## Sources

Fetched when the table is made, into a folder outside the checkout; none is a dependency.

| package | version | license | gives |
| --- | --- | --- | --- |
${sourceRows().join('\n')}

The table is derived from the Universal Sentence Encoder lite of Google, published under the Apache License 2.0; it was changed as below. The order of the words is derived from OpenSubtitles 2024 by way of OPUS (Helsinki-NLP, https://opus.nlpl.eu/), which comes under the Open Data Commons Attribution License, and from Wikipedia by way of zxcvbn (MIT). SCOWL is copyright 2000-2016 by Kevin Atkinson, and may be used and distributed for any purpose as long as this notice stays. THIRD_PARTY_NOTICES.txt of the package says so too.

## How it is made

1. Words by rank in subtitles or, counting half, in Wikipedia. What small dictionaries have comes first, names and slips last. Some 500 words of offices and software are added by hand (\`scripts/trainWords/officeWords.ts\`).
2. The encoder reads each word alone: 512 numbers. A form of a word that is there already and means the same ("invoices") is left out and looked up as its base; "news" is not "new" and stays.
3. The first ${String(LEFT_OUT)} principal components are left out, as they say how common a word is and not what it is about; the next ${String(table.dimensions)} are kept (${(100 * kept).toFixed(0)} % of the variance), each divided by the fourth root of its variance, and rounded to whole numbers from -31 to 31.

A text is the mean of its words, weighted by how rare they are in English and among the examples. It counts 1.5 times as much as the hashed words, less where it knows few of a text's words. The weight was chosen on utterances that were written for that, not on those below.

## Figures

Share of requests that are nearest to their own one of ten intents, with 8 examples of each, in three sets that somebody else wrote before any score was looked at (\`test/support/intents.json\`). Chance is 10 %; what words alone reach says how hard these are.

| set | requests | words and topics alone | with the table |
| --- | --- | --- | --- |
${intents.map(({ set, requests, alone, withWords }) => `| ${set} | ${String(requests)} | ${percent(alone)} | ${percent(withWords)} |`).join('\n')}
| all | ${String(intents.reduce((sum, { requests }) => sum + requests, 0))} | ${percent(mean(intents.map(({ alone }) => alone)))} | ${percent(mean(intents.map(({ withWords }) => withWords)))} |

## What it is bad at

- **English only.** Other languages are compared by words, pieces of words and topics, as if there were no table.
- It knows words, not sentences: "refund me" and "do not refund me" mean the same to it, and who does what to whom is lost.
- Each word has one meaning: a bank is always the same bank.
- Names, products and jargon it does not know. If your examples are full of them, or few, an embedding model of a provider does far better.
- Like every table learned from what people write, it has their prejudices: what it puts near each other says how words are used, not what is so.
`;
}

/** For THIRD_PARTY_NOTICES.txt. */
export function renderWordsNotice(sources: SourcePackages): string {
	const { encoder, ranks, dictionary } = SOURCES;
	return (
		[
			`router/features/wordTable.json was made from ${encoder.name} ${encoder.version} (the Universal Sentence Encoder lite of Google, changed: its vectors of single words, reduced and rounded), with words from ${ranks.name} ${ranks.version} and ${dictionary.name} ${dictionary.version}.`,
			`${encoder.name} ${encoder.version} (${encoder.license})\n\n${sources.read(`${encoder.name}/LICENSE`).trim()}`,
			`${ranks.name} ${ranks.version} (${ranks.license})\n\n${sources.read(`${ranks.name}/LICENSE.txt`).trim()}\n\n${sources.read(`${ranks.name}/NOTICE.md`).trim()}`,
			`${dictionary.name} ${dictionary.version} (${dictionary.license})\n\n${sources.read(`${dictionary.name}/Copyright`).trim()}`,
		].join(`\n\n${'-'.repeat(78)}\n\n`) + '\n'
	);
}

const GIVES: Readonly<Record<keyof typeof SOURCES, string>> = {
	encoder: 'Universal Sentence Encoder lite, English',
	runtime: 'reads words for it',
	core: 'runs it',
	ranks: 'words by how common they are',
	dictionary: 'which of them are no names or slips',
};

function sourceRows(): string[] {
	const kinds = ['encoder', 'runtime', 'core', 'ranks', 'dictionary'] as const;
	return kinds.map((kind) => `| ${SOURCES[kind].name} | ${SOURCES[kind].version} | ${SOURCES[kind].license} | ${GIVES[kind]} |`);
}

function thousands(count: number): string {
	return count.toLocaleString('en-US');
}

function percent(share: number): string {
	return `${(100 * share).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0) / values.length;
}
