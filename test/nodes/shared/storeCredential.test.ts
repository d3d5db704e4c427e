import { readFileSync } from 'node:fs';

import { LlmRouterStoreApi } from '../../../credentials/LlmRouterStoreApi.credentials';
import { readStore } from '../../../nodes/shared/storeCredential';
import { isConfigError } from '../../../router/configError';
import { makeCertificates } from '../../support/certificates';
import { tempFolder } from '../../support/ledger';

const PASSWORD = 'pa55-planted-4f8a9c2d';
const defaults = Object.fromEntries(new LlmRouterStoreApi().properties.map(({ name, default: value }) => [name, value]));
const filled = {
	...defaults,
	postgresHost: 'db.example.com',
	postgresDatabase: 'n8n',
	postgresUser: 'router',
	postgresPassword: PASSWORD,
	redisHost: 'cache.example.com',
};

const folder = tempFolder();
const ours = certificates('ours-');
const others = certificates('others-');
afterAll(() => folder.remove());

function certificates(prefix: string) {
	const { ca, client } = makeCertificates(folder.path, { prefix });
	const pem = (file: string) => readFileSync(file, 'utf8');
	return { ca: pem(ca), client: { cert: pem(client.cert), key: pem(client.key) } };
}

function refusal(fields: Record<string, unknown>): string {
	try {
		readStore({ ...filled, ...fields });
	} catch (error) {
		if (!isConfigError(error)) throw error;
		expect(error.message).not.toMatch(/planted|PRIVATE KEY-----\w/);
		return error.message;
	}
	throw new Error('It was accepted.');
}

it('reads with the defaults of the form and what has none', () => {
	expect(readStore(filled)).toEqual({
		postgres: {
			host: 'db.example.com',
			port: 5432,
			database: 'n8n',
			user: 'router',
			password: PASSWORD,
			schema: 'llm_router',
			tls: { mode: 'off' },
		},
		redis: { host: 'cache.example.com', port: 6379, user: null, password: null, database: 0, prefix: 'llm-router', tls: { mode: 'off' } },
	});
});

it('gives a field that is left out the default of the form', () => {
	const { postgresHost, postgresDatabase, postgresUser, postgresPassword, redisHost } = filled;
	expect(readStore({ postgresHost, postgresDatabase, postgresUser, postgresPassword, redisHost })).toEqual(readStore(filled));
});

it('reads what is set', () => {
	const { postgres, redis } = readStore({
		...filled,
		postgresPort: '6432',
		postgresSchema: 'mine',
		redisUser: 'router',
		redisPassword: ' blank ',
		redisDatabase: 3,
		redisPrefix: 'team:a',
		redisEncryption: 'encrypt',
	});
	expect(postgres).toMatchObject({ port: 6432, schema: 'mine' });
	expect(redis).toMatchObject({ user: 'router', password: ' blank ', database: 3, prefix: 'team:a', tls: { mode: 'encrypt' } });
});

it('leaves out a server that is not used, whatever its fields hold', () => {
	expect(readStore({ ...filled, usePostgres: false, postgresHost: '' }).postgres).toBeNull();
	expect(readStore({ ...filled, useRedis: false, redisPort: -1 }).redis).toBeNull();
});

it.each<[string, string]>([
	['::1', '::1'],
	['[::1]', '::1'],
	[' 10.0.0.7 ', '10.0.0.7'],
	['my_redis', 'my_redis'],
])('takes the host %j', (typed, host) => {
	expect(readStore({ ...filled, redisHost: typed }).redis).toMatchObject({ host });
});

it.each<[Record<string, unknown>, RegExp]>([
	[{ usePostgres: false, useRedis: false }, /^LLM Router Store: uses neither Postgres nor Redis\. Turn on/],
	[{ usePostgres: 'maybe' }, /^LLM Router Store: cannot be read/],
	[{ postgresHost: ' ' }, /Postgres Host: is empty\. Enter/],
	[{ redisHost: '' }, /Redis Host: is empty/],
	[{ redisHost: 'redis://:planted@cache:6379' }, /Redis Host: is no name of a server\. Enter only its name/],
	[{ postgresHost: 'db:5432' }, /Postgres Host: is no name of a server/],
	[{ postgresHost: { planted: 1 } }, /Postgres Host: is no text/],
	[{ postgresPort: 0 }, /Postgres Port: is "0"\. Use a whole number from 1 to 65535/],
	[{ redisPort: 70_000 }, /Redis Port: is "70000"/],
	[{ redisPort: 'six' }, /Redis Port: is "six"/],
	[{ postgresDatabase: '' }, /Postgres Database: is empty/],
	[{ postgresUser: '' }, /Postgres User: is empty/],
	[{ postgresSchema: 'Mine"; DROP' }, /Postgres Schema: cannot be used as a name/],
	[{ postgresSchema: 'pg_mine' }, /Postgres Schema: cannot be used as a name/],
	[{ redisDatabase: 1.5 }, /Redis Database Number: is "1\.5"/],
	[{ redisPrefix: 'a b' }, /Redis Key Prefix: cannot be used/],
	[{ redisEncryption: 'maybe' }, /Redis Encryption: is not known/],
])('refuses %j', (fields, message) => {
	expect(refusal(fields)).toMatch(message);
});

describe('with the certificate checked', () => {
	const redisTls = (fields: Record<string, unknown>) => readStore({ ...filled, redisEncryption: 'verify', ...fields }).redis?.tls;

	it('reads none, and then the public authorities count', () => {
		expect(redisTls({})).toEqual({ mode: 'verify', ca: null, cert: null, key: null });
	});

	it('reads several authorities, and a key that lost its line ends in a field of one line', () => {
		const ca = ours.ca + others.ca;
		const fields = { redisCa: ca, redisClientCertificate: ours.client.cert, redisClientKey: ours.client.key.replaceAll('\n', ' ') };
		expect(redisTls(fields)).toEqual({ mode: 'verify', ca, ...ours.client });
	});

	it('looks at no certificate where none is checked', () => {
		expect(readStore({ ...filled, redisEncryption: 'encrypt', redisCa: 'rubbish' }).redis?.tls).toEqual({ mode: 'encrypt' });
	});

	it.each<[string, () => Record<string, unknown>, RegExp]>([
		['a CA that is no PEM', () => ({ redisCa: 'planted' }), /Redis CA Certificate: cannot be read\. Paste the whole text/],
		['a CA that is cut short', () => ({ redisCa: ours.ca.replace(/\n(.{64}\n){2}/, '\n') }), /Redis CA Certificate: cannot be read/],
		['a key in the place of a certificate', () => ({ redisCa: ours.client.key }), /Redis CA Certificate: cannot be read/],
		['a certificate without key', () => ({ redisClientCertificate: ours.client.cert }), /Redis Client Key: is empty/],
		['a key without certificate', () => ({ redisClientKey: ours.client.key }), /Redis Client Certificate: is empty/],
		[
			'the key of another certificate',
			() => ({ redisClientCertificate: ours.client.cert, redisClientKey: others.client.key }),
			/Redis Client Key: does not belong to/,
		],
		['a key that is none', () => ({ redisClientKey: ours.ca }), /Redis Client Key: cannot be read/],
		[
			'a locked key',
			() => ({ redisClientKey: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----' }),
			/Redis Client Key: is locked with a passphrase/,
		],
	])('refuses %s', (_, fields, message) => {
		expect(refusal({ redisEncryption: 'verify', ...fields() })).toMatch(message);
	});
});
