import type { ModelId } from '../registry/model';

/**
 * What a provider's embedding model says of a request, in a byte per number. Only its direction is meant, so it needs
 * no scale: the largest number is ±127. What is kept is what is read, so that a log gives the same predictions again.
 */
export interface Embedding {
	/** The embedding model. Vectors of two models have nothing to do with each other. */
	readonly modelId: ModelId;
	/** Not all zero. */
	readonly values: Int8Array;
}

/** Numbers in the longest vector that is read: what the largest common embedding models give. */
export const MAX_DIMENSIONS = 4_096;

/** `null` where the vector has no direction, or too many numbers. */
export function embeddingOf(modelId: ModelId, vector: Float32Array): Embedding | null {
	const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
	if (largest === 0 || !Number.isFinite(largest) || vector.length > MAX_DIMENSIONS) return null;
	return { modelId, values: Int8Array.from(vector, (value) => Math.round((value / largest) * 127)) };
}

/** What its numbers are to be multiplied by so that its length is 1. */
export function scaleOf({ values }: Embedding): number {
	let squares = 0;
	for (let i = 0; i < values.length; i++) squares += (values[i] ?? 0) ** 2;
	return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}
