import { createHash } from 'node:crypto';

export interface Given {
	readonly decisionId: string;
	readonly modelId: string;
	readonly source: string;
	/** Who gave it; empty: nobody in particular. */
	readonly ratedBy: string;
	/** The user's own; empty: none. */
	readonly dedupeKey: string;
}

/**
 * What makes two outcomes one. Left to us, each person of each source has one opinion of an answer: who rates again
 * has changed their mind. Who they are is not kept: the hash tells apart those who rated one decision, and links
 * nobody's ratings of two.
 */
export function dedupeKeyOf({ decisionId, modelId, source, ratedBy, dedupeKey }: Given): string {
	if (dedupeKey !== '') return dedupeKey;
	const key = `${decisionId}:${modelId}:${source}`;
	return ratedBy === '' ? key : `${key}:${createHash('sha256').update(`${key}:${ratedBy}`).digest('hex').slice(0, HASH_CHARS)}`;
}

const HASH_CHARS = 16;
