import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PACKAGE, projectRoot } from '../../scripts/lib/paths';

const manifestSchema = z.record(z.unknown());

/** What `npm publish` would upload, made of the last build. Returns the file. */
export function pack(folder: string): string {
	const output = run('npm', ['pack', '--quiet', '--pack-destination', folder], projectRoot);
	return path.join(folder, output.trim());
}

/** The files of a tarball, without the folder they are in there. */
export function unpack(tarball: string, folder: string): void {
	mkdirSync(folder, { recursive: true });
	run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], folder);
}

/**
 * Installs or updates the package by hand as n8n does it for people, which takes a published version: `downloadPackage` of
 * n8n 2.41. `version`: what the package says of itself, where it is to be another than it is.
 */
export function install(tarball: string, userFolder: string, version?: string): void {
	const folder = folderIn(userFolder);
	unpack(tarball, folder);
	const file = path.join(folder, 'package.json');
	const { devDependencies: _dev, peerDependencies: _peers, optionalDependencies: _optional, ...manifest } = read(file, manifestSchema);
	writeFileSync(file, JSON.stringify({ ...manifest, ...(version !== undefined && { version }) }, null, 2));
	const flags = [
		'--audit=false',
		'--fund=false',
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts=true',
		'--package-lock=false',
	];
	run('npm', ['install', ...flags], folder);
	list(userFolder, { [PACKAGE]: version ?? String(manifest['version']) });
}

/** Removes it as n8n does; what the package has stored is left. */
export function uninstall(userFolder: string): void {
	rmSync(folderIn(userFolder), { recursive: true });
	list(userFolder, {});
}

/** The version that is installed. */
export function installedVersion(userFolder: string): string {
	return String(read(path.join(folderIn(userFolder), 'package.json'), manifestSchema)['version']);
}

/** n8n's own list of what is installed. */
function list(userFolder: string, dependencies: Readonly<Record<string, string>>): void {
	writeFileSync(path.join(userFolder, '.n8n/nodes/package.json'), JSON.stringify({ name: 'installed-nodes', private: true, dependencies }));
}

function folderIn(userFolder: string): string {
	return path.join(userFolder, '.n8n/nodes/node_modules', PACKAGE);
}

function read<T>(file: string, schema: z.ZodType<T>): T {
	return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function run(program: string, args: readonly string[], cwd: string): string {
	return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
