import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createMemoryVectors, type VectorCache, type VectorEntry } from '../../router/features/vectorCache';

interface DiskVectorCacheOptions {
	/** Made when the first vector is written. */
	readonly folder: string;
	/** Bytes of vectors kept in memory, prompts' included. Default 32 MB, some 5,000 vectors of 1,536 numbers. */
	readonly memoryBytes?: number;
}

export interface DiskVectorCache extends VectorCache {
	/** Once, after the disk has refused a vector: what to tell the user. Else `null`. */
	takeNotice(): string | null;
}

const DEFAULT_MEMORY_BYTES = 32 * 2 ** 20;

/**
 * Vectors of examples outlive n8n, one file each; vectors of prompts stay in memory (see `VectorCache`). A broken
 * or foreign file counts as absent and is written anew. A disk that is full or read-only costs nothing but the
 * saving: all goes on in memory.
 */
export function createDiskVectorCache({ folder, memoryBytes = DEFAULT_MEMORY_BYTES }: DiskVectorCacheOptions): DiskVectorCache {
	const memory = createMemoryVectors({ maxBytes: memoryBytes });
	let notice: string | null = null;
	let reported = false;
	return {
		async get(keys) {
			const kept = await memory.get(keys);
			const found = await inTurns(keys, async (key, index) => kept[index] ?? (await readVector(folder, key)));
			const read = keys.flatMap((key, index): VectorEntry[] => {
				const vector = kept[index] ? null : found[index];
				return vector ? [{ key, vector }] : [];
			});
			await memory.set(read, 'examples');
			return found;
		},
		async set(entries, kind) {
			await memory.set(entries, kind);
			if (kind === 'prompt') return;
			const problem = await writeAll(folder, entries);
			if (problem !== null && !reported) notice = noticeOf(problem);
			reported ||= problem !== null;
		},
		takeNotice() {
			const taken = notice;
			notice = null;
			return taken;
		},
	};
}

function noticeOf(problem: string): string {
	return `The embeddings of your examples could not be kept on disk (${problem}). Routing still works, but n8n will fetch and pay for them again after its next start.`;
}

/** Files open at a time: hundreds of examples must not use up what the process may open. */
const AT_ONCE = 32;

async function inTurns<T>(keys: readonly string[], work: (key: string, index: number) => Promise<T>): Promise<T[]> {
	const done: T[] = [];
	for (let start = 0; start < keys.length; start += AT_ONCE) {
		const some = keys.slice(start, start + AT_ONCE);
		done.push(...(await Promise.all(some.map((key, index) => work(key, start + index)))));
	}
	return done;
}

/** What went wrong first, by the system's own code; `null`: all is written. */
async function writeAll(folder: string, entries: readonly VectorEntry[]): Promise<string | null> {
	try {
		await mkdir(folder, { recursive: true });
		for (const { key, vector } of entries) await writeVector(folder, key, vector);
		return null;
	} catch (error) {
		return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason';
	}
}

const VERSION = 1;
const HEADER_BYTES = 5;
const CHECKSUM_BYTES = 8;
const FLOAT_BYTES = 4;

/** Under a name of its own and renamed when complete, so that no reader ever sees half a file. */
async function writeVector(folder: string, key: string, vector: Float32Array): Promise<void> {
	const file = fileOf(folder, key);
	const draft = `${file}.${randomUUID()}.tmp`;
	try {
		await writeFile(draft, encode(key, vector));
		await rename(draft, file);
	} catch (error) {
		await unlink(draft).catch(() => undefined);
		throw error;
	}
}

async function readVector(folder: string, key: string): Promise<Float32Array | null> {
	try {
		return decode(key, await readFile(fileOf(folder, key)));
	} catch {
		// Absent or unreadable are one: the vector is fetched, and writing it is where a broken disk is noticed.
		return null;
	}
}

function fileOf(folder: string, key: string): string {
	// A key that is no hash could name a file elsewhere.
	const name = /^[0-9a-f]{64}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');
	return path.join(folder, `${name}.vec`);
}

/** Version byte, number of dimensions, the numbers (all little-endian), checksum. */
function encode(key: string, vector: Float32Array): Buffer {
	const body = Buffer.alloc(HEADER_BYTES + vector.length * FLOAT_BYTES);
	body.writeUInt8(VERSION, 0);
	body.writeUInt32LE(vector.length, 1);
	vector.forEach((value, index) => body.writeFloatLE(value, HEADER_BYTES + index * FLOAT_BYTES));
	return Buffer.concat([body, checksum(key, body)]);
}

function decode(key: string, file: Buffer): Float32Array | null {
	if (file.length < HEADER_BYTES + CHECKSUM_BYTES || file.readUInt8(0) !== VERSION) return null;
	const dimensions = file.readUInt32LE(1);
	const end = HEADER_BYTES + dimensions * FLOAT_BYTES;
	if (dimensions === 0 || file.length !== end + CHECKSUM_BYTES) return null;
	if (!checksum(key, file.subarray(0, end)).equals(file.subarray(end))) return null;
	return Float32Array.from({ length: dimensions }, (_, index) => file.readFloatLE(HEADER_BYTES + index * FLOAT_BYTES));
}

/** Over the key too: a file under another's name is not that one's vector. */
function checksum(key: string, body: Buffer): Buffer {
	return createHash('sha256').update(key).update(body).digest().subarray(0, CHECKSUM_BYTES);
}
