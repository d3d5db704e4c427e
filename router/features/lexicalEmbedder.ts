import { HASH_START, hashFinish, hashStep } from '../request/hash';

import { damped } from './damped';
import type { Embedder } from './embedder';
import { dot, normalize } from './vectors';
import type { Dictionary } from './wordDictionary';
import { meaningOf } from './wordMeanings';
import { readText, wordTrait } from './wordTraits';

/**
 * Without key, call or model: words, pieces of words and topics, hashed into a vector, and beside them the mean
 * meaning of its English words. What is common among the examples counts less, what says the same often in one
 * text counts little more. Microseconds to milliseconds, growing linearly with the text.
 */
export function createLexicalEmbedder({ examples, dictionary = shipped }: LexicalOptions): Embedder {
	const rarity = learnRarity(examples);
	return {
		id: LEXICAL_VERSION,
		async embed(texts) {
			const words = await dictionary();
			return { ok: true, vectors: texts.map((text) => vectorOf(text, rarity, words)) };
		},
	};
}

export interface LexicalOptions {
	readonly examples: readonly string[];
	/** Another for measurements only. Default: the shipped one. */
	readonly dictionary?: () => Promise<Dictionary>;
}

/** Loaded on first use: it is large, and n8n loads all nodes at its start. */
async function shipped(): Promise<Dictionary> {
	const { shippedDictionary } = await import('./wordTable');
	return shippedDictionary();
}

/** Changes with anything that changes a vector; the last part is the version of the word table. */
const LEXICAL_VERSION = 'lexical/v2/1c02460f42e1';
const TRAIT_DIMENSIONS = 8_192;
/** How much the meaning of its words says of a text, beside 1 for the words themselves. See docs/words-card.md. */
const MEANING_WEIGHT = 1.5;

type Rarity = (trait: string) => number;

/** Inverse document frequency; a trait no example has is as rare as one that a single example has. */
function learnRarity(examples: readonly string[]): Rarity {
	const seenIn = new Map<string, number>();
	for (const text of examples) {
		for (const trait of readText(text).traits.keys()) seenIn.set(trait, (seenIn.get(trait) ?? 0) + 1);
	}
	return (trait) => Math.log(1 + examples.length / (seenIn.get(trait) ?? 1)) ** RARITY_POWER;
}

const RARITY_POWER = 0.5;

function vectorOf(text: string, rarity: Rarity, dictionary: Dictionary): Float32Array {
	const { traits, words } = readText(text);
	const vector = new Float32Array(TRAIT_DIMENSIONS + dictionary.dimensions);
	addTraits(vector, traits, rarity);
	const scale = Math.sqrt(MEANING_WEIGHT * dot(vector, vector));
	const meaning = meaningOf(words, { rarity: (word) => rarity(wordTrait(word)), dictionary });
	vector.set(
		meaning.map((value) => value * scale),
		TRAIT_DIMENSIONS,
	);
	return normalize(vector);
}

function addTraits(vector: Float32Array, traits: ReadonlyMap<string, number>, rarity: Rarity): void {
	for (const [trait, weight] of traits) {
		const hash = hashOf(trait);
		const index = (hash >>> 1) % TRAIT_DIMENSIONS;
		// Half of the traits count negatively, so that those that share an index cancel instead of adding up.
		const value = (hash & 1 ? 1 : -1) * damped(weight) * rarity(trait);
		vector[index] = (vector[index] ?? 0) + value;
	}
}

function hashOf(text: string): number {
	let hash = HASH_START;
	for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
	return hashFinish(hash);
}
