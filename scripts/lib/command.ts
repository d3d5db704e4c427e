import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { localCache } from './paths';

/** Runs a program to its end with its output in `.cache/logs/<log>.log`; fails with the end of that log. */
export async function runToLog(
	program: string,
	args: readonly string[],
	{ log, cwd, env = process.env }: { log: string; cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<void> {
	const file = logFile(log);
	const out = openSync(file, 'w');
	const code = await new Promise<number | null>((resolve, reject) => {
		const child = spawn(program, args, { stdio: ['ignore', out, out], env, ...(cwd === undefined ? {} : { cwd }) });
		child.on('error', reject);
		child.on('exit', resolve);
	}).finally(() => closeSync(out));
	if (code !== 0) throw new Error(`${endOf(file)}\n\n"${[program, ...args].join(' ')}" failed (exit code ${code}); the whole log: ${file}`);
}

/** A place for a log, its folder made. */
export function logFile(name: string): string {
	const folder = path.join(localCache, 'logs');
	mkdirSync(folder, { recursive: true });
	return path.join(folder, `${name}.log`);
}

/** The last lines of a log. */
export function endOf(file: string, lines = 40): string {
	return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
