import { createHash } from 'node:crypto';

import { type EncodedDictionary, encodeNumbers } from '../../router/features/wordDictionary';

import { inner, meanOf, principalComponents } from './components';
import type { SelectedWord } from './select';

export interface MadeTable {
	readonly table: EncodedDictionary;
	/** Share of all variance that the components kept hold. */
	readonly kept: number;
}

const DIMENSIONS = 64;
/** The first components say how common and what part of speech a word is, not what it is about. */
export const LEFT_OUT = 2;
/** Numbers of a vector of length 1 are near 1/8; what is beyond 31 steps is cut. */
const STEP = 1 / 80;
const LARGEST = 31;

/** Sentence vectors, 512 numbers each, become 64 whole numbers from -31 to 31. */
export function makeTable(words: readonly SelectedWord[]): MadeTable {
	const vectors = words.map(({ vector }) => vector);
	const mean = meanOf(vectors);
	const components = principalComponents(vectors, DIMENSIONS + LEFT_OUT).slice(LEFT_OUT);
	const centred = vectors.map((vector) => mean.map((value, index) => (vector[index] ?? 0) - value));
	const reduced = centred.map((vector) => components.map((component) => inner(component, vector)));
	const variances = components.map((_, index) => meanSquare(reduced.map((numbers) => numbers[index] ?? 0)));
	const roots = variances.map((variance) => Math.sqrt(Math.sqrt(variance)));
	const numbers = reduced.flatMap((vector) => quantized(vector.map((value, index) => value / (roots[index] ?? 1))));
	const total = meanSquare(centred.map((vector) => Math.sqrt(inner(vector, vector))));
	const values = encodeNumbers(numbers);
	const text = words.map(({ word }) => word).join(' ');
	const version = createHash('sha256').update(text).update(values).digest('hex').slice(0, 12);
	return {
		table: { version, dimensions: DIMENSIONS, words: text, values },
		kept: variances.reduce((a, b) => a + b, 0) / total,
	};
}

function quantized(vector: readonly number[]): number[] {
	const length = Math.sqrt(inner(vector, vector));
	return vector.map((value) => Math.max(-LARGEST, Math.min(LARGEST, Math.round(value / length / STEP))));
}

function meanSquare(numbers: readonly number[]): number {
	return inner(numbers, numbers) / numbers.length;
}
