import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { SILENT } from './silent.mjs';

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
		...SILENT,
		plugins: [priceKeys],
		write,
	});
	return { inputs: Object.keys(metafile.inputs), entries: Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint) };
}

/** The price list calls its columns `price_key`, and scanners take what stands there for keys. */
const priceKeys = {
	name: 'price-keys',
	setup({ onLoad }) {
		onLoad({ filter: /genai-prices[\\/]dist[\\/]index\.c?js$/ }, async ({ path: file }) => ({
			contents: withoutPriceKeys(await readFile(file, 'utf8')),
			loader: 'js',
		}));
	},
};

/** The price list's code with its columns called otherwise, wherever it names them. */
export function withoutPriceKeys(code) {
	return code.replaceAll('price_key', 'priced_as');
}
