import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { withVersion } from '../../router/learning/training/packWeights';
import { type ClassifierWeights, encodeWeights } from '../../router/strategies/classifierWeights';
import { renderCard } from './card';
import { evaluate, type Figures, readPairs, scoreHeldOut } from './evaluate';
import { readTrainingRows } from './rows';
import { prepareData, type PreparedData, train } from './train';

interface TrainingRun {
	readonly prepared: PreparedData;
	readonly weights: ClassifierWeights;
	readonly figures: Figures;
}

/** Reads a data folder, trains and measures. */
export function runTraining(dataFolder: string): TrainingRun {
	const prepared = prepareData(readTrainingRows(dataFolder));
	const trained = train(prepared).weights;
	const figures = evaluate(prepared, trained, readPairs(dataFolder));
	return { prepared, weights: withVersion({ ...trained, defaultThreshold: figures.chosen.threshold }), figures };
}

/** Writes weights, default threshold and card below `root`, the checkout. */
export function writeOutputs(root: string, { weights, figures }: TrainingRun): void {
	write(root, 'router/strategies/shippedWeights.ts', weightsModule(weights));
	write(root, 'router/strategies/defaultThreshold.ts', thresholdModule(weights));
	write(root, 'docs/classifier-card.md', renderCard(weights, figures));
}

/** One `{"id", "score"}` line per held-out row; higher needs the strong model more. */
export function scoreLines({ prepared, weights }: TrainingRun): string {
	return scoreHeldOut(prepared, weights)
		.map(({ row, score }) => `${JSON.stringify({ id: row.id, score })}\n`)
		.join('');
}

function write(root: string, file: string, content: string): void {
	mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
	writeFileSync(path.join(root, file), content);
}

function weightsModule(weights: ClassifierWeights): string {
	// Shipped weights ask nobody.
	const { embedding: _none, ...encoded } = encodeWeights(weights);
	const fields = Object.entries<string | number | readonly number[]>(encoded).map(([key, value]) => `\t${key}: ${literal(value)},`);
	return `import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by \`npm run train\`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = {
${fields.join('\n')}
};
`;
}

function thresholdModule(weights: ClassifierWeights): string {
	return `/** Threshold of the shipped classifier weights, written by \`npm run train\`; see docs/classifier-card.md. */
export const DEFAULT_THRESHOLD = ${weights.defaultThreshold};
`;
}

function literal(value: string | number | readonly number[]): string {
	if (typeof value === 'string') return `'${value}'`;
	return typeof value === 'number' ? String(value) : `[${value.join(', ')}]`;
}
