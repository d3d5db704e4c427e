import { homedir } from 'node:os';
import path from 'node:path';

const FOLDER = 'n8n-nodes-llm-router';

/** What our folder asks of a node's context (`this` in `execute`). */
export interface StorageContext {
	readonly helpers: object;
	getNode(): { readonly type: string };
}

/**
 * Our own folder in n8n's storage. n8n's storage path ends in the node's type, which differs per node and per way
 * of installing, so ours is a folder beside those.
 */
export function storageFolder(context: StorageContext): string {
	const { helpers } = context;
	const storage = hasStoragePath(helpers) ? withoutType(helpers.getStoragePath(), context.getNode().type) : storageOfOlderN8n();
	return path.join(storage, FOLDER);
}

function hasStoragePath(helpers: object): helpers is { getStoragePath(): string } {
	return 'getStoragePath' in helpers;
}

// A scoped package's type has a slash in it and so is two folders deep.
function withoutType(storagePath: string, type: string): string {
	return path.resolve(storagePath, ...type.split('/').map(() => '..'));
}

function storageOfOlderN8n(): string {
	return path.join(process.env['N8N_USER_FOLDER'] ?? homedir(), '.n8n', 'storage');
}
