import { createHash } from 'node:crypto';

import type { MeteredCall } from '../calls/client';
import type { Failure, FailureKind } from '../calls/failure';
import type { ModelSpec } from '../registry/model';

import type { Embedded, Embedder, TextKind } from './embedder';
import type { VectorCache } from './vectorCache';
import { normalize } from './vectors';

interface ProviderEmbedderOptions {
	/** The embedding model. */
	readonly model: ModelSpec;
	/** Where one is shared, what one embedder is fetching the others wait for. */
	readonly cache: VectorCache;
	/** Texts in one call at most. Default 64. */
	readonly batch?: number;
}

const DEFAULT_BATCH = 64;

/** An embedding model of a provider. Each text is paid for once: what is kept or on its way is not fetched again. */
export function createProviderEmbedder({ model, cache, batch = DEFAULT_BATCH }: ProviderEmbedderOptions): Embedder {
	const line: Line = { model, cache, batch, underway: underwayOf(cache) };
	return {
		id: `provider/${model.id}`,
		async embed(texts, kind, call) {
			// Not joined to what another asked for, and nothing that others would meet.
			if (call.allows?.(model) === false) return { ok: false, why: 'not in Allowed Models', forAll: false };
			const keys = texts.map((text) => keyOf(model, text));
			const wanted = new Map(keys.map((key, index) => [key, texts[index] ?? '']));
			const joined = await join(line, wanted, kind, call);
			// Whoever was asked first may have been cancelled, or have had no money left; that says nothing of this one.
			const again = new Map([...wanted].filter(([key]) => isAnothersOwn(joined.get(key))));
			const found = again.size === 0 ? joined : new Map([...joined, ...(await join(line, again, kind, call))]);
			return collect(keys, found);
		},
	};
}

interface Line {
	readonly model: ModelSpec;
	readonly cache: VectorCache;
	readonly batch: number;
	readonly underway: Map<string, Promise<Found>>;
}

type Found = { readonly vector: Float32Array } | { readonly failure: Failure; readonly own: boolean };

/** By cache, so that all embedders that share one also share what is on its way to it. */
const underwayByCache = new WeakMap<VectorCache, Map<string, Promise<Found>>>();

function underwayOf(cache: VectorCache): Map<string, Promise<Found>> {
	const underway = underwayByCache.get(cache) ?? new Map<string, Promise<Found>>();
	underwayByCache.set(cache, underway);
	return underway;
}

/** Before anything is awaited, each text is either joined or claimed: no other can slip in between. */
async function join(
	{ underway, ...line }: Line,
	wanted: ReadonlyMap<string, string>,
	kind: TextKind,
	call: MeteredCall,
): Promise<Map<string, Found>> {
	const claimed = new Map([...wanted].filter(([key]) => !underway.has(key)));
	const work = find(line, claimed, kind, call);
	for (const key of claimed.keys())
		underway.set(
			key,
			work.then((found) => found.get(key) ?? NOTHING),
		);
	const waits = [...wanted.keys()].map(async (key): Promise<[string, Found]> => {
		const found = (await underway.get(key)) ?? NOTHING;
		return [key, 'failure' in found ? { ...found, own: claimed.has(key) } : found];
	});
	try {
		return new Map(await Promise.all(waits));
	} finally {
		for (const key of claimed.keys()) underway.delete(key);
	}
}

function isAnothersOwn(found: Found | undefined): boolean {
	return found !== undefined && 'failure' in found && !found.own && !concernsAll(found.failure);
}

async function find(
	{ cache, model, batch }: Omit<Line, 'underway'>,
	claimed: ReadonlyMap<string, string>,
	kind: TextKind,
	call: MeteredCall,
): Promise<Map<string, Found>> {
	const found = new Map<string, Found>();
	if (claimed.size === 0) return found;
	const keys = [...claimed.keys()];
	const kept = await cache.get(keys);
	keys.forEach((key, index) => {
		const vector = kept[index];
		if (vector) found.set(key, { vector });
	});
	const missing = keys.filter((key) => !found.has(key));
	for (let start = 0; start < missing.length; start += batch) {
		const some = missing.slice(start, start + batch);
		const result = await call.embed(
			model,
			some.map((key) => claimed.get(key) ?? ''),
		);
		if (!result.ok) {
			for (const key of missing.slice(start)) found.set(key, { failure: result.failure, own: true });
			break;
		}
		const entries = some.map((key, index) => ({ key, vector: normalize(result.vectors[index] ?? new Float32Array(0)) }));
		for (const { key, vector } of entries) found.set(key, { vector });
		await cache.set(entries, kind);
	}
	return found;
}

function collect(keys: readonly string[], found: ReadonlyMap<string, Found>): Embedded {
	const vectors: Float32Array[] = [];
	for (const key of keys) {
		const one = found.get(key) ?? NOTHING;
		if ('failure' in one) return { ok: false, why: whyOf(one.failure), forAll: concernsAll(one.failure) };
		vectors.push(one.vector);
	}
	return { ok: true, vectors };
}

/** By content: the model, where it is, and the text. */
function keyOf(model: ModelSpec, text: string): string {
	return createHash('sha256')
		.update(JSON.stringify([model.apiModel, model.providerId, text]))
		.digest('hex');
}

function concernsAll({ scope }: Failure): boolean {
	return scope !== 'request' && scope !== 'request+model';
}

const NOTHING: Found = { vector: new Float32Array(0) };

function whyOf({ kind, httpStatus }: Failure): string {
	// The meter refuses without any answer of a provider; nothing else is a bad request without a status.
	return kind === 'bad_request' && httpStatus === null ? 'the cost cap leaves no room' : WHY[kind];
}

const WHY: Readonly<Record<FailureKind, string>> = {
	rate_limited: 'rate limit',
	quota_exhausted: 'quota used up',
	overloaded: 'overloaded',
	server_error: 'server error',
	timeout: 'timeout',
	connection: 'no connection',
	auth: 'key refused',
	model_not_found: 'no such embedding model',
	unsupported: 'request refused',
	context_too_long: 'text too long',
	content_policy: 'content filter',
	bad_request: 'request refused',
	refused: 'request refused',
	too_large_for_limit: 'text too long',
	interrupted: 'unreadable answer',
	misconfigured: 'API version',
	invalid_response: 'unreadable answer',
	truncated: 'unreadable answer',
	downstream: 'failed',
	cancelled: 'cancelled',
};
