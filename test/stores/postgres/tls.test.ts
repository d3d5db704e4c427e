import { readFileSync } from 'node:fs';

import type { TlsSettings } from '../../../adapters/tls';
import { makeCertificates } from '../../support/certificates';
import { tempFolder } from '../../support/ledger';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { fullRecord } from '../../support/records';
import { spooledLedgers } from '../../support/spooled';

const folder = tempFolder();
let ca: string;
let postgres: TestPostgres;
let ledgers: Awaited<ReturnType<typeof spooledLedgers>>;

beforeAll(async () => {
	const made = makeCertificates(folder.path);
	ca = readFileSync(made.ca, 'utf8');
	postgres = await startPostgres(made.server);
	ledgers = await spooledLedgers();
});
afterEach(() => ledgers.close());
afterAll(async () => {
	ledgers.remove();
	await postgres.remove();
	folder.remove();
});

async function record(schema: string, tls: TlsSettings, host = '127.0.0.1') {
	return await ledgers.open(postgres.settings(schema, { tls, host })).ledger.record(fullRecord('a'));
}

/** Whether the connections to Postgres that are ours are encrypted. */
async function encrypted(): Promise<unknown[]> {
	const rows = await postgres.query(
		'public',
		"SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'n8n-nodes-llm-router' AND pid <> pg_backend_pid()",
	);
	return rows.map(({ ssl }) => ssl);
}

describe('TLS to Postgres', () => {
	it.each(['127.0.0.1', 'localhost'])('verified with the authority of the certificate, at %s: stored, encrypted', async (host) => {
		expect(await record(`with_ca_${host.length}`, { mode: 'verify', ca, cert: null, key: null }, host)).toEqual({ kind: 'stored' });
		expect(await encrypted()).toEqual([true]);
	});

	it('verified without it: waiting, and the reason says what is missing', async () => {
		expect(await record('without_ca', { mode: 'verify', ca: null, cert: null, key: null })).toEqual({
			kind: 'waiting',
			reason: "The certificate of Postgres is not signed by a trusted authority: enter the authority's certificate.",
		});
	});

	it('verified, but at another name than the certificate has: waiting', async () => {
		expect(await record('other_name', { mode: 'verify', ca, cert: null, key: null }, '127.0.0.2')).toEqual({
			kind: 'waiting',
			reason: expect.stringMatching('for another host'),
		});
	});

	it('verified with a certificate of ours that is none: waiting, and the reason quotes nothing', async () => {
		expect(await record('no_pem', { mode: 'verify', ca, cert: 'no PEM', key: 'secret' })).toEqual({
			kind: 'waiting',
			reason: 'A certificate or key given for Postgres cannot be read: it must be PEM.',
		});
	});

	it('encrypted only: stored, whoever signed', async () => {
		expect(await record('encrypted', { mode: 'encrypt' })).toEqual({ kind: 'stored' });
		expect(await encrypted()).toEqual([true]);
	});

	it('off: stored, in the clear', async () => {
		expect(await record('clear', { mode: 'off' })).toEqual({ kind: 'stored' });
		expect(await encrypted()).toEqual([false]);
	});
});
