import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import { dot } from '../../router/features/vectors';
import type { Dictionary } from '../../router/features/wordDictionary';
import { clusterCentroids } from '../../router/strategies/semanticClusters';
import { noCall } from '../../test/support/embeddings';
import { INTENT_SETS } from '../../test/support/intents';

export interface IntentFigure {
	readonly set: string;
	readonly requests: number;
	/** Shares of the requests that are nearest to their own intent. */
	readonly alone: number;
	readonly withWords: number;
}

const NO_WORDS: Dictionary = { version: 'none', dimensions: 0, lookUp: () => null };

/** How often a request of test/support/intents.json is nearest to its own intent, without the dictionary and with it. */
export async function measureIntents(dictionary: Dictionary): Promise<IntentFigure[]> {
	const figures = Object.keys(INTENT_SETS).map(async (set) => ({
		set,
		requests: Object.values(INTENT_SETS[set] ?? {}).flatMap(({ test }) => test).length,
		alone: await shareRight(set, NO_WORDS),
		withWords: await shareRight(set, dictionary),
	}));
	return await Promise.all(figures);
}

async function shareRight(set: string, dictionary: Dictionary): Promise<number> {
	const intents = Object.entries(INTENT_SETS[set] ?? {});
	const embed = embedderOf(
		intents.flatMap(([, { examples }]) => examples),
		dictionary,
	);
	const centroids = new Map<string, readonly Float32Array[]>();
	for (const [intent, { examples }] of intents) centroids.set(intent, clusterCentroids(await embed(examples)));
	const results = intents.map(async ([intent, { test }]) => (await embed(test)).map((vector) => nearest(vector, centroids) === intent));
	const right = (await Promise.all(results)).flat();
	return right.filter(Boolean).length / right.length;
}

function embedderOf(examples: readonly string[], dictionary: Dictionary): (texts: readonly string[]) => Promise<readonly Float32Array[]> {
	const embedder = createLexicalEmbedder({ examples, dictionary: async () => dictionary });
	return async (texts) => {
		const result = await embedder.embed(texts, 'prompt', noCall);
		return result.ok ? result.vectors : [];
	};
}

function nearest(vector: Float32Array, centroids: ReadonlyMap<string, readonly Float32Array[]>): string | undefined {
	const scores = [...centroids].map(([intent, own]) => ({ intent, score: Math.max(...own.map((centroid) => dot(centroid, vector))) }));
	return scores.sort((a, b) => b.score - a.score)[0]?.intent;
}
