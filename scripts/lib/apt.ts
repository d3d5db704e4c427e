import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { runToLog } from './command';

let updated = false;

/** Installs those Debian packages whose program is neither on the PATH nor among Postgres': program → package. */
export async function ensurePrograms(programs: Readonly<Record<string, string>>, say: (text: string) => void): Promise<void> {
	const missing = Object.entries(programs).filter(([program]) => !isInstalled(program));
	if (missing.length === 0) return;
	const packages = missing.map(([, name]) => name);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	say(`installing ${packages.join(', ')} with apt-get`);
	if (!updated) await runToLog('apt-get', ['update', '-q'], { log: 'apt-update', env });
	updated = true;
	await runToLog('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { log: `apt-${packages[0] ?? ''}`, env });
	const still = missing.filter(([program]) => !isInstalled(program)).map(([program]) => program);
	if (still.length > 0) throw new Error(`apt-get installed ${packages.join(', ')}, but these are still missing: ${still.join(', ')}.`);
}

const POSTGRES = '/usr/lib/postgresql';

/** The folder of the newest Postgres' programs, which Debian keeps off the PATH; `null`: there is none. */
export function postgresPrograms(): string | null {
	if (!existsSync(POSTGRES)) return null;
	const folders = readdirSync(POSTGRES)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => path.join(POSTGRES, version, 'bin'));
	return folders.find((folder) => existsSync(path.join(folder, 'postgres'))) ?? null;
}

function isInstalled(program: string): boolean {
	const postgres = postgresPrograms();
	if (postgres !== null && existsSync(path.join(postgres, program))) return true;
	return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}
