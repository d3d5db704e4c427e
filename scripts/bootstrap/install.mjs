import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { node24, root, runLogged } from './process.mjs';

/** `npm ci` when node_modules is absent, half installed or older than package-lock.json. */
export async function ensureInstalled(progress) {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < 20) throw new Error(`This needs Node 20 or newer to begin with; found ${process.version}.`);
	if (isInstalled()) return;
	progress('installing the npm packages, a minute or two');
	await runLogged('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'npm-ci');
}

/** n8n needs Node 24; the npm package `node` brings it, and its own install script fetches the binary. */
export async function ensureNode24(progress) {
	if (runsNode24()) return;
	progress('fetching Node 24');
	await runLogged('npm', ['rebuild', 'node'], 'npm-rebuild-node');
	if (!runsNode24()) throw new Error('Node 24 did not arrive in node_modules/.bin: delete node_modules and try again.');
}

// npm writes its own list last, so it is the proof of a finished install.
function isInstalled() {
	const installed = packages('node_modules/.package-lock.json');
	if (!installed) return false;
	const wanted = Object.entries(packages('package-lock.json') ?? {});
	return wanted.every(([folder, { version, optional, devOptional }]) => {
		if (folder === '' || optional || devOptional) return true;
		return installed[folder]?.version === version;
	});
}

function packages(file) {
	const full = path.join(root, file);
	return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')).packages : null;
}

function runsNode24() {
	if (!existsSync(node24)) return false;
	try {
		return execFileSync(node24, ['--version'], { encoding: 'utf8' }).startsWith('v24.');
	} catch {
		// The placeholder that npm links before the install script has run.
		return false;
	}
}
