import { ensurePrograms } from '../../scripts/lib/apt';

/** The databases the specs start for themselves. */
export default async function setup(): Promise<void> {
	await ensurePrograms({ initdb: 'postgresql' }, (text) => process.stderr.write(`      ${text}\n`));
}
