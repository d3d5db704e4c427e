import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ICredentialType, INodeType, IVersionedNodeType } from 'n8n-workflow';
import { z } from 'zod';
import { projectRoot } from '../paths';

export interface LoadedPackage {
	/** Installed type name (`<package>.<node>`) → node. */
	readonly nodes: Record<string, INodeType | IVersionedNodeType>;
	/** Credential type name → credential. */
	readonly credentials: Record<string, ICredentialType>;
}

const manifest = z.object({
	name: z.string(),
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

/** The built package, loaded as n8n loads it: the files named in package.json, class by file name. */
export async function loadPackage(root: string = projectRoot): Promise<LoadedPackage> {
	const { name, n8n } = manifest.parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
	const nodes = await Promise.all(n8n.nodes.map((file) => instance<INodeType | IVersionedNodeType>(root, file)));
	const credentials = await Promise.all(n8n.credentials.map((file) => instance<ICredentialType>(root, file)));
	return {
		nodes: Object.fromEntries(nodes.map((node) => [`${name}.${node.description.name}`, node])),
		credentials: Object.fromEntries(credentials.map((credential) => [credential.name, credential])),
	};
}

async function instance<T>(root: string, file: string): Promise<T> {
	const full = path.join(root, file);
	if (!existsSync(full)) throw new Error(`${file} is not built: run "npm run build" first.`);
	const className = path.basename(file).split('.')[0] ?? '';
	const loaded = (await import(full)) as Record<string, new () => T>;
	const Class = loaded[className];
	if (!Class) throw new Error(`${file} exports no class named ${className}.`);
	return new Class();
}
