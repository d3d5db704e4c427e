import { spawn } from 'node:child_process';
import { mkdirSync, createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const bin = path.join(root, 'node_modules/.bin');
export const node24 = path.join(bin, 'node');

/** Everything started from here finds Node 24 and the installed tools first. */
export function environment() {
	return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a program in the foreground; resolves with its exit code. Ctrl-C reaches it by itself. */
export function run(program, args) {
	return exitOf(start(program, args, 'inherit'));
}

/** Runs a program in the background; resolves with its exit code and all it wrote. */
export async function runCaptured(program, args) {
	const child = start(program, args, ['ignore', 'pipe', 'pipe']);
	const chunks = [];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
	const code = await exitOf(child);
	return { code, output: Buffer.concat(chunks).toString('utf8').trim() };
}

function start(program, args, stdio) {
	return spawn(program, args, { cwd: root, env: environment(), stdio });
}

/** `close` and not `exit`: by then all that was written has been read. */
function exitOf(child) {
	const ignore = () => undefined;
	const stop = () => child.kill('SIGTERM');
	process.on('SIGINT', ignore);
	process.on('SIGTERM', stop);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
	}).finally(() => {
		process.off('SIGINT', ignore);
		process.off('SIGTERM', stop);
	});
}

/** Runs a program with its output in a log; fails with the end of that log. */
export async function runLogged(program, args, logName) {
	const log = path.join(root, '.cache/logs', `${logName}.log`);
	mkdirSync(path.dirname(log), { recursive: true });
	const out = createWriteStream(log);
	const code = await new Promise((resolve, reject) => {
		const child = spawn(program, args, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
		child.stdout.pipe(out, { end: false });
		child.stderr.pipe(out, { end: false });
		child.on('error', reject);
		child.on('close', resolve);
	});
	await new Promise((resolve) => out.end(resolve));
	if (code === 0) return;
	const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
	throw new Error(
		`${tail}\n\n"${[path.basename(program), ...args].join(' ')}" failed (exit code ${code}); the whole log: ${path.relative(root, log)}`,
	);
}
