import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensurePrograms } from '../apt';
import { runToLog } from '../command';
import { sharedCache } from '../paths';

export const N8N_VERSION = '2.41.1';

/** A finished install of n8n. */
export interface N8nInstall {
	readonly folder: string;
	/** n8n's command line. */
	readonly bin: string;
	/** The Node that runs it. */
	readonly node: string;
}

const HEARTBEAT_MS = 10_000;

/** n8n with its own Node 24, installed once per machine (about 3 GB, some minutes) outside the checkout. */
export async function ensureN8n(say: (text: string) => void): Promise<N8nInstall> {
	const install = locate(path.join(sharedCache(), `n8n-${N8N_VERSION}`));
	const stamp = path.join(install.folder, 'complete');
	if (existsSync(stamp)) return install;
	const began = Date.now();
	const heartbeat = setInterval(() => say(`still installing n8n, ${Math.round((Date.now() - began) / 1000)} s`), HEARTBEAT_MS);
	try {
		await installAll(install, say);
	} finally {
		clearInterval(heartbeat);
	}
	writeFileSync(stamp, `${N8N_VERSION}\n`);
	return install;
}

async function installAll(install: N8nInstall, say: (text: string) => void): Promise<void> {
	const { folder } = install;
	mkdirSync(folder, { recursive: true });
	if (!existsSync(path.join(folder, 'package.json'))) writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
	// Install scripts are off because one of n8n's parts downloads its sources from GitHub; the two that matter are run below.
	if (!isVersionThere(folder)) {
		say(`installing n8n ${N8N_VERSION} (once, several minutes)`);
		const packages = [`n8n@${N8N_VERSION}`, 'node@24'];
		await runToLog('npm', ['install', ...packages, '--ignore-scripts', '--no-audit', '--no-fund'], { log: 'n8n-install', cwd: folder });
	}
	if (!runs(install.node, ['-e', 'process.exit(process.versions.node.startsWith("24.") ? 0 : 1)'], folder)) {
		say('fetching Node 24 for n8n');
		await runToLog('npm', ['rebuild', 'node'], { log: 'n8n-node', cwd: folder });
	}
	await ensureSqlite(install, say);
}

/** n8n's database driver is the one native part without a prebuilt binary we can count on. */
async function ensureSqlite({ folder, node }: N8nInstall, say: (text: string) => void): Promise<void> {
	const loads = () => runs(node, ['-e', 'require("sqlite3")'], folder);
	if (loads()) return;
	await ensurePrograms({ python3: 'python3', make: 'make', 'g++': 'g++' }, say);
	say('compiling the SQLite driver of n8n (two minutes)');
	const env = { ...process.env, PATH: `${path.dirname(node)}:${process.env.PATH ?? ''}`, npm_config_nodedir: headers(folder) };
	await runToLog('npm', ['rebuild', 'sqlite3'], { log: 'n8n-sqlite', cwd: folder, env });
	if (!loads()) throw new Error('The SQLite driver of n8n was compiled but does not load.');
}

function locate(folder: string): N8nInstall {
	const modules = path.join(folder, 'node_modules');
	return { folder, bin: path.join(modules, 'n8n/bin/n8n'), node: path.join(modules, '.bin/node') };
}

// npm writes its own list last, so it is the proof of a finished install.
function isVersionThere(folder: string): boolean {
	return existsSync(path.join(folder, 'node_modules/.package-lock.json')) && existsSync(path.join(folder, 'node_modules/n8n/bin/n8n'));
}

/** The Node package brings its C headers, so none are downloaded. */
function headers(folder: string): string {
	const parent = path.join(folder, 'node_modules/node/node_modules');
	const platform = readdirSync(parent).find((name) => existsSync(path.join(parent, name, 'include/node/node.h')));
	if (platform === undefined) throw new Error(`No Node headers under ${parent}.`);
	return path.join(parent, platform);
}

function runs(program: string, args: readonly string[], cwd: string): boolean {
	return spawnSync(program, args, { cwd, stdio: 'ignore' }).status === 0;
}
