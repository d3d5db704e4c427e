import path from 'node:path';
import { root } from './process.mjs';

/** Bundles a TypeScript script, packages left outside; returns the file to run. */
export async function bundleScript(file) {
	// Only there once the packages are installed.
	const { build } = await import('esbuild');
	const outfile = path.join(root, '.cache/scripts', file.replace(/\.ts$/, '.cjs'));
	await build({
		absWorkingDir: root,
		entryPoints: [file],
		outfile,
		bundle: true,
		packages: 'external',
		platform: 'node',
		target: 'node24',
		format: 'cjs',
		sourcemap: 'inline',
		logLevel: 'warning',
	});
	return outfile;
}
