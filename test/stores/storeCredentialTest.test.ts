import { readFileSync } from 'node:fs';

import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { freePort } from '../../scripts/lib/n8n/server';
import { makeCertificates } from '../support/certificates';
import { tempFolder } from '../support/ledger';
import { PASSWORD as POSTGRES_PASSWORD, startPostgres, USER, type TestPostgres } from '../support/postgres';
import { rawServer, startRedis, type RedisServer } from '../support/redis';

const REDIS_PASSWORD = 'pa55-planted-4f8a9c2d7e1b';
const WRONG = 'wr0ng-planted-0d3b5a6c8e9f';

const folder = tempFolder();
const certificates = makeCertificates(folder.path, { names: 'IP:127.0.0.1' });
const pem = (file: string) => readFileSync(file, 'utf8');
const ca = pem(certificates.ca);
const otherCa = pem(makeCertificates(folder.path, { prefix: 'other-' }).ca);
let redis: RedisServer;
let postgres: TestPostgres;
/** The same two with certificates: TLS only, or with and without. */
let redisTls: RedisServer;
let postgresTls: TestPostgres;

beforeAll(async () => {
	[redis, redisTls, postgres, postgresTls] = await Promise.all([
		startRedis({ password: REDIS_PASSWORD, args: ['--user', 'limited', 'on', `>${REDIS_PASSWORD}`, '~other:*', '+@all'] }),
		startRedis({ password: REDIS_PASSWORD, tls: { certificates } }),
		startPostgres(),
		startPostgres(certificates.server),
	]);
	await postgres.query(
		'public',
		`CREATE ROLE limited LOGIN PASSWORD '${WRONG}x'; CREATE SCHEMA ready AUTHORIZATION limited; CREATE SCHEMA foreign_one;
		 CREATE ROLE reader LOGIN PASSWORD '${WRONG}x'; ALTER ROLE reader SET default_transaction_read_only = on; GRANT CREATE ON DATABASE postgres TO reader`,
	);
});
afterAll(async () => {
	await Promise.all([redis.stop(), redisTls.stop(), postgres.remove(), postgresTls.remove()]);
	folder.remove();
});

/** Presses Test: the result, in which no secret is. */
async function press(fields: ICredentialDataDecryptedObject): Promise<{ status: string; message: string }> {
	const { credentialTest } = new RouteLlmRequest().methods;
	const data = { ...postgresFields(postgres), ...redisFields(redis), ...fields };
	const result = await credentialTest.testLlmRouterStore.call(new CredentialTestContext(), {
		id: 'c',
		name: 'Store',
		type: 'llmRouterStoreApi',
		data,
	});
	for (const secret of [REDIS_PASSWORD, WRONG, POSTGRES_PASSWORD, `${WRONG}x`]) {
		for (const piece of [
			secret,
			secret.slice(0, secret.length / 2),
			secret.slice(secret.length / 2),
			Buffer.from(secret).toString('base64'),
		]) {
			expect(JSON.stringify(result)).not.toContain(piece);
		}
	}
	expect(result.message).not.toContain('PRIVATE KEY');
	return result;
}

function postgresFields(server: TestPostgres): ICredentialDataDecryptedObject {
	const { host, port, database } = server.settings('x');
	return {
		usePostgres: true,
		postgresHost: host,
		postgresPort: port,
		postgresDatabase: database,
		postgresUser: USER,
		postgresPassword: POSTGRES_PASSWORD,
		postgresSchema: 'llm_router',
		postgresEncryption: 'off',
	};
}

function redisFields({ port }: RedisServer): ICredentialDataDecryptedObject {
	return {
		useRedis: true,
		redisHost: '127.0.0.1',
		redisPort: port,
		redisPassword: REDIS_PASSWORD,
		redisDatabase: 0,
		redisPrefix: 'llm-router',
		redisEncryption: 'off',
	};
}

const onlyRedis = { usePostgres: false };
const onlyPostgres = { useRedis: false };

it('says of both that they work, with their versions, and leaves nothing behind', async () => {
	expect(await press({})).toEqual({
		status: 'OK',
		message: expect.stringMatching(/^Postgres: works \(version \d[\d.]*\) · Redis: works \(version \d[\d.]*\)$/),
	});
	const schemas = await postgres.query('public', "SELECT nspname FROM pg_namespace WHERE nspname = 'llm_router'");
	expect(schemas).toEqual([]);
	expect(await press({ ...onlyRedis, redisDatabase: 1 })).toMatchObject({ status: 'OK' });
	const { openRedis } = await import('../../adapters/redis/connect');
	const connection = await openRedis(redis.settings());
	await connection.state();
	expect(await connection.client.info('keyspace')).not.toMatch(/db\d/);
	await connection.close();
});

it('tries only what is used', async () => {
	expect((await press({ ...onlyRedis, postgresHost: '' })).message).toMatch(/^Redis: works[^·]*$/);
	expect((await press({ ...onlyPostgres, redisHost: '' })).message).toMatch(/^Postgres: works[^·]*$/);
});

it('says of one that it works and of the other what to change', async () => {
	expect(await press({ redisPassword: WRONG })).toEqual({
		status: 'Error',
		message: expect.stringMatching(/^Postgres: works \(version [\d.]+\) · Redis: the password was refused$/),
	});
});

it('names the field that cannot be, and asks nobody', async () => {
	expect(await press({ redisPort: 0 })).toEqual({
		status: 'Error',
		message: 'LLM Router Store, Redis Port: is "0". Use a whole number from 1 to 65535.',
	});
});

describe('Redis', () => {
	it.each<[string, ICredentialDataDecryptedObject, string]>([
		['a wrong user', { redisUser: 'nobody' }, 'the user or the password was refused'],
		['no password', { redisPassword: '' }, 'it asks for a password'],
		['a database that does not exist', { redisDatabase: 99 }, 'there is no database 99'],
		['a user that may not use the prefix', { redisUser: 'limited' }, 'the user may not use keys that begin with "llm-router:"'],
		['a host that does not exist', { redisHost: 'no-such-host.invalid' }, 'there is no host called "no-such-host.invalid"'],
	])('%s', async (_, fields, problem) => {
		expect(await press({ ...onlyRedis, ...fields })).toEqual({ status: 'Error', message: `Redis: ${problem}` });
	});

	it('a user that may not run scripts', async () => {
		const other = await startRedis({ args: ['--user', 'limited', 'on', `>${REDIS_PASSWORD}`, '~*', '+@all', '-eval'] });
		expect(await press({ ...onlyRedis, ...redisFields(other), redisUser: 'limited' })).toEqual({
			status: 'Error',
			message: 'Redis: the user may not run EVAL',
		});
		await other.stop();
	});

	it('a version that is too old', async () => {
		const old = await oldRedis();
		expect(await press({ ...onlyRedis, redisPort: old.port, redisPassword: '' })).toEqual({
			status: 'Error',
			message: 'Redis: version 5.0.14 is too old: 6 or newer is needed',
		});
		await old.close();
	});

	it('a copy that only reads', async () => {
		const other = await startRedis({ password: REDIS_PASSWORD, args: ['--replicaof', '127.0.0.1', String(redis.port)] });
		expect(await press({ ...onlyRedis, ...redisFields(other) })).toEqual({
			status: 'Error',
			message: 'Redis: it is a read-only replica: enter the primary',
		});
		await other.stop();
	});
});

describe('Postgres', () => {
	it.each<[string, ICredentialDataDecryptedObject, string]>([
		['a wrong password', { postgresPassword: WRONG }, 'the user or the password was refused'],
		['a wrong user', { postgresUser: 'nobody' }, 'the user or the password was refused'],
		['no password', { postgresPassword: '' }, 'it asks for a password'],
		['a database that does not exist', { postgresDatabase: 'gone' }, 'database "gone" does not exist'],
		[
			'a user that may not create the schema',
			{ postgresUser: 'limited', postgresPassword: `${WRONG}x` },
			'the user may not create the schema "llm_router": allow it, or create the schema for this user',
		],
		[
			"a user that may not use somebody else's schema",
			{ postgresUser: 'limited', postgresPassword: `${WRONG}x`, postgresSchema: 'foreign_one' },
			'the user may not create tables in the schema "foreign_one"',
		],
		[
			'a database that only reads',
			{ postgresUser: 'reader', postgresPassword: `${WRONG}x` },
			'it is a read-only replica: enter the primary',
		],
		['a host that does not exist', { postgresHost: 'no-such-host.invalid' }, 'there is no host called "no-such-host.invalid"'],
		['encryption that it does not have', { postgresEncryption: 'encrypt' }, 'it does not use encryption: set Encryption to Off'],
	])('%s', async (_, fields, problem) => {
		expect(await press({ ...onlyPostgres, ...fields })).toEqual({ status: 'Error', message: `Postgres: ${problem}` });
	});

	it('is content with a schema that was made for the user, who may make none', async () => {
		const limited = { postgresUser: 'limited', postgresPassword: `${WRONG}x`, postgresSchema: 'ready' };
		expect(await press({ ...onlyPostgres, ...limited })).toMatchObject({ status: 'OK' });
	});
});

describe('both', () => {
	it('on ports where nothing listens', async () => {
		const port = await freePort();
		const nothing = `nothing listens on 127.0.0.1:${String(port)}`;
		expect(await press({ postgresPort: port, redisPort: port })).toEqual({
			status: 'Error',
			message: `Postgres: ${nothing} · Redis: ${nothing}`,
		});
	});

	it('with servers that accept and never answer', async () => {
		const mute = await rawServer(() => undefined);
		const silent = `127.0.0.1:${String(mute.port)} did not answer in time: check host, port and firewall`;
		expect(await press({ postgresPort: mute.port, redisPort: mute.port })).toEqual({
			status: 'Error',
			message: `Postgres: ${silent} · Redis: ${silent}`,
		});
		await mute.close();
	});

	it('with servers that hang up', async () => {
		const rude = await rawServer((socket) => socket.end());
		const { message } = await press({ postgresPort: rude.port, redisPort: rude.port });
		expect(message).toMatch(/^Postgres: 127[\d.:]+ closed the connection: .* · Redis: 127[\d.:]+ closed the connection: /);
		await rude.close();
	});

	const encrypted = (mode: string, authority = '') => ({
		...postgresFields(postgresTls),
		...redisFields(redisTls),
		postgresEncryption: mode,
		redisEncryption: mode,
		postgresCa: authority,
		redisCa: authority,
	});

	it('with a certificate of the CA given, which may have lost its line ends', async () => {
		expect(await press(encrypted('verify', ca.replaceAll('\n', ' ')))).toMatchObject({ status: 'OK' });
	});

	it('with a certificate that is not checked', async () => {
		expect(await press(encrypted('encrypt'))).toMatchObject({ status: 'OK' });
	});

	it.each([
		['without the CA', '', 'the certificate is signed by a CA that is not known here: enter its certificate as CA Certificate'],
		['with another CA', otherCa, 'the certificate is not signed by the CA given'],
	])('with a certificate checked %s', async (_, given, problem) => {
		expect(await press(encrypted('verify', given))).toEqual({ status: 'Error', message: `Postgres: ${problem} · Redis: ${problem}` });
	});

	it('with a certificate for another host', async () => {
		const fields = { ...encrypted('verify', ca), postgresHost: 'localhost', redisHost: 'localhost' };
		const problem = 'the certificate is for another host than "localhost"';
		expect(await press(fields)).toEqual({ status: 'Error', message: `Postgres: ${problem} · Redis: ${problem}` });
	});
});

/** Answers as Redis 5 does, which Debian has no more. */
async function oldRedis(): ReturnType<typeof rawServer> {
	const info = '# Server\r\nredis_version:5.0.14\r\n';
	return await rawServer((socket) => {
		socket.on('data', (chunk) => {
			for (const [, name] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
				const command = name?.toUpperCase();
				if (command === 'HELLO') socket.write('-ERR unknown command `HELLO`\r\n');
				else socket.write(command === 'INFO' ? `$${String(info.length)}\r\n${info}\r\n` : '+OK\r\n');
			}
		});
	});
}
