import type { TextKind } from './embedder';

export interface VectorEntry {
	readonly key: string;
	readonly vector: Float32Array;
}

/** Keeps vectors by what they are of. Never throws: without its disk it keeps less. */
export interface VectorCache {
	/** In the order of the keys; `null`: not kept. */
	get(keys: readonly string[]): Promise<readonly (Float32Array | null)[]>;
	/**
	 * `prompt`: in memory only, and not for ever. An embedding can be partly turned back into its text, and
	 * prompts are not stored.
	 */
	set(entries: readonly VectorEntry[], kind: TextKind): Promise<void>;
}

/** The least recently used go first once the vectors take more than `maxBytes`. */
export function createMemoryVectors({ maxBytes }: { readonly maxBytes: number }): VectorCache {
	const kept = new Map<string, Float32Array>();
	let bytes = 0;
	const drop = (key: string) => {
		bytes -= kept.get(key)?.byteLength ?? 0;
		kept.delete(key);
	};
	const put = (key: string, vector: Float32Array) => {
		drop(key);
		kept.set(key, vector);
		bytes += vector.byteLength;
		for (const oldest of kept.keys()) {
			if (bytes <= maxBytes) break;
			drop(oldest);
		}
	};
	return {
		get: async (keys) =>
			keys.map((key) => {
				const vector = kept.get(key) ?? null;
				if (vector !== null) put(key, vector);
				return vector;
			}),
		set: async (entries) => entries.forEach(({ key, vector }) => put(key, vector)),
	};
}
