import type { ModelId } from '../registry/model';

export interface SemanticExample {
	readonly modelId: ModelId;
	readonly text: string;
	/** Where it was written. Default: under Examples. */
	readonly from?: 'goodAt';
}

/** Two examples that say the same and name two models. */
interface Contradiction {
	readonly a: SemanticExample;
	readonly b: SemanticExample;
	/** Cosine; 1 where the texts are equal but for case, spaces and punctuation. */
	readonly similarity: number;
}

/** Cosine from which two examples count as the same. */
const SAME_FROM = 0.95;

/** The vectors in the order of the examples. */
export function findContradictions(examples: readonly SemanticExample[], vectors: readonly Float32Array[]): Contradiction[] {
	const profiles = examples.map((example, index) => profileOf(example, vectors[index] ?? new Float32Array(0)));
	const found: Contradiction[] = [];
	for (const [index, a] of profiles.entries()) {
		for (let other = index + 1; other < profiles.length; other++) {
			const b = profiles[other];
			if (b === undefined || a.example.modelId === b.example.modelId) continue;
			const similarity = a.plain !== '' && a.plain === b.plain ? 1 : cosineIfHigh(a, b);
			if (similarity !== null) found.push({ a: a.example, b: b.example, similarity });
		}
	}
	return found;
}

/** For the user; it quotes the examples. */
export function describeContradiction({ a, b, similarity }: Contradiction): string {
	const how = similarity === 1 ? 'the same as' : `nearly the same (${similarity.toFixed(2)}) as`;
	return `${a.from === 'goodAt' ? '' : 'The example '}${named(a)} is ${how} ${named(b)}. Requests like it may go to either or to the default model; keep it under one of the two.`;
}

function named({ text, modelId, from }: SemanticExample): string {
	return `${from === 'goodAt' ? 'Good At ' : ''}"${shown(text)}" of ${modelId}`;
}

const SHOWN_CHARS = 80;

function shown(text: string): string {
	return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`;
}

interface Profile {
	readonly example: SemanticExample;
	readonly plain: string;
	readonly vector: Float32Array;
	/** Length of what is left of the vector from each block on. */
	readonly restLengths: Float64Array;
}

const BLOCK = 128;

function profileOf(example: SemanticExample, vector: Float32Array): Profile {
	const blocks = Math.ceil(vector.length / BLOCK);
	const restLengths = new Float64Array(blocks + 1);
	let squares = 0;
	for (let block = blocks - 1; block >= 0; block--) {
		for (const value of vector.subarray(block * BLOCK, (block + 1) * BLOCK)) squares += value * value;
		restLengths[block] = Math.sqrt(squares);
	}
	const plain = example.text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}+#]+/gu, ' ')
		.trim();
	return { example, plain, vector, restLengths };
}

/**
 * The cosine where it reaches `SAME_FROM`, else `null`. Most pairs are told apart by their first blocks: what is
 * left of two vectors cannot add more than the product of its lengths. Hundreds of examples make tens of
 * thousands of pairs, and this runs before the first item.
 */
function cosineIfHigh(a: Profile, b: Profile): number | null {
	if (a.vector.length !== b.vector.length) return null;
	let sum = 0;
	for (let block = 0; block + 1 < a.restLengths.length; block++) {
		const end = Math.min((block + 1) * BLOCK, a.vector.length);
		for (let i = block * BLOCK; i < end; i++) sum += (a.vector[i] ?? 0) * (b.vector[i] ?? 0);
		if (sum + (a.restLengths[block + 1] ?? 0) * (b.restLengths[block + 1] ?? 0) < SAME_FROM) return null;
	}
	return sum >= SAME_FROM ? sum : null;
}
