import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build } from 'esbuild';

import { projectRoot } from '../../scripts/lib/paths';

export interface BundledRunner<T> {
	readonly program: string;
	/** What a runner is started with, as a file. @param name where several run at once. */
	file(options: T, name?: string): string;
}

/** A program of this folder for a process of its own. Inside the checkout, where the packages it leaves outside are found. */
export async function bundleRunner<T>(name: string): Promise<BundledRunner<T>> {
	const folder = path.join(projectRoot, '.cache', 'faults');
	const program = path.join(folder, `${name}.cjs`);
	await build({
		entryPoints: [path.join(projectRoot, `test/faults/${name}.ts`)],
		outfile: program,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'cjs',
		target: 'node24',
	});
	return {
		program,
		file(options, ask = 'ask') {
			const file = path.join(folder, `${ask}.json`);
			mkdirSync(folder, { recursive: true });
			writeFileSync(file, JSON.stringify(options));
			return file;
		},
	};
}
