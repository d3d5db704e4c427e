import { ensurePrograms } from '../../scripts/lib/apt';

/** The databases the specs start for themselves. */
export default async function setup(): Promise<void> {
	await ensurePrograms({ initdb: 'postgresql', 'redis-server': 'redis-server', openssl: 'openssl' }, (text) => process.stderr.write(`      ${text}\n`));
}
