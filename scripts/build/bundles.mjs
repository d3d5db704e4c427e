import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

// Loaded by path into a thread of its own, so it carries what it needs.
const WORKER = 'adapters/ledger/sqliteWorker.ts';

/**
 * Bundles everything of the package that carries other people's code into `outdir`: one file for each of vendor/,
 * and the ledger's worker. All in one build, so that no bundle can be missing from what it returns: the files the
 * bundles were made of, relative to the working directory, which must be the repository.
 */
export async function bundle(outdir, { write = true } = {}) {
	const { metafile } = await build({
		entryPoints: [...readdirSync('vendor').map((file) => path.join('vendor', file)), WORKER],
		outdir,
		outbase: '.',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		minify: true,
		// They stand in THIRD_PARTY_NOTICES.txt.
		legalComments: 'none',
		metafile: true,
		write,
	});
	return { inputs: Object.keys(metafile.inputs), entries: Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint) };
}
