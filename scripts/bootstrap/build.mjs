import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { node24, root, runLogged } from './process.mjs';

const sources = [
	'router',
	'nodes',
	'adapters',
	'credentials',
	'vendor',
	'gulpfile.js',
	'tsconfig.json',
	'tsconfig.build.json',
	'package-lock.json',
];
const stamp = path.join(root, '.cache/built-from');

/** Builds dist/ unless it was built from exactly these sources. */
export async function ensureBuilt(progress) {
	const fingerprint = fingerprintOf(sources);
	if (existsSync(path.join(root, 'dist')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
	progress('building');
	await runLogged(node24, ['node_modules/gulp/bin/gulp.js', 'quick'], 'build');
	mkdirSync(path.dirname(stamp), { recursive: true });
	writeFileSync(stamp, fingerprint);
}

function fingerprintOf(entries) {
	const hash = createHash('sha256');
	for (const file of entries.flatMap(filesIn).sort())
		hash
			.update(file)
			.update('\0')
			.update(readFileSync(path.join(root, file)))
			.update('\0');
	return hash.digest('hex');
}

function filesIn(entry) {
	const full = path.join(root, entry);
	if (!existsSync(full)) return [];
	if (/\.\w+$/.test(entry)) return [entry];
	return readdirSync(full, { recursive: true, withFileTypes: true })
		.filter((file) => file.isFile())
		.map((file) => path.relative(root, path.join(file.parentPath ?? file.path, file.name)));
}
