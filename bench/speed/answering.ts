import { monitorEventLoopDelay } from 'node:perf_hooks';

import { itemsOf, median, runBareLoop, runRouter, wallMs } from './workflows';

export interface AnsweringSpeed {
	readonly items: number;
	readonly parallel: number;
	readonly rounds: number;
	/** Medians over the rounds, of the whole run through n8n's engine. */
	readonly nodeMs: number;
	readonly bareMs: number;
	/** Processor time, which other programs on the machine do not add to. */
	readonly nodeCpuMs: number;
	readonly bareCpuMs: number;
	/** What the provider's time alone comes to. */
	readonly idealMs: number;
	/** How late the event loop was while the node worked, in ms: the worst round's 99th percentile. */
	readonly nodeDelayP99Ms: number;
	readonly bareDelayP99Ms: number;
}

interface AnsweringOptions {
	readonly baseUrl: string;
	readonly answersAfterMs: number;
	readonly items: number;
	readonly parallel: number;
	readonly rounds: number;
}

/** Route and Answer beside a bare loop over the same client, in turns, so that a busy machine slows both. */
export async function measureAnswering({
	baseUrl,
	answersAfterMs,
	items: count,
	parallel,
	rounds,
}: AnsweringOptions): Promise<AnsweringSpeed> {
	const items = itemsOf(count);
	const node = () => runRouter(baseUrl, items, { threshold: 0, limits: { parallelItems: parallel } });
	const bare = () => runBareLoop(baseUrl, items, parallel);
	// The first of each loads code and opens connections.
	await node();
	await bare();
	const seen = { node: [] as Timed[], bare: [] as Timed[] };
	for (let round = 0; round < rounds; round++) {
		seen.node.push(await timed(node));
		seen.bare.push(await timed(bare));
	}
	const wall = (all: readonly Timed[]) => median(all.map(({ ms }) => ms));
	const cpu = (all: readonly Timed[]) => median(all.map(({ cpuMs }) => cpuMs));
	const worst = (all: readonly Timed[]) => Math.max(...all.map(({ delayP99Ms }) => delayP99Ms));
	return {
		items: count,
		parallel,
		rounds,
		nodeMs: wall(seen.node),
		bareMs: wall(seen.bare),
		nodeCpuMs: cpu(seen.node),
		bareCpuMs: cpu(seen.bare),
		idealMs: Math.ceil(count / parallel) * answersAfterMs,
		nodeDelayP99Ms: worst(seen.node),
		bareDelayP99Ms: worst(seen.bare),
	};
}

interface Timed {
	readonly ms: number;
	readonly cpuMs: number;
	readonly delayP99Ms: number;
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const before = process.cpuUsage();
	const ms = await wallMs(work);
	const { user, system } = process.cpuUsage(before);
	delay.disable();
	return { ms, cpuMs: (user + system) / 1_000, delayP99Ms: delay.percentile(99) / 1e6 };
}
