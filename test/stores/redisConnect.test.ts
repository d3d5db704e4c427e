import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

import { openRedis, type RedisConnection } from '../../adapters/redis/connect';
import type { RedisSettings } from '../../adapters/redis/settings';
import { freePort } from '../../scripts/lib/n8n/server';
import { makeCertificates } from '../support/certificates';
import { bundle, tempFolder } from '../support/ledger';
import { rawServer, startRedis, type RedisOptions, type RedisServer } from '../support/redis';

const PASSWORD = 'pa55-planted-4f8a9c2d';
const WRONG = 'wr0ng-planted-7e1b0d3b';

const folder = tempFolder();
const certificates = makeCertificates(folder.path, { names: 'IP:127.0.0.1' });
const pem = (file: string) => readFileSync(file, 'utf8');
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => folder.remove());

async function server(options: RedisOptions = {}): Promise<RedisServer> {
	const started = await startRedis(options);
	ends.push(() => started.stop());
	return started;
}

async function open(settings: RedisSettings): Promise<RedisConnection> {
	const connection = await openRedis(settings);
	ends.push(() => connection.close());
	return connection;
}

/** The reason it is down; fails where it is not. No secret may be in it. */
async function reason(connection: RedisConnection): Promise<string> {
	const state = await connection.state();
	expect(JSON.stringify(state)).not.toMatch(/planted|PRIVATE KEY/);
	return state.kind === 'down' ? state.reason : 'it is ready';
}

/** Not `once` of node:events, which an error in between would end. */
function seen({ client }: RedisConnection, event: string): Promise<void> {
	return new Promise((resolve) => client.once(event, () => resolve()));
}

async function untilReady(connection: RedisConnection): Promise<void> {
	if (connection.client.status !== 'ready') await seen(connection, 'ready');
}

describe('a connection to Redis', () => {
	it('opens by the first question for its state, with the password and in the database given', async () => {
		const redis = await server({ password: PASSWORD });
		const { client, state } = bound(await open(redis.settings({ database: 3 })));
		expect(client.status).toBe('wait');
		expect(await state()).toEqual({ kind: 'ready' });
		await client.set('k', 'v');
		expect(await client.call('CLIENT', 'INFO')).toMatch(/ name=n8n-llm-router .*db=3 /);
	});

	it('signs in as a user of the access list', async () => {
		const redis = await server({ args: ['--user', 'router', 'on', `>${PASSWORD}`, '~*', '+@all'] });
		const { client, state } = bound(await open(redis.settings({ user: 'router', password: PASSWORD })));
		expect(await state()).toEqual({ kind: 'ready' });
		expect(await client.acl('WHOAMI')).toBe('router');
	});

	it.each<[string, Partial<RedisSettings>, string]>([
		['a wrong password', { password: WRONG }, 'the password was refused'],
		['a user it does not know', { user: 'nobody', password: WRONG }, 'the user or the password was refused'],
		['no password where one is asked for', { password: null }, 'it asks for a password'],
		['a database that does not exist', { database: 99 }, 'there is no database 99'],
	])('%s: says so, and sends no command', async (_, wrong, text) => {
		const redis = await server({ password: PASSWORD });
		const connection = await open(redis.settings(wrong));
		expect(await reason(connection)).toBe(text);
		await expect(connection.client.set('stray', '1')).rejects.toThrow(/closed|writeable/);
		const { client, state } = bound(await open(redis.settings()));
		await state();
		expect(await client.dbsize()).toBe(0);
	});

	it('lets in with the right password what a wrong one was refused, once the server has changed it', async () => {
		const redis = await server({ password: PASSWORD });
		const connection = await open(redis.settings({ password: WRONG }));
		expect(await reason(connection)).toBe('the password was refused');
		const { client, state } = bound(await open(redis.settings()));
		await state();
		await client.config('SET', 'requirepass', WRONG);
		await untilReady(connection);
		expect(await connection.client.ping()).toBe('PONG');
	});

	it('hands the password to no command that fails with the sign-in', async () => {
		const rude = await rawServer((socket) => {
			socket.on('data', (chunk) => {
				// Refuses the sign-in and answers what belongs to it, but not the command that came after.
				for (const [, name] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
					if (name !== 'info') socket.write(name === 'hello' ? '-WRONGPASS invalid\r\n' : '+OK\r\n');
				}
			});
		});
		ends.push(() => rude.close());
		const connection = await open({ ...NOWHERE, port: rude.port, password: WRONG });
		const state = connection.state();
		await seen(connection, 'connect');
		const error: unknown = await connection.client.info().catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ message: 'WRONGPASS invalid' });
		expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(WRONG);
		await state;
	});

	it('fails a command at once that comes before the connection is there', async () => {
		const mute = await rawServer(() => undefined);
		ends.push(() => mute.close());
		const connection = await open({ ...NOWHERE, port: mute.port });
		const state = connection.state();
		await expect(connection.client.get('k')).rejects.toThrow("isn't writeable");
		await state;
	});

	it('says that nothing listens', async () => {
		const port = await freePort();
		const connection = await open({ ...NOWHERE, port });
		expect(await reason(connection)).toBe(`nothing listens on 127.0.0.1:${String(port)}`);
	});

	it('says that there is no such host', async () => {
		const connection = await open({ ...NOWHERE, host: 'no-such-host.invalid' });
		expect(await reason(connection)).toBe('there is no host called "no-such-host.invalid"');
	});

	it('gives up on a server that accepts and never answers', async () => {
		const mute = await rawServer(() => undefined);
		ends.push(() => mute.close());
		const connection = await open({ ...NOWHERE, port: mute.port });
		expect(await reason(connection)).toBe(`127.0.0.1:${String(mute.port)} did not answer in time: check host, port and firewall`);
	});

	it('says that the server hung up', async () => {
		const rude = await rawServer((socket) => socket.end());
		ends.push(() => rude.close());
		const connection = await open({ ...NOWHERE, port: rude.port });
		expect(await reason(connection)).toBe(
			`127.0.0.1:${String(rude.port)} closed the connection: if it asks for encryption, change Encryption`,
		);
	});
});

describe('when Redis goes away', () => {
	it('fails every command at once, and works again when it is back', async () => {
		const redis = await server();
		const connection = await open(redis.settings());
		await connection.state();
		const lost = seen(connection, 'end');
		await redis.kill();
		await lost;
		await expect(connection.client.get('k')).rejects.toThrow(/closed|writeable/);
		expect(await reason(connection)).toMatch(/^the connection was lost$|^nothing listens on /);
		await redis.start();
		await untilReady(connection);
		expect(await connection.state()).toEqual({ kind: 'ready' });
		expect(await connection.client.set('k', 'again')).toBe('OK');
	});

	it('fails a command under way, and does not send it a second time', async () => {
		const redis = await server();
		const connection = await open(redis.settings());
		const watcher = await open(redis.settings());
		await Promise.all([connection.state(), watcher.state()]);
		// Held back by the server, so that it is surely under way when the line breaks.
		await watcher.client.client('PAUSE', 60_000, 'WRITE');
		const refused = expect(connection.client.incr('counter')).rejects.toThrow('Connection is closed');
		await watcher.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
		await refused;
		await watcher.client.client('UNPAUSE');
		await untilReady(connection);
		expect(await connection.client.get('counter')).toBeNull();
	});

	it('gives up a line on which no byte comes back, and makes a new one', async () => {
		const redis = await server();
		const connection = await open(redis.settings());
		await connection.state();
		const watcher = await open(redis.settings());
		await watcher.state();
		const lost = seen(connection, 'end');
		await watcher.client.client('PAUSE', 60_000, 'WRITE');
		await expect(connection.client.incr('counter')).rejects.toThrow('timed out');
		await lost;
		await watcher.client.client('UNPAUSE');
		await untilReady(connection);
		expect(await connection.client.ping()).toBe('PONG');
	});

	it('tries no more once it is closed, by us or between two tries', async () => {
		const redis = await server();
		const connection = await open(redis.settings());
		const ready = await open(redis.settings());
		await Promise.all([connection.state(), ready.state()]);
		const closed = seen(ready, 'end');
		await ready.close();
		await closed;
		const lost = seen(connection, 'end');
		await redis.kill();
		await lost;
		await connection.close();
		await redis.start();
		const watcher = await open(redis.settings());
		await watcher.state();
		await new Promise((resolve) => setTimeout(resolve, 600));
		expect(
			String(await watcher.client.client('LIST'))
				.trim()
				.split('\n'),
		).toHaveLength(1);
	});

	it('keeps no process alive, idle or while it tries again, but for who waits for its state', async () => {
		const redis = await server();
		const script = await bundle('test/stores/idleProcess.ts', folder.path);
		const gone = await freePort();
		const mute = await rawServer(() => undefined);
		ends.push(() => mute.close());
		for (const [port, tls, kind] of [
			[redis.port, 'off', 'ready'],
			[gone, 'off', 'down'],
			[mute.port, 'encrypt', 'down'],
		] as const) {
			const { status, stdout } = spawnSync(process.execPath, [script, String(port), tls], { encoding: 'utf8', timeout: 20_000 });
			expect([status, stdout.trim()]).toEqual([0, kind]);
		}
	});
});

describe('with encryption', () => {
	const verify = { mode: 'verify', ca: pem(certificates.ca), cert: null, key: null } as const;
	const wantsTls = (): Promise<RedisServer> => server({ password: PASSWORD, tls: { certificates } });

	it('believes a certificate of the CA given', async () => {
		const { client, state } = bound(await open((await wantsTls()).settings({ tls: verify })));
		expect(await state()).toEqual({ kind: 'ready' });
		expect(await client.ping()).toBe('PONG');
	});

	it('refuses one of an authority it does not know, and says what to enter', async () => {
		const connection = await open((await wantsTls()).settings({ tls: { ...verify, ca: null } }));
		expect(await reason(connection)).toBe(
			'the certificate is signed by a CA that is not known here: enter its certificate as CA Certificate',
		);
	});

	it('refuses one that is not of the CA given', async () => {
		const ca = pem(makeCertificates(folder.path, { prefix: 'other-' }).ca);
		const connection = await open((await wantsTls()).settings({ tls: { ...verify, ca } }));
		expect(await reason(connection)).toBe('the certificate is not signed by the CA given');
	});

	it('refuses one for another host', async () => {
		const connection = await open((await wantsTls()).settings({ host: 'localhost', tls: verify }));
		expect(await reason(connection)).toBe('the certificate is for another host than "localhost"');
	});

	it('asks for no certificate where it is told not to check', async () => {
		const { state } = bound(await open((await wantsTls()).settings({ tls: { mode: 'encrypt' } })));
		expect(await state()).toEqual({ kind: 'ready' });
	});

	it('shows its own certificate to a server that asks for it, and says so where there is none', async () => {
		const redis = await server({ tls: { certificates, clients: true } });
		const { state } = bound(
			await open(redis.settings({ tls: { ...verify, cert: pem(certificates.client.cert), key: pem(certificates.client.key) } })),
		);
		expect(await state()).toEqual({ kind: 'ready' });
		expect(await reason(await open(redis.settings({ tls: verify })))).toMatch(/client certificate/);
	});

	it('says that a server wants encryption, or has none', async () => {
		const encrypted = await wantsTls();
		expect(await reason(await open(encrypted.settings()))).toMatch(/closed the connection: if it asks for encryption, change Encryption$/);
		const plain = await server();
		expect(await reason(await open(plain.settings({ tls: verify })))).toMatch(/encryption/);
	});
});

const NOWHERE: RedisSettings = { host: '127.0.0.1', port: 1, user: null, password: null, database: 0, prefix: 'p', tls: { mode: 'off' } };

function bound(connection: RedisConnection) {
	return { client: connection.client, state: () => connection.state() };
}
