import { fork } from 'node:child_process';
import { GCProfiler } from 'node:v8';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { z } from 'zod';

import { loadPackage } from '../../scripts/lib/engine';
import { collectGarbage } from './memory';
import { stockNodes } from './stock';
import { runSwitch } from './stockWorkflows';
import { watched, watchTurns } from './watch';
import { itemsOf, ROUTER, runPassThrough, runRouteOnly } from './workflows';

const WAYS = ['node', 'switch', 'pass'] as const;
/** Route Only, n8n's Switch, or a node that passes the items on. */
export type RunWay = (typeof WAYS)[number];

const oneRunSchema = z.object({
	ms: z.number(),
	cpuMs: z.number(),
	/** See `watched`. */
	turnCpuMs: z.number(),
	/** The same between the begin and the end of our node alone; `null` of other nodes. */
	ourTurnCpuMs: z.number().nullable(),
	lateMs: z.number(),
	/** Most the heap held after a full garbage collection, above what it held before the run, in MB; the items and n8n's own are in it. */
	liveMb: z.number(),
	/** By which the process grew at its largest, in MB. */
	peakMb: z.number(),
});
export type OneRun = z.infer<typeof oneRunSchema>;

/** Tells the program that it is started for one run. */
export const ONE_RUN = '--as-one-run';

/** One run of many items in a fresh process, which knows the code already: memory that others left is not counted. */
export async function oneRun(way: RunWay, items: number): Promise<OneRun> {
	const program = process.argv[1];
	if (program === undefined) throw new Error('There is no program to start.');
	const child = fork(program, [ONE_RUN, way, String(items)]);
	const found = await new Promise<unknown>((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`A run of ${String(items)} items ended with code ${String(code)}.`)));
	});
	child.kill();
	return oneRunSchema.parse(found);
}

/** What the process does. */
export async function beOneRun(args: readonly string[]): Promise<void> {
	const [name, items] = args.slice(args.indexOf(ONE_RUN) + 1);
	const way = z.enum(WAYS).parse(name);
	const ours = { turnCpuMs: 0 };
	const run = await runnerOf(way, ours);
	for (let round = 0; round < 3; round++) await run(200);
	const many = Number(items);
	collectGarbage();
	const heapBefore = process.memoryUsage().heapUsed;
	const peakBefore = process.resourceUsage().maxRSS;
	const profiler = new GCProfiler();
	profiler.start();
	const { value, ...load } = await watched(() => run(many));
	// What the run holds at its end is in it too, though no collection may have fallen there.
	collectGarbage();
	const { statistics } = profiler.stop();
	const after = statistics.filter(({ gcType }) => gcType.startsWith('MarkSweep')).map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize);
	const found: OneRun = {
		...load,
		ourTurnCpuMs: way === 'node' ? ours.turnCpuMs : null,
		liveMb: (Math.max(process.memoryUsage().heapUsed, ...after) - heapBefore) / 2 ** 20,
		peakMb: Math.max(0, process.resourceUsage().maxRSS - peakBefore) / 1_024,
	};
	// The result is alive until here.
	if (value.status !== 'success') throw new Error(`The run ended with ${value.status}.`);
	process.send?.(found);
}

async function runnerOf(way: RunWay, ours: { turnCpuMs: number }) {
	const watching = way === 'node' ? { [ROUTER]: await watchedNode(ours) } : {};
	const nodes = way === 'switch' ? await stockNodes(['switch']) : null;
	return async (count: number) => {
		const items = itemsOf(count);
		if (way === 'node') return await runRouteOnly(items, watching);
		return nodes === null ? await runPassThrough(items) : await runSwitch({ nodes, items });
	};
}

/** Our node as it is built, watched while it executes: what n8n does with the items before and after is its own. */
async function watchedNode(ours: { turnCpuMs: number }): Promise<INodeType> {
	const node = (await loadPackage()).nodes[ROUTER];
	if (node === undefined || !('execute' in node)) throw new Error('The package has no such node.');
	return Object.assign(Object.create(node) as INodeType, {
		async execute(this: IExecuteFunctions) {
			const turns = watchTurns();
			try {
				return await node.execute?.call(this);
			} finally {
				ours.turnCpuMs = turns.stop();
			}
		},
	});
}
