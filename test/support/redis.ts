import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { RedisSettings } from '../../adapters/redis/settings';
import { Redis } from '../../vendor/redis';
import { freePort } from '../../scripts/lib/n8n/server';
import type { Certificates } from './certificates';

export interface RedisOptions {
	readonly password?: string;
	/** Speaks TLS only; `clients: true` asks for a client certificate too. */
	readonly tls?: { readonly certificates: Certificates; readonly clients?: boolean };
	/** Further arguments of redis-server: `['--databases', '2']`. */
	readonly args?: readonly string[];
}

export interface RedisServer {
	readonly port: number;
	/** How to get in, without encryption; change what the test is about. */
	settings(more?: Partial<RedisSettings>): RedisSettings;
	/** Starts it again on the same port, after `stop` or `kill`. Its data is gone. */
	start(): Promise<void>;
	/** Lets it say goodbye. */
	stop(): Promise<void>;
	/** SIGKILL. */
	kill(): Promise<void>;
	/** One command, by a connection of its own; encryption and password are not known here. */
	command(name: string, ...args: string[]): Promise<unknown>;
}

const running = new Set<ChildProcess>();
const killAll = () => running.forEach((server) => server.kill('SIGKILL'));
process.once('exit', killAll);
// Jest does not end while one runs that a failed test did not stop.
if (typeof afterAll === 'function') afterAll(killAll);

/** A real redis-server on a free port of loopback that keeps nothing on disk. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
	const port = await freePort();
	let server: { process: ChildProcess; folder: string } | null = null;
	const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
		const ending = server;
		server = null;
		if (ending === null) return;
		const gone = once(ending.process, 'exit');
		ending.process.kill(signal);
		await gone;
		running.delete(ending.process);
		rmSync(ending.folder, { recursive: true, force: true });
	};
	const start = async () => {
		const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
		server = { process: await launch({ port, folder, options }), folder };
	};
	await start();
	return {
		port,
		settings: (more = {}) => ({
			host: '127.0.0.1',
			port,
			user: null,
			password: options.password ?? null,
			database: 0,
			prefix: 'llm-router',
			tls: { mode: 'off' },
			...more,
		}),
		start,
		stop: () => end('SIGTERM'),
		kill: () => end('SIGKILL'),
		command: async (name, ...args) => {
			const client = new Redis({ host: '127.0.0.1', port });
			return await client.call(name, ...args).finally(() => client.disconnect());
		},
	};
}

async function launch({ port, folder, options }: { port: number; folder: string; options: RedisOptions }): Promise<ChildProcess> {
	const args = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...listen(port, options.tls)];
	if (options.password !== undefined) args.push('--requirepass', options.password);
	const child = spawn('redis-server', [...args, ...(options.args ?? [])], { stdio: ['ignore', 'pipe', 'pipe'] });
	running.add(child);
	let log = '';
	await new Promise<void>((resolve, reject) => {
		const hear = (chunk: Buffer) => {
			log += chunk.toString();
			if (log.includes('Ready to accept connections')) resolve();
		};
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		child.once('error', reject);
		child.once('exit', () => reject(new Error(`redis-server ended at once:\n${log}`)));
	});
	return child;
}

function listen(port: number, tls: RedisOptions['tls']): string[] {
	if (tls === undefined) return ['--port', String(port)];
	const { ca, server } = tls.certificates;
	const files = ['--tls-ca-cert-file', ca, '--tls-cert-file', server.cert, '--tls-key-file', server.key];
	return ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', tls.clients === true ? 'yes' : 'no'];
}

/** A server that accepts, and does with the line what it is told: by default nothing. */
export async function rawServer(accept: (socket: Socket) => void): Promise<{ readonly port: number; close(): Promise<void> }> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		accept(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			for (const socket of sockets) socket.destroy();
		});
	return { port, close };
}
