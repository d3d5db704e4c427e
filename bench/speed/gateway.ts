import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import { runToLog } from '../../scripts/lib/command';
import { freePort } from '../../scripts/lib/n8n/server';
import { localCache, projectRoot } from '../../scripts/lib/paths';

/** Portkey's gateway in a process of its own. */
export interface Gateway {
	readonly baseUrl: string;
	/** Processor time it has used so far, in ms; `null` where the system does not say. */
	cpuMs(): number | null;
	stop(): void;
}

/** Where a request of the gateway goes: one of these, as its config names them. */
export interface GatewayTarget {
	readonly baseUrl: string;
	readonly model: string;
	readonly timeoutMs?: number;
}

const folder = path.join(localCache, 'peers');
const wanted = path.join(projectRoot, 'bench/peers');
const START = 'node_modules/@portkey-ai/gateway/build/start-server.js';
const PATIENCE_MS = 30_000;

const lockSchema = z.object({ packages: z.record(z.object({ version: z.string().optional() })) });
const GATEWAY = 'node_modules/@portkey-ai/gateway';

/** Installs the peers of bench/peers where they are missing. `null`: they are there; else why not, for people. */
export async function ensurePeers(): Promise<string | null> {
	if (isGatewayThere()) return null;
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) copyFileSync(path.join(wanted, file), path.join(folder, file));
	process.stderr.write('bench: installing the peers into .cache/peers\n');
	try {
		const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1', '--fetch-timeout=20000'];
		await runToLog('npm', ['ci', ...flags], { log: 'bench-peers', cwd: folder });
	} catch (error) {
		return `the peers of bench/peers could not be installed (${lastLine(error)})`;
	}
	return isGatewayThere() ? null : 'the peers were installed, but the gateway is not there';
}

/** The version that is installed, exactly the wanted one. */
export function isGatewayThere(): boolean {
	const installed = path.join(folder, 'node_modules/.package-lock.json');
	return existsSync(path.join(folder, START)) && existsSync(installed) && versionIn(installed) === gatewayVersion();
}

export function gatewayVersion(): string {
	return versionIn(path.join(wanted, 'package-lock.json')) ?? 'unknown';
}

function versionIn(lock: string): string | null {
	return lockSchema.parse(JSON.parse(readFileSync(lock, 'utf8'))).packages[GATEWAY]?.version ?? null;
}

/** `null` where it is not installed. */
export async function startGateway(): Promise<Gateway | null> {
	if (!isGatewayThere()) return null;
	const port = await freePort();
	const child = spawn(process.execPath, [path.join(folder, START), `--port=${String(port)}`, '--headless'], {
		stdio: 'ignore',
		env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
	});
	const stop = () => void child.kill('SIGKILL');
	process.once('exit', stop);
	const url = `http://127.0.0.1:${String(port)}`;
	for (const until = Date.now() + PATIENCE_MS; ; await sleep(100)) {
		if (await answers(url)) break;
		if (child.exitCode !== null || Date.now() > until) throw new Error('The gateway did not start.');
	}
	return { baseUrl: `${url}/v1`, cpuMs: () => cpuMsOf(child.pid), stop };
}

/** Headers that make the gateway try these one after the other. */
export function fallbackTo(targets: readonly GatewayTarget[]): Record<string, string> {
	return configHeader({ strategy: { mode: 'fallback' }, targets: targets.map(targetOf) });
}

/** Headers that make the gateway send a request of `small` to the first, others to the second. */
export function conditional(small: GatewayTarget, other: GatewayTarget): Record<string, string> {
	return configHeader({
		strategy: {
			mode: 'conditional',
			conditions: [
				{ query: { 'metadata.tier': { $eq: 'pro' } }, then: 'other' },
				{ query: { 'params.model': { $eq: 'small' } }, then: 'small' },
			],
			default: 'other',
		},
		targets: [
			{ name: 'small', ...targetOf(small) },
			{ name: 'other', ...targetOf(other) },
		],
	});
}

function configHeader(config: object): Record<string, string> {
	return { 'x-portkey-config': JSON.stringify(config) };
}

function targetOf({ baseUrl, model, timeoutMs }: GatewayTarget) {
	return {
		provider: 'openai',
		api_key: 'sk-bench',
		custom_host: baseUrl,
		override_params: { model },
		...(timeoutMs !== undefined && { request_timeout: timeoutMs }),
	};
}

/** Of Linux, in hundredths of a second, as it tells them to everybody. */
const TICK_MS = 10;

function cpuMsOf(pid: number | undefined): number | null {
	const file = `/proc/${String(pid)}/stat`;
	if (!existsSync(file)) return null;
	// The name, in brackets, may have blanks.
	const fields = readFileSync(file, 'utf8')
		.replace(/^.*\) /s, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
	} catch {
		return false;
	}
}

function lastLine(error: unknown): string {
	const lines = (error instanceof Error ? error.message : String(error)).split('\n');
	return lines.find((line) => /npm error (code|errno)/.test(line)) ?? 'see .cache/logs/bench-peers.log';
}
