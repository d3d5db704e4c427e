// What dist/ was built from. Runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = [
	'router',
	'nodes',
	'adapters',
	'credentials',
	'vendor',
	'scripts/build',
	'LICENSE',
	'gulpfile.js',
	'tsconfig.json',
	'tsconfig.build.json',
	'package-lock.json',
];
const STAMP = '.cache/built-from';

/** One hash of all that dist/ is built from. Take it before a build begins: a file may be saved meanwhile. */
export function sourcesOf(root) {
	return fingerprint(root, SOURCES);
}

/** Notes that dist/, as it is now, was built from these sources. */
export function stampBuild(root, sources) {
	const stamp = path.join(root, STAMP);
	mkdirSync(path.dirname(stamp), { recursive: true });
	writeFileSync(stamp, stampOf(root, sources));
}

/** Whether dist/ is what a build made of exactly these sources, and untouched since. */
export function isBuilt(root) {
	const stamp = path.join(root, STAMP);
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root, sourcesOf(root));
}

function stampOf(root, sources) {
	return `sources ${sources}\ndist ${fingerprint(root, ['dist'])}\n`;
}

function fingerprint(root, entries) {
	const hash = createHash('sha256');
	for (const file of entries.flatMap((entry) => filesIn(root, entry)).sort())
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(path.join(root, file)))
			.update('\0');
	return hash.digest('hex');
}

function filesIn(root, entry) {
	const full = path.join(root, entry);
	if (!existsSync(full)) return [];
	if (statSync(full).isFile()) return [entry];
	return readdirSync(full, { recursive: true, withFileTypes: true })
		.filter((file) => file.isFile())
		.map((file) => path.relative(root, path.join(file.parentPath ?? file.path, file.name)));
}
