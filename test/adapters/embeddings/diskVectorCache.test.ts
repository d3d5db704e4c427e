import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { createDiskVectorCache } from '../../../adapters/embeddings/diskVectorCache';
import { createProviderEmbedder } from '../../../router/features/providerEmbedder';
import { createSemanticStrategy } from '../../../router/strategies/semantic';
import { embeddingModel, embeddingServer, meterTo } from '../../support/embeddings';
import { tempFolder } from '../../support/ledger';
import { analyzed } from '../../support/requests';
import { modelAt } from '../../support/routing';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const vector = Float32Array.of(0.5, -1.25, 3e-9);
const other = Float32Array.of(1);

let folder: ReturnType<typeof tempFolder>;
let vectors: string;
beforeEach(() => {
	folder = tempFolder();
	vectors = path.join(folder.path, 'deep', 'vectors');
});
afterEach(() => folder.remove());

const files = () => readdirSync(vectors).sort();
/** A cache with nothing in memory, as after a restart. */
const reopened = () => createDiskVectorCache({ folder: vectors });

describe('vectors of examples', () => {
	it('outlive the process, one file each and nothing else', async () => {
		await reopened().set(
			[
				{ key: A, vector },
				{ key: B, vector: other },
			],
			'examples',
		);
		expect(await reopened().get([B, A, 'c'.repeat(64)])).toEqual([other, vector, null]);
		expect(files()).toEqual([`${A}.vec`, `${B}.vec`]);
	});

	it.each<[string, (file: Buffer) => Buffer]>([
		['empty', () => Buffer.alloc(0)],
		['cut off', (file) => file.subarray(0, -1)],
		['too long', (file) => Buffer.concat([file, Buffer.of(0)])],
		['of another version', (file) => Buffer.concat([Buffer.of(2), file.subarray(1)])],
		['of a false dimension', (file) => Buffer.concat([Buffer.of(1, 255, 255, 255, 255), file.subarray(5)])],
		['with a flipped bit', (file) => Buffer.concat([file.subarray(0, 7), Buffer.of((file[7] ?? 0) ^ 1), file.subarray(8)])],
		['something else', () => Buffer.from('{"vector":[1,2,3]}')],
	])('a file that is %s counts as absent and is written anew', async (_, damage) => {
		const file = path.join(vectors, `${A}.vec`);
		await reopened().set([{ key: A, vector }], 'examples');
		const good = readFileSync(file);
		writeFileSync(file, damage(good));
		const cache = reopened();
		expect(await cache.get([A])).toEqual([null]);
		await cache.set([{ key: A, vector }], 'examples');
		expect(readFileSync(file)).toEqual(good);
	});

	it('are not taken from a file under another name', async () => {
		await reopened().set([{ key: A, vector }], 'examples');
		copyFileSync(path.join(vectors, `${A}.vec`), path.join(vectors, `${B}.vec`));
		expect(await reopened().get([B])).toEqual([null]);
	});

	it('are never written outside the folder', async () => {
		await reopened().set([{ key: '../../outside', vector }], 'examples');
		expect(await reopened().get(['../../outside'])).toEqual([vector]);
		expect([readdirSync(folder.path), files().length]).toEqual([['deep'], 1]);
	});

	it('are read from disk once', async () => {
		await reopened().set([{ key: A, vector }], 'examples');
		const cache = reopened();
		await cache.get([A]);
		writeFileSync(path.join(vectors, `${A}.vec`), 'gone');
		expect(await cache.get([A])).toEqual([vector]);
	});
});

it('vectors of prompts never reach the disk', async () => {
	const cache = reopened();
	await cache.set([{ key: A, vector }], 'prompt');
	expect(await cache.get([A])).toEqual([vector]);
	expect(await reopened().get([A])).toEqual([null]);
	expect(readdirSync(folder.path)).toEqual([]);
});

it('a disk that refuses costs no vector and is told of once', async () => {
	// A file where the folder should be refuses root too.
	writeFileSync(path.join(folder.path, 'deep'), '');
	const cache = reopened();
	expect(cache.takeNotice()).toBeNull();
	await cache.set([{ key: A, vector }], 'examples');
	await cache.set([{ key: B, vector: other }], 'examples');
	expect(await cache.get([A, B])).toEqual([vector, other]);
	expect(cache.takeNotice()).toMatch(/could not be kept on disk \((ENOTDIR|EEXIST)\)/);
	await cache.set([{ key: A, vector }], 'examples');
	expect(cache.takeNotice()).toBeNull();
});

it('after a restart only prompts are fetched', async () => {
	const server = await embeddingServer();
	const models = [modelAt(0), modelAt(1)];
	const examples = models.flatMap(({ id }) => [
		{ modelId: id, text: `${id} one` },
		{ modelId: id, text: `${id} two` },
	]);
	const run = async (...prompts: readonly string[]) => {
		const embedder = createProviderEmbedder({ model: embeddingModel(), cache: reopened() });
		const strategy = createSemanticStrategy({ examples, embedder, margin: 0, defaultModelId: null, definition: null });
		const ask = (text: string) => ({
			request: analyzed(text),
			models,
			threshold: 0,
			call: meterTo(server.url).call,
			random: () => 0,
			nowMs: 0,
		});
		await Promise.all(prompts.map((text) => strategy.rank(ask(text))));
	};
	await run('prompt one', 'prompt two', 'prompt one');
	const first = server.batches().flat().sort();
	await run('prompt one', 'prompt three');
	const second = server.batches().flat().slice(first.length).sort();
	await server.close();
	expect(first).toEqual([...examples.map(({ text }) => text), 'prompt one', 'prompt two'].sort());
	expect(second).toEqual(['prompt one', 'prompt three']);
});
