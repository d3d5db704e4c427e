import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { projectRoot } from '../../scripts/lib/paths';
import { seeded } from '../../scripts/lib/seeded';
import { emittedSchema, type Emitted } from '../support/emitted';
import { serve, type TestServer } from '../support/httpServer';
import { askOf, provider, refuses, says, type Reply } from '../support/routeNode';
import { bundleRunner } from './bundleRunner';
import { SINK_TYPE, type RunnerOptions } from './killRunner';
import type { KilledStore } from './killedStore';

const ITEMS = 20;
const PARALLEL = 3;
/** Nothing a runner does takes this long: it hangs. */
const HANGS_MS = 60_000;

/** When a runner is killed: after so much of what can be seen from outside, and then some time. */
export type Moment =
	| { readonly kind: 'starting'; readonly share: number }
	| { readonly kind: 'routing'; readonly calls: number; readonly thenMs: number }
	/** Commits are held up so often, and the worst moment waited for: an item is out whose record is not in. */
	| { readonly kind: 'storing'; readonly calls: number; readonly holds: number; readonly pauseMs: number }
	| { readonly kind: 'emitting'; readonly items: number; readonly thenMs: number };

export interface KillRounds {
	/** Everything that came out of the router in all rounds, in order, as the sink got it. */
	readonly emitted: readonly Emitted[];
	/** Provider calls in all rounds. */
	calls(): number;
	/** Starts a runner on the store and kills it; resolves once it is dead. Rejects where it ended by itself. */
	round(number: number): Promise<Moment>;
	/** Starts one more, and kills it once nothing waits any more that is not where it belongs. */
	settle(): Promise<void>;
	close(): Promise<void>;
}

/** Rounds of start, work and `kill -9` on one store; the same seed gives the same prompts and the same moments. */
export async function killRounds(store: KilledStore, seed: number): Promise<KillRounds> {
	const emitted: Emitted[] = [];
	const seen = { calls: 0, startMs: 1_500 };
	const runner = await bundleRunner<RunnerOptions>('killRunner');
	const answer = (model: string) => provider(async (prompt) => (seen.calls++, await replyOf(model, prompt)));
	const servers: TestServer[] = [await answer('small'), await answer('large')];
	const sink = await serve((response, { body }) => {
		emitted.push(emittedSchema.parse(JSON.parse(body)));
		response.end();
	});
	const killing = async (random: () => number, work: (child: ChildProcess) => Promise<void>) => {
		const file = runner.file(askFor(store, servers, sink, random));
		const child = spawn(process.execPath, [runner.program, file], {
			cwd: projectRoot,
			env: { ...process.env, ...store.runner.env },
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		try {
			await work(child);
		} finally {
			await kill(child);
		}
		if (child.signalCode !== 'SIGKILL') throw new Error(`The runner ended by itself with code ${String(child.exitCode)}.`);
	};
	return {
		emitted,
		calls: () => seen.calls,
		async round(number) {
			const random = seeded(seed * 1_000 + number);
			const moment = momentOf(number, random);
			store.begin(number, random);
			await killing(random, (child) => killAt(moment, { child, seen, emitted, store }));
			return moment;
		},
		// As the first round, in which nothing is in the way.
		async settle() {
			const random = seeded(seed * 1_000);
			store.begin(0, random);
			await killing(random, async (child) => {
				await until(child, 'all was where it belongs', async () => (await store.waiting()).length === 0);
			});
		},
		close: async () => void (await Promise.all([...servers, sink].map((server) => server.close()))),
	};
}

function momentOf(number: number, random: () => number): Moment {
	const upTo = (most: number) => Math.floor(random() * most);
	// The first round makes the file, which has moments of its own.
	if (number === 0) return { kind: 'routing', calls: 1, thenMs: upTo(60) };
	switch (number % 5) {
		case 0:
			return { kind: 'starting', share: random() };
		case 1:
		case 3:
			return { kind: 'storing', calls: 1 + upTo(2 * ITEMS), holds: 4 + upTo(8), pauseMs: upTo(60) };
		case 2:
			return { kind: 'routing', calls: 1 + upTo(6 * ITEMS), thenMs: upTo(20) };
		default:
			return { kind: 'emitting', items: 1 + upTo(6 * ITEMS), thenMs: upTo(10) };
	}
}

interface Victim {
	readonly child: ChildProcess;
	readonly seen: { calls: number; startMs: number };
	readonly emitted: readonly Emitted[];
	readonly store: KilledStore;
}

async function killAt(moment: Moment, { child, seen, emitted, store }: Victim): Promise<void> {
	const before = { calls: seen.calls, emitted: emitted.length, at: performance.now() };
	const reached = (so: () => boolean) => until(child, JSON.stringify(moment), so);
	if (moment.kind === 'starting') return await sleep(moment.share * seen.startMs);
	await reached(() => seen.calls > before.calls);
	seen.startMs = performance.now() - before.at;
	if (moment.kind === 'emitting') await reached(() => emitted.length - before.emitted >= moment.items);
	else await reached(() => seen.calls - before.calls >= moment.calls);
	if (moment.kind === 'storing') return await killBeforeCommit(moment, { child, emitted, store });
	await sleep(moment.thenMs);
	await kill(child);
}

/** Looks until it is so, or the runner has ended. */
async function until(child: ChildProcess, what: string, so: () => boolean | Promise<boolean>): Promise<void> {
	const endMs = performance.now() + HANGS_MS;
	while (!(await so())) {
		if (child.exitCode !== null) return;
		if (performance.now() > endMs) throw new Error(`The runner got stuck before ${what}.`);
		await sleep(1);
	}
}

/** Longer than an item needs from its record to the sink. */
const HELD_MS = 60;

async function killBeforeCommit(
	{ holds, pauseMs }: Extract<Moment, { kind: 'storing' }>,
	{ child, emitted, store }: Omit<Victim, 'seen'>,
): Promise<void> {
	for (let hold = 1; ; hold++) {
		const release = await store.holdCommits();
		await sleep(HELD_MS);
		const stored = new Set(await store.ids());
		const isWorst = emitted.some(({ id }) => !stored.has(id));
		if (isWorst || hold === holds) await kill(child);
		await release();
		if (isWorst || hold === holds) return;
		await sleep(pauseMs);
	}
}

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill('SIGKILL');
	await once(child, 'exit');
}

/** The workflow, its items by chance: most are answered, the others fail or are slow in every way that needs no cooldown. */
function askFor(store: KilledStore, [small, large]: readonly TestServer[], sink: TestServer, random: () => number): RunnerOptions {
	const kinds = ['fine', 'fine', 'fine', 'slow', 'slow', 'long', 'blank', 'down', 'bad', ''];
	const items = Array.from({ length: ITEMS }, (_, n) => {
		const kind = kinds[Math.floor(random() * kinds.length)] ?? '';
		return { json: { text: kind === '' ? '' : `${kind} ${String(n)}` } };
	});
	const parameters = { threshold: 0, maxRetries: 0, maxWaitTime: 1, parallelItems: ITEMS, ...store.runner.ask.parameters };
	const { workflow, credentials } = askOf({
		urls: [small?.url ?? '', large?.url ?? ''],
		wired: ['Sink', 'Sink', 'Sink'],
		...store.runner.ask,
		items,
		parameters,
	});
	const nodes = workflow.nodes.map((node) => (node.name === 'Sink' ? { ...node, type: SINK_TYPE } : node));
	return { ask: { workflow: { ...workflow, nodes }, items, ...(credentials && { credentials }) }, sinkUrl: sink.url, parallel: PARALLEL };
}

async function replyOf(model: string, prompt: string): Promise<Reply> {
	const kind = prompt.split(' ')[0];
	if (kind === 'slow') await sleep(40);
	if (kind === 'blank' && model === 'small') return says(' ');
	if (kind === 'long' && model === 'small') return refuses(400, { code: 'context_length_exceeded' });
	if (kind === 'down' && model === 'small') return refuses(500);
	if (kind === 'bad') return refuses(400);
	return says(`${model} answers ${prompt}`);
}
