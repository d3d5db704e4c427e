import { spawnSync } from 'node:child_process';
import { runLogged } from './command';

let updated = false;

/** Installs those Debian packages whose program is not on the PATH: program → package. */
export async function ensurePrograms(programs: Readonly<Record<string, string>>, say: (text: string) => void): Promise<void> {
	const missing = Object.entries(programs).filter(([program]) => !isOnPath(program));
	if (missing.length === 0) return;
	const packages = missing.map(([, name]) => name);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	say(`installing ${packages.join(', ')} with apt-get`);
	if (!updated) await runLogged('apt-get', ['update', '-q'], { log: 'apt-update', env });
	updated = true;
	await runLogged('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { log: `apt-${packages[0] ?? ''}`, env });
	const still = missing.filter(([program]) => !isOnPath(program)).map(([program]) => program);
	if (still.length > 0) throw new Error(`apt-get installed ${packages.join(', ')}, but these are still missing: ${still.join(', ')}.`);
}

function isOnPath(program: string): boolean {
	return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}
