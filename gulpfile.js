const { spawn } = require('node:child_process');
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { mkdir, rename, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

// Built aside and moved into place, so that a failed build leaves the last one standing.
const OUT = path.join('.cache', `dist-${process.pid}`);
const bundled = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', minify: true, outdir: OUT, outbase: '.' };

function clean() {
	return rm('dist', { recursive: true, force: true });
}

async function publish() {
	await clean();
	await rename(OUT, 'dist');
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

async function bundleVendor() {
	const entryPoints = readdirSync('vendor').map((file) => path.join('vendor', file));
	const { metafile } = await esbuild.build({ ...bundled, entryPoints, metafile: true, legalComments: 'none' });
	await writeNotices(metafile);
}

// The worker is loaded by path into its own thread, so it carries what it needs.
async function bundleWorker() {
	const entry = 'adapters/ledger/sqliteWorker.ts';
	if (!existsSync(entry)) return;
	await esbuild.build({ ...bundled, entryPoints: [entry], legalComments: 'none' });
}

async function writeNotices(metafile) {
	const folders = new Set(Object.keys(metafile.inputs).map(packageFolder).filter(Boolean));
	const notices = [...folders].sort().map(notice);
	await mkdir(OUT, { recursive: true });
	await writeFile(path.join(OUT, 'THIRD_PARTY_NOTICES.txt'), notices.join(`\n${'-'.repeat(78)}\n\n`));
}

function packageFolder(input) {
	return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

function notice(folder) {
	const { name, version, license, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
	const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
	if (texts.length === 0) texts.push(standardText(name, license, author));
	return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

// Some packages name their licence and leave its text out. MIT's is the same for all but the holder, and ours is it.
function standardText(name, license, author) {
	const holder = typeof author === 'string' ? author : author?.name;
	if (license !== 'MIT' || !holder) throw new Error(`${name} is bundled but brings no licence text.`);
	return readFileSync('LICENSE', 'utf8')
		.replace(/^Copyright.*$/m, `Copyright (c) ${holder}`)
		.trim();
}

function copyAssets() {
	return src(['nodes/**/*.{svg,png,node.json}', 'credentials/**/*.svg', 'icons/**/*.svg'], {
		base: '.',
		encoding: false,
		allowEmpty: true,
	}).pipe(dest(OUT));
}

const rest = [parallel(bundleVendor, bundleWorker, copyAssets), publish];
const build = series(compile(), ...rest);
// For commands that check the types themselves, or only want to run.
const quick = series(compile('--noCheck'), ...rest);

module.exports = { build, quick, clean, default: build };
