// Types and lint of the whole repository, for `npm test`. One program serves the compiler and the rules that read types,
// and a file is linted again only where its text, or that of a file it reaches by imports, has changed since it was found
// clean. `npm run lint` and `npm run typecheck` forget nothing and remember nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { reached } from './connectedOnly.mjs';

/** A test has it look at another folder. */
const root = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../..'));
/** File → what it was when it was found clean. */
const CLEAN = path.join(root, '.cache/linted.json');

process.chdir(root);
process.exitCode = (await check()) ? 0 : 1;

async function check() {
	const builder = readProgram();
	const problems = typeErrors(builder);
	const before = existsSync(CLEAN) ? JSON.parse(readFileSync(CLEAN, 'utf8')) : {};
	const now = statesOf(builder);
	const changed = Object.keys(now).filter((file) => now[file] !== before[file]);
	const failed = await lint(builder.getProgram(), changed);
	for (const file of failed) delete now[file];
	mkdirSync(path.dirname(CLEAN), { recursive: true });
	writeFileSync(CLEAN, JSON.stringify(now));
	return problems.length === 0 && failed.length === 0;
}

function readProgram() {
	const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
	const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root);
	return ts.createIncrementalProgram({ rootNames: fileNames, options, configFileParsingDiagnostics: errors });
}

/** Says them, and writes what the compiler needs not look at again. */
function typeErrors(builder) {
	const problems = [
		...builder.getConfigFileParsingDiagnostics(),
		...builder.getOptionsDiagnostics(),
		...builder.getSyntacticDiagnostics(),
		...builder.getGlobalDiagnostics(),
		...builder.getSemanticDiagnostics(),
	];
	const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => root, getNewLine: () => '\n' };
	process.stdout.write(ts.formatDiagnostics(problems, host));
	builder.emit();
	return problems;
}

/** Our TypeScript → all that decides what lint says of it, as one hash. Packages are as package-lock.json has them. */
function statesOf(builder) {
	const ours = new Map();
	for (const file of builder.getSourceFiles()) {
		const name = path.relative(root, path.resolve(file.fileName));
		if (!name.startsWith('..') && !name.includes('node_modules')) ours.set(file.fileName, { file, name, text: hashOf(file.text) });
	}
	// What these declare every file sees, imported or not.
	const seenByAll = [...ours.values()].filter(({ file }) => !ts.isExternalModule(file) && !ts.isJsonSourceFile(file));
	const rules = hashOf(rulesState(), ...seenByAll.map(({ text }) => text));
	const states = {};
	for (const { file, name, text } of ours.values()) {
		if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
		const reaches = builder.getAllDependencies(file).flatMap((other) => ours.get(other) ?? []);
		states[name] = hashOf(rules, text, ...reaches.map((other) => `${other.name} ${other.text}`).sort());
	}
	return states;
}

function rulesState() {
	const rules = readdirSync('scripts/lint').map((file) => `scripts/lint/${file}`);
	const files = ['eslint.config.mjs', 'tsconfig.json', 'package.json', 'package-lock.json', ...rules.sort()];
	// And which files the rules for n8n Cloud are for.
	return hashOf(...files.map((file) => readFileSync(file)), ...reached(root).sort());
}

/** Lints these files, and all that are not TypeScript; those with problems. */
async function lint(program, files) {
	const eslint = new ESLint({
		cwd: root,
		overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { programs: [program] } } }],
	});
	const results = await eslint.lintFiles([...files, '**/*.{js,mjs,cjs}', 'package.json']);
	const bad = results.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0);
	const formatter = await eslint.loadFormatter('stylish');
	if (bad.length > 0) process.stdout.write(await formatter.format(bad));
	return bad.map(({ filePath }) => path.relative(root, filePath));
}

function hashOf(...parts) {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part).update('\0');
	return hash.digest('hex');
}
