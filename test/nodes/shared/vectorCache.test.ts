import { existsSync } from 'node:fs';
import path from 'node:path';

import { ledgerPath } from '../../../nodes/shared/ledger';
import { vectorCacheFor } from '../../../nodes/shared/vectorCache';
import { tempFolder } from '../../support/ledger';

const KEY = 'a'.repeat(64);
const folder = tempFolder();
afterAll(() => folder.remove());

const contextOf = (type: string) => ({ helpers: { getStoragePath: () => path.join(folder.path, type) }, getNode: () => ({ type }) });

it('is one for all our nodes, in a folder beside the ledger', async () => {
	const cache = vectorCacheFor(contextOf('CUSTOM.routeLlmRequest'));
	expect(vectorCacheFor(contextOf('n8n-nodes-llm-router.llmRouterFeedback'))).toBe(cache);
	await cache.set([{ key: KEY, vector: Float32Array.of(1) }], 'examples');
	expect(existsSync(path.join(path.dirname(ledgerPath(contextOf('x'))), 'vectors', `${KEY}.vec`))).toBe(true);
});
