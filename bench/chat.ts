import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { endWith } from '../scripts/lib/endWith';
import { freePort } from '../scripts/lib/n8n/server';
import { measureCancel } from './chat/cancel';
import { measureChatMemory, type ChatMemory, type MemoryOptions, type MemoryPoint } from './chat/memory';
import type { Pace } from './chat/pacedProvider';
import { measureChatSpeed } from './chat/speed';
import { renderCancel, renderMemory, renderSpeed } from './chat/table';
import { startBenchWorld, WAYS, type BenchWorld, type Way } from './chat/world';

const PARTS = ['speed', 'cancel', 'memory'] as const;
const PACE: Pace = { firstMs: 300, tokensPerSecond: 50, tokens: 50 };
const SHORT_PACE: Pace = { ...PACE, tokens: 10 };
/** Long enough to be stopped in its midst. */
const STOPPED_PACE: Pace = { ...PACE, tokens: 1_000 };

// n8n is a process group of its own, which ends with this process only where this process exits by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

endWith(main());

/**
 * `npm run bench:chat [-- --json FILE] [--only speed|cancel|memory] [--short]`: what LLM Router Chat Model costs in a real
 * n8n, beside n8n's own Chat Model in its place. `--short` only shows that everything runs.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { json: { type: 'string' }, only: { type: 'string' }, short: { type: 'boolean', default: false } },
	});
	const { short, only } = values;
	const parts = PARTS.filter((part) => only === undefined || part === only);
	if (parts.length === 0) throw new Error(`--only ${String(only)}: use one of ${PARTS.join(', ')}.`);
	const found = short ? await shortly(parts) : await fully(parts);
	process.stdout.write(`\n${load()}${short ? ', short form: the figures say little' : ''}.\n`);
	if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ short, load: load(), ...found }, null, '\t')}\n`);
}

type Parts = readonly (typeof PARTS)[number][];

/** One n8n for everything. */
async function shortly(parts: Parts): Promise<object> {
	return await inN8n(SHORT_PACE, WAYS, async (world, inspector) => ({
		...(await timesOf(world, parts, { pace: SHORT_PACE, rounds: 2, stops: 1 })),
		...(parts.includes('memory') && { memory: [await memory(world, { way: 'registry', runs: 20, every: 10, inspector })] }),
	}));
}

/** Memory in an n8n of its own for each way, so that none has to answer for what another has left. */
async function fully(parts: Parts): Promise<object> {
	const times = parts.filter((part) => part !== 'memory');
	const timed = times.length === 0 ? {} : await inN8n(PACE, WAYS, (world) => timesOf(world, times, { pace: PACE, rounds: 30, stops: 5 }));
	if (!parts.includes('memory')) return timed;
	const all: ChatMemory[] = [];
	for (const way of WAYS)
		all.push(await inN8n(PACE, [way], (world, inspector) => memory(world, { way, runs: 1_000, every: 100, inspector })));
	return { ...timed, memory: all };
}

interface Times {
	readonly pace: Pace;
	readonly rounds: number;
	readonly stops: number;
}

async function timesOf(world: BenchWorld, parts: Parts, { pace, rounds, stops }: Times) {
	return {
		...(parts.includes('speed') && { speed: await speed(world, pace, rounds) }),
		...(parts.includes('cancel') && { cancel: await cancel(world, stops) }),
	};
}

async function inN8n<T>(pace: Pace, ways: readonly Way[], work: (world: BenchWorld, inspector: string) => Promise<T>): Promise<T> {
	const inspector = `127.0.0.1:${String(await freePort())}`;
	const world = await startBenchWorld(pace, [`--inspect=${inspector}`], ways);
	try {
		return await work(world, inspector);
	} finally {
		await world.stop();
	}
}

async function speed(world: BenchWorld, pace: Pace, rounds: number) {
	const before = load();
	const found = await measureChatSpeed(world, pace, rounds);
	process.stdout.write(`\n${renderSpeed(found)}\n\n${before} before.\n`);
	return found;
}

async function cancel(world: BenchWorld, rounds: number) {
	world.provider.setPace(STOPPED_PACE);
	const found = await measureCancel(world, rounds);
	process.stdout.write(`\n${renderCancel(found)}\n`);
	return found;
}

async function memory(world: BenchWorld, options: Omit<MemoryOptions, 'onPoint'>) {
	const onPoint = ({ runs }: MemoryPoint) => process.stderr.write(`memory: ${String(runs)} runs, ${options.way}\n`);
	const found = await measureChatMemory(world, { ...options, onPoint });
	process.stdout.write(`\n${renderMemory(found)}\n`);
	return found;
}

function load(): string {
	const averages = loadavg().map((one) => one.toFixed(1));
	return `Node ${process.versions.node}, ${String(cpus().length)} cores, load of 1, 5 and 15 minutes ${averages.join(', ')}`;
}
