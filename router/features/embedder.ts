import type { MeteredCall } from '../calls/client';

export type Embedded =
	/** One vector of length 1 for each text, in their order; all zero where a text has nothing to read. */
	| { readonly ok: true; readonly vectors: readonly Float32Array[] }
	/** `why` in our words alone: it is kept in the log. `forAll`: other texts would fail now too. */
	| { readonly ok: false; readonly why: string; readonly forAll: boolean };

/**
 * Whether the texts are the user's own settings, which may be kept on disk, or prompts, which may not: an
 * embedding can be partly turned back into its text.
 */
export type TextKind = 'examples' | 'prompt';

/** Turns texts into vectors whose dot product says how alike they are. Never throws for what a provider does. */
export interface Embedder {
	/** What its vectors depend on: part of the policy hash. */
	readonly id: string;
	embed(texts: readonly string[], kind: TextKind, call: MeteredCall): Promise<Embedded>;
}
