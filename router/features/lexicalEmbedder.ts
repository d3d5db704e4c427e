import { HASH_START, hashFinish, hashStep } from '../request/hash';

import type { Embedder } from './embedder';
import { normalize } from './vectors';
import { readTraits } from './wordTraits';

/**
 * Without key, call or model: words, pieces of words and topics, hashed into a vector. What is common among
 * the examples counts less, what says the same often in one text counts little more. Microseconds to
 * milliseconds, growing linearly with the text.
 */
export function createLexicalEmbedder({ examples }: { readonly examples: readonly string[] }): Embedder {
	const rarity = learnRarity(examples);
	return {
		id: LEXICAL_VERSION,
		embed: (texts) => Promise.resolve({ ok: true, vectors: texts.map((text) => vectorOf(text, rarity)) }),
	};
}

/** Changes with anything that changes a vector. */
const LEXICAL_VERSION = 'lexical/v1';
const DIMENSIONS = 8_192;

type Rarity = (trait: string) => number;

/** Inverse document frequency; a trait no example has is as rare as one that a single example has. */
function learnRarity(examples: readonly string[]): Rarity {
	const seenIn = new Map<string, number>();
	for (const text of examples) {
		for (const trait of readTraits(text).keys()) seenIn.set(trait, (seenIn.get(trait) ?? 0) + 1);
	}
	return (trait) => Math.log(1 + examples.length / (seenIn.get(trait) ?? 1)) ** RARITY_POWER;
}

const RARITY_POWER = 0.5;

function vectorOf(text: string, rarity: Rarity): Float32Array {
	const vector = new Float32Array(DIMENSIONS);
	for (const [trait, weight] of readTraits(text)) {
		const hash = hashOf(trait);
		const index = (hash >>> 1) % DIMENSIONS;
		// Half of the traits count negatively, so that those that share an index cancel instead of adding up.
		const value = (hash & 1 ? 1 : -1) * damped(weight) * rarity(trait);
		vector[index] = (vector[index] ?? 0) + value;
	}
	return normalize(vector);
}

function damped(weight: number): number {
	return weight <= 1 ? weight : 1 + Math.log(weight);
}

function hashOf(text: string): number {
	let hash = HASH_START;
	for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
	return hashFinish(hash);
}
