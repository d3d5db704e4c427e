import type { MeteredCall } from '../calls/client';

import type { Embedded, Embedder, TextKind } from './embedder';

interface EmbedOptions {
	readonly texts: readonly string[];
	readonly kind: TextKind;
	readonly call: MeteredCall;
	readonly nowMs: number;
}

/** An embedding service that is down is left alone for so long: each try may take a minute to fail. */
const PAUSE_MS = 30_000;

/** Embeds, but fails at once for a while after a failure that others would meet too. */
export function embedWithCooldown(embedder: Embedder): (options: EmbedOptions) => Promise<Embedded> {
	let down: { readonly why: string; readonly untilMs: number } | null = null;
	return async ({ texts, kind, call, nowMs }) => {
		if (down !== null && nowMs < down.untilMs) return { ok: false, why: down.why, forAll: true };
		const result = await embedder.embed(texts, kind, call);
		if (!result.ok && result.forAll) down = { why: result.why, untilMs: nowMs + PAUSE_MS };
		return result;
	};
}

/** Characters of a request that are embedded; embedding models read some 8,000 tokens. Longer: head and tail. */
const MAX_CHARS = 6_000;

export function readable(text: string): string {
	if (text.length <= MAX_CHARS) return text;
	return `${text.slice(0, MAX_CHARS / 2)}\n${text.slice(-MAX_CHARS / 2)}`;
}
