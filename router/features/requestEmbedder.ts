import type { MeteredCall } from '../calls/client';
import type { ModelId } from '../registry/model';
import type { AnalyzedRequest } from '../request/request';

import type { Embedder } from './embedder';
import { type Embedding, embeddingOf } from './embedding';
import { readable, embedWithCooldown } from './embedWithCooldown';

export interface RequestEmbedOptions {
	readonly request: AnalyzedRequest;
	readonly call: MeteredCall;
	readonly nowMs: number;
}

type RequestEmbedded =
	| { readonly ok: true; readonly embedding: Embedding }
	/** In our words alone. */
	| { readonly ok: false; readonly why: string };

/** Embeds requests for the classifier: to keep what it trains on, and to read what it was trained on. */
export interface RequestEmbedder {
	readonly modelId: ModelId;
	/** Never rejects for what a provider does. A request embedded before is not paid again while the cache has it. */
	embed(options: RequestEmbedOptions): Promise<RequestEmbedded>;
	/** What the user should know of this run: how many requests could not be embedded, and why. */
	notices(): readonly string[];
}

export function createRequestEmbedder({ modelId, embedder }: { readonly modelId: ModelId; readonly embedder: Embedder }): RequestEmbedder {
	const embed = embedWithCooldown(embedder);
	/** Why → the requests: one is asked about twice where it is read and kept. */
	const failed = new Map<string, Set<AnalyzedRequest>>();
	const fail = (request: AnalyzedRequest, why: string): RequestEmbedded => {
		failed.set(why, (failed.get(why) ?? new Set()).add(request));
		return { ok: false, why };
	};
	return {
		modelId,
		async embed({ request, call, nowMs }) {
			const text = readable(request.text);
			if (text.trim() === '') return fail(request, 'no text');
			const result = await embed({ texts: [text], kind: 'prompt', call, nowMs });
			if (!result.ok) return fail(request, result.why);
			const embedding = embeddingOf(modelId, result.vectors[0] ?? new Float32Array(0));
			return embedding === null ? fail(request, 'unreadable vector') : { ok: true, embedding };
		},
		notices() {
			const reasons = [...failed].map(([why, requests]) => `${String(requests.size)} (${why})`);
			return reasons.length === 0
				? []
				: [
						`Embedding Model for the Classifier: "${modelId}" could not be asked for ${reasons.join(', ')} of the requests. They were routed without their embedding, and none is kept for them.`,
					];
		},
	};
}
