import { ensurePrograms } from '../../scripts/lib/apt';

/** The databases the specs start for themselves, and what else they run. */
export default async function setup(): Promise<void> {
	await ensurePrograms({ initdb: 'postgresql', 'redis-server': 'redis-server', openssl: 'openssl', python3: 'python3' }, (text) =>
		process.stderr.write(`      ${text}\n`),
	);
}
