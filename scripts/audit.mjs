// `npm run audit`: whether anything that the package bundles is known to be vulnerable. Without a network it cannot be told,
// which it says; that alone is no failure.
import { spawnSync } from 'node:child_process';
import { bundle } from './build/bundles.mjs';
import { packageFolder } from './build/notices.mjs';
import { audited, reportIn } from './lint/audit.mjs';

const TIMEOUT_MS = 60_000;

const { stdout, error } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0'], { encoding: 'utf8', timeout: TIMEOUT_MS });
const { report, why } = reportIn(error ? error.message : stdout);
if (report === undefined) {
	process.stdout.write(
		`NOT AUDITED: the registry's list of vulnerabilities could not be read (${why}). Nothing is known of the packages.\n`,
	);
} else {
	const { inputs } = await bundle('unwritten', { write: false });
	const { bad, text } = audited(report, new Set(inputs.map(packageFolder).filter(Boolean)));
	process.stdout.write(`${text}\n`);
	process.exitCode = bad ? 1 : 0;
}
