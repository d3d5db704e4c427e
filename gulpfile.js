const { spawn } = require('node:child_process');
const { mkdir, rename, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { dest, parallel, series, src } = require('gulp');

// Built aside and moved into place, so that a failed build leaves the last one standing.
const OUT = path.join('.cache', `dist-${process.pid}`);

function clean() {
	return rm('dist', { recursive: true, force: true });
}

let sources;

// The scripts are ES modules, which Node 20 lets CommonJS load only so.
async function begin() {
	const { sourcesOf } = await import('./scripts/build/stamp.mjs');
	sources = sourcesOf(__dirname);
}

async function publish() {
	const { stampBuild } = await import('./scripts/build/stamp.mjs');
	await clean();
	await rename(OUT, 'dist');
	stampBuild(__dirname, sources);
}

// Our own code stays file by file: a stack trace names the file, and n8n loads
// thin node files at start. Only what comes from others is bundled.
function compile(...flags) {
	return function compileTypeScript(done) {
		const tsc = require.resolve('typescript/bin/tsc');
		const child = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', OUT, ...flags], { stdio: 'inherit' });
		child.on('exit', (code) => done(code === 0 ? undefined : new Error('The TypeScript compiler found errors, see above.')));
	};
}

async function bundles() {
	const [{ bundle }, { dataNotices, notices }] = await Promise.all([
		import('./scripts/build/bundles.mjs'),
		import('./scripts/build/notices.mjs'),
	]);
	const { inputs } = await bundle(OUT);
	await writeFile(path.join(OUT, 'THIRD_PARTY_NOTICES.txt'), `${notices(inputs)}${dataNotices()}`);
}

function copyAssets() {
	return src(['nodes/**/*.{svg,png,node.json}', 'credentials/**/*.svg', 'icons/**/*.svg'], {
		base: '.',
		encoding: false,
		allowEmpty: true,
	}).pipe(dest(OUT));
}

const rest = [parallel(bundles, copyAssets), publish];
const build = series(begin, compile(), ...rest);
// For commands that check the types themselves, or only want to run.
const quick = series(begin, compile('--noCheck'), ...rest);

/** The Chat Model that needs nothing of a machine, of which a package for n8n Cloud can be made. No part of the package. */
async function connected() {
	const [{ bundleConnectedOnly }, { cloudProblems }, { dataNotices, notices }] = await Promise.all([
		import('./scripts/build/connectedOnly.mjs'),
		import('./scripts/build/cloudScan.mjs'),
		import('./scripts/build/notices.mjs'),
	]);
	const out = path.join('.cache', 'connected-only');
	const { code, inputs } = await bundleConnectedOnly();
	const problems = cloudProblems(code);
	if (problems.length > 0) throw new Error(`Not allowed on n8n Cloud:\n${problems.join('\n')}`);
	await mkdir(out, { recursive: true });
	await writeFile(path.join(out, 'connectedOnly.js'), code);
	await writeFile(path.join(out, 'THIRD_PARTY_NOTICES.txt'), `${notices(inputs)}${dataNotices()}`);
}

module.exports = { build, quick, clean, connected, default: build };
