import path from 'node:path';

import { createDiskVectorCache, type DiskVectorCache } from '../../adapters/embeddings/diskVectorCache';
import { storageFolder, type StorageContext } from './storage';

const SHARED = Symbol.for('n8n-nodes-llm-router/vectors');
const FOLDER = 'vectors';

/** The embeddings this n8n has paid for: one cache for all our nodes and runs, beside the ledger. */
export function vectorCacheFor(context: StorageContext): DiskVectorCache {
	const folder = path.join(storageFolder(context), FOLDER);
	const caches = sharedCaches();
	const cache = caches.get(folder) ?? createDiskVectorCache({ folder });
	caches.set(folder, cache);
	return cache;
}

// On globalThis, because n8n may load our package twice.
function sharedCaches(): Map<string, DiskVectorCache> {
	const holder: typeof globalThis & { [SHARED]?: Map<string, DiskVectorCache> } = globalThis;
	return (holder[SHARED] ??= new Map());
}
