import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { projectRoot } from '../../scripts/lib/paths';
import { tuneAsk, type TuneStream } from '../support/autoTuneWorld';
import { serve, type TestServer } from '../support/httpServer';
import { askOf } from '../support/routeNode';
import type { TuneRunnerOptions } from './autoTuneRunner';
import { bundleRunner } from './bundleRunner';
import { SINK_TYPE } from './killRunner';

/** Nothing takes a worker this long: it hangs. */
const HANGS_MS = 120_000;

export interface TuneWorker {
	/** Runs that have ended in it. */
	runs(): number;
	/** What its runs said. */
	hints(): readonly string[];
	/** Waits until it is so. Rejects where the worker ends by itself, or nothing comes of it. */
	until(what: string, so: () => boolean | Promise<boolean>): Promise<void>;
	/** `kill -9`; resolves once it is dead. */
	kill(): Promise<void>;
}

export interface TuneWorkers {
	/** Ids of the decisions whose items left a router, in order. */
	readonly left: readonly string[];
	/** Each worker goes on with the requests of the stream where the last one can have come to. */
	start(options: WorkerOptions): TuneWorker;
	close(): Promise<void>;
}

interface WorkerOptions extends TuneStream {
	/** How far its clock is from the true time, in ms. */
	readonly offMs: number;
	readonly env: NodeJS.ProcessEnv;
	readonly itemsPerRun?: number;
	readonly pauseMs?: number;
}

/** No worker makes so many requests. */
const REQUESTS = 100_000;
const toldSchema = z.union([
	z.object({ worker: z.number(), ran: z.number(), hints: z.array(z.string()) }),
	z.object({ worker: z.number(), route: z.object({ id: z.string() }) }),
]);

/** Processes that run the node as production does, each until it is killed. */
export async function tuneWorkers(): Promise<TuneWorkers> {
	const runner = await bundleRunner<TuneRunnerOptions>('autoTuneRunner');
	const left: string[] = [];
	const runs: string[][][] = [];
	const alive = new Set<ChildProcess>();
	const sink = await serve((response, { body }) => {
		const told = toldSchema.parse(JSON.parse(body));
		if ('route' in told) left.push(told.route.id);
		else runs[told.worker]?.push(told.hints);
		response.end();
	});
	return {
		left,
		start(options) {
			const number = runs.length;
			const own: string[][] = [];
			runs.push(own);
			const file = runner.file(runnerOptions(options, number, sink), `tune-${String(number)}`);
			const child = spawn(process.execPath, [runner.program, file], {
				cwd: projectRoot,
				env: { ...process.env, ...options.env },
				stdio: ['ignore', 'ignore', 'inherit'],
			});
			alive.add(child);
			return {
				runs: () => own.length,
				hints: () => [...new Set(own.flat())],
				until: (what, so) => until(child, what, so),
				async kill() {
					await kill(child);
					alive.delete(child);
					if (child.signalCode !== 'SIGKILL') throw new Error(`The worker ended by itself with code ${String(child.exitCode)}.`);
				},
			};
		},
		async close() {
			await Promise.all([...alive].map(kill));
			await sink.close();
		},
	};
}

function runnerOptions(options: WorkerOptions, worker: number, sink: TestServer): TuneRunnerOptions {
	const { stream, kind = 'mixed', offMs, itemsPerRun = 10, pauseMs = 0 } = options;
	const wired = (options.rows ?? [1, 2]).map(() => 'Sink');
	const { workflow, credentials } = askOf(tuneAsk({ ...options, wired: ['Sink', ...wired] }, 0, 0));
	const nodes = workflow.nodes.map((node) => (node.name === 'Sink' ? { ...node, type: SINK_TYPE } : node));
	return {
		ask: { workflow: { ...workflow, nodes }, ...(credentials && { credentials }) },
		...{ sinkUrl: sink.url, worker, offMs, stream, from: worker * REQUESTS, kind, itemsPerRun, pauseMs },
	};
}

async function until(child: ChildProcess, what: string, so: () => boolean | Promise<boolean>): Promise<void> {
	const endMs = performance.now() + HANGS_MS;
	while (!(await so())) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The worker ended before ${what}.`);
		if (performance.now() > endMs) throw new Error(`The worker got stuck before ${what}.`);
		await sleep(2);
	}
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGKILL');
	await once(child, 'exit');
}
