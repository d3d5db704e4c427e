import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { encodeTables } from '../../router/request/hardness/tables';
import { type ClassifierWeights, encodeWeights } from '../../router/strategies/classifierWeights';
import { renderCard } from './card';
import { readPairs } from './pairs';
import { readTrainingRows } from './rows';
import { train, type Trained } from './train';
import type { WrittenRequest } from './written';

export interface TrainingRun {
	readonly trained: Trained;
	readonly card: string;
}

/** Reads a data folder and the written requests, trains and measures. */
export function runTraining(dataFolder: string, written?: readonly WrittenRequest[]): TrainingRun {
	const trained = train(readTrainingRows(dataFolder), written);
	return { trained, card: renderCard(trained, readPairs(dataFolder)) };
}

/** Writes tables, weights, default threshold and card below `root`, the checkout. */
export function writeOutputs(root: string, { trained: { tables, weights }, card }: TrainingRun): void {
	write(root, 'router/request/hardness/hardnessTables.json', `${JSON.stringify(encodeTables(tables))}\n`);
	write(root, 'router/strategies/shippedWeights.ts', weightsModule(weights));
	write(root, 'router/strategies/defaultThreshold.ts', thresholdModule(weights));
	write(root, 'docs/classifier-card.md', card);
}

function write(root: string, file: string, content: string): void {
	mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
	writeFileSync(path.join(root, file), content);
}

function weightsModule(weights: ClassifierWeights): string {
	return `import { type ClassifierWeights, decodeWeights } from './classifierWeights';

/** Written by \`npm run train\`; described in docs/classifier-card.md. Decoded on first use. */
export function shippedWeights(): ClassifierWeights {
	decoded ??= decodeWeights(encoded);
	return decoded;
}

let decoded: ClassifierWeights | null = null;

const encoded = ${literal(encodeWeights(weights), 0)};
`;
}

function thresholdModule(weights: ClassifierWeights): string {
	return `/** Threshold of the shipped classifier weights, written by \`npm run train\`; see docs/classifier-card.md. */
export const DEFAULT_THRESHOLD = ${weights.defaultThreshold};
`;
}

function literal(value: unknown, depth: number): string {
	if (typeof value === 'string') return `'${value}'`;
	if (Array.isArray(value)) return `[${value.join(', ')}]`;
	if (typeof value !== 'object' || value === null) return String(value);
	const indent = '\t'.repeat(depth + 1);
	const fields = Object.entries(value).map(([key, field]) => `${indent}${key}: ${literal(field, depth + 1)},\n`);
	return `{\n${fields.join('')}${'\t'.repeat(depth)}}`;
}
