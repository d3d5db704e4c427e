import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { benchChecks } from '../../bench/quality/checks';
import { benchCrossFit } from '../../bench/quality/crossFit';
import { encodeScorerWeights, type ScorerWeights } from '../../router/quality/scorerWeights';
import { readScorerData } from './answers';
import { renderScorerCard, type ScorerRun } from './card';
import { trainScorer } from './train';

/** Reads a data folder, trains and measures. */
export async function runScorerTraining(
	dataFolder: string,
	{ resamples = 2_000, folds = 5 }: { resamples?: number; folds?: number } = {},
): Promise<ScorerRun> {
	const data = readScorerData(dataFolder);
	const trained = trainScorer(data);
	const report = await benchChecks(data, { weights: trained.weights, resamples });
	return { data, trained, report, crossFit: await benchCrossFit(data, { folds, resamples }) };
}

/** Writes weights and card below `root`, the checkout. */
export function writeScorer(root: string, run: ScorerRun): void {
	write(root, 'router/quality/shippedScorer.ts', scorerModule(run.trained.weights));
	write(root, 'docs/scorer-card.md', renderScorerCard(run));
}

function write(root: string, file: string, content: string): void {
	mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
	writeFileSync(path.join(root, file), content);
}

function scorerModule(weights: ScorerWeights): string {
	const { version, featuresVersion, bias, features, words, wordScale } = encodeScorerWeights(weights);
	return `import { decodeScorerWeights, type ScorerWeights } from './scorerWeights';

/** Written by \`npm run train:scorer\`; described in docs/scorer-card.md. Decoded on first use. */
export function shippedScorer(): ScorerWeights {
	decoded ??= decodeScorerWeights(encoded);
	return decoded;
}

let decoded: ScorerWeights | null = null;

const encoded = {
	version: '${version}',
	featuresVersion: '${featuresVersion}',
	bias: ${bias},
	features: [${features.join(', ')}],
	words: '${words}',
	wordScale: ${wordScale},
};
`;
}
