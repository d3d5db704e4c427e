import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, logFile } from '../command';
import { PACKAGE, projectRoot } from '../paths';
import type { N8nInstall } from './install';

interface N8nOptions {
	readonly install: N8nInstall;
	/** n8n's data folder; kept if it exists. */
	readonly folder: string;
	/** `anew`: the build is installed in the folder; `as it is`: somebody has, or not. Default: `anew`. */
	readonly package?: 'anew' | 'as it is';
	/** Name of the log in `.cache/logs`. */
	readonly log: string;
	/** Default: any free one. */
	readonly port?: number;
	/** For Node itself, such as `--inspect`. Default: none. */
	readonly nodeFlags?: readonly string[];
	/** Goes before what n8n is told otherwise. */
	readonly env?: Readonly<Record<string, string>>;
}

export interface N8nServer {
	/** `http://127.0.0.1:<port>`, no slash at the end; of a worker, all that answers there is its health. */
	readonly url: string;
	/** n8n's output so far is in this file. */
	readonly log: string;
	readonly pid: number;
	/** Ends n8n and everything it started. */
	stop(): Promise<void>;
	/** As `kill -9` of the whole process group: nothing gets to finish. */
	kill(): Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts a real n8n on loopback with the built package installed; resolves when its REST routes answer. */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	// The health route answers some seconds before the REST routes do.
	return await launch({ ask: options, command: 'start', port, env: { N8N_PORT: String(port) }, routes: ['/healthz', '/rest/settings'] });
}

/** Starts a worker of an n8n in queue mode; `env` says where database and queue are. Resolves when it takes work. */
export async function startN8nWorker(options: N8nOptions): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	const env = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port), N8N_WORKER_SERVER_ADDRESS: '127.0.0.1' };
	return await launch({ ask: options, command: 'worker', port, env, routes: ['/healthz/readiness'] });
}

interface Launch {
	readonly ask: N8nOptions;
	readonly command: 'start' | 'worker';
	readonly port: number;
	readonly env: Readonly<Record<string, string>>;
	/** It is up once these have answered, one after the other. */
	readonly routes: readonly string[];
}

async function launch({ ask, command, port, env, routes }: Launch): Promise<N8nServer> {
	const log = logFile(ask.log);
	const out = openSync(log, 'w');
	const child = spawn(ask.install.node, [...(ask.nodeFlags ?? []), ask.install.bin, command], {
		detached: true,
		stdio: ['ignore', out, out],
		env: { ...(await environment(ask)), ...env, ...ask.env },
	});
	closeSync(out);
	const killOnExit = () => signal(child, 'SIGKILL');
	process.once('exit', killOnExit);
	const end = async (first: NodeJS.Signals) => {
		await endGroup(child, first);
		process.off('exit', killOnExit);
	};
	const url = `http://127.0.0.1:${port}`;
	try {
		await answering(url, routes, child);
	} catch (error) {
		await end('SIGKILL');
		throw new Error(`n8n did not start: ${error instanceof Error ? error.message : String(error)}\n${endOf(log)}`);
	}
	return { url, log, pid: child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** The first port from `from` on that nothing listens on; without `from`, any. */
export async function freePort(from = 0): Promise<number> {
	for (let port = from; ; port++) {
		const found = await tryPort(port);
		if (found !== null) return found;
	}
}

async function environment(options: N8nOptions): Promise<NodeJS.ProcessEnv> {
	if (options.package !== 'as it is') installPackage(options.folder);
	const { NODE_OPTIONS: _jest, JEST_WORKER_ID: _worker, NODE_ENV: _env, ...inherited } = process.env;
	return {
		...inherited,
		PATH: `${path.dirname(options.install.node)}:${process.env.PATH ?? ''}`,
		N8N_USER_FOLDER: options.folder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_COMMUNITY_PACKAGES_ENABLED: 'false',
		NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY ?? ''].filter(Boolean).join(','),
	};
}

/** As n8n's own install of a community package leaves it, but from the build in place of the registry. */
function installPackage(userFolder: string): void {
	const folder = path.join(userFolder, '.n8n/nodes/node_modules', PACKAGE);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const part of ['dist', 'package.json']) cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
}

async function answering(url: string, routes: readonly string[], child: ChildProcess): Promise<void> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	for (const route of routes) {
		while (!(await isOk(`${url}${route}`))) {
			if (hasEnded(child)) throw new Error(`it ended with exit code ${child.exitCode ?? child.signalCode}`);
			if (Date.now() > deadline) throw new Error(`${route} did not answer within ${START_TIMEOUT_MS / 1000} s`);
			await sleep(250);
		}
	}
}

async function isOk(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		// While it starts, n8n answers every route with a page in place of the data.
		return response.ok && (response.headers.get('content-type') ?? '').includes('json');
	} catch {
		return false;
	}
}

async function endGroup(child: ChildProcess, first: NodeJS.Signals): Promise<void> {
	if (hasEnded(child)) return;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	signal(child, first);
	const patience = setTimeout(() => signal(child, 'SIGKILL'), STOP_TIMEOUT_MS);
	await ended;
	clearTimeout(patience);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
	if (child.pid === undefined || hasEnded(child)) return;
	try {
		process.kill(-child.pid, name);
	} catch (error) {
		// It may have ended in between.
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

function tryPort(port: number): Promise<number | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(null));
		server.listen(port, '127.0.0.1', () => {
			const found = (server.address() as AddressInfo).port;
			server.close(() => resolve(found));
		});
	});
}
