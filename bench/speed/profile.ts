import { Session } from 'node:inspector/promises';
import { z } from 'zod';

import { startProvider } from './provider';
import { sectionOf, type Effort, type Section } from './section';
import { count, micros } from './table';
import { itemsOf, runBareLoop, runRouteOnly, runRouter } from './workflows';

const PARALLEL = 50;

const profileSchema = z.object({
	nodes: z.array(
		z.object({
			id: z.number(),
			callFrame: z.object({ functionName: z.string(), url: z.string() }),
			children: z.array(z.number()).optional(),
		}),
	),
	samples: z.array(z.number()),
	timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof profileSchema>;

/** Whose time a sample is: the innermost of its frames that one of these is said of. What none is said of is Node's. */
const OWNERS: readonly (readonly [owner: string, pattern: RegExp])[] = [
	[
		"n8n's request helper (axios, follow-redirects, n8n-core)",
		/node_modules\/(axios|follow-redirects|form-data|proxy-from-env|agent-base)\/|n8n-core\/.*(request-helper|ssrf|egress|http)/,
	],
	['the openai client', /(vendor\/openai|node_modules\/openai\/)/],
	['zod', /(vendor\/zod|node_modules\/zod\/)/],
	["n8n's parameters and expressions", /node_modules\/(n8n-workflow|@n8n\/(tournament|expression-runtime)|luxon|esprima-next|recast)\//],
	['n8n-core, the rest', /node_modules\/(n8n-core|@n8n)\//],
	['ours: request, signals, features, strategies', /dist\/(router\/(request|features|strategies|judging)|vendor\/tokens)/],
	['ours: records and log', /dist\/(router\/(ledger|decision)|adapters\/ledger|nodes\/shared\/ledger)/],
	['ours: choice, calls, health', /dist\/router\//],
	['ours: the node and its adapters', /dist\/(nodes|adapters|vendor)\//],
	['the benchmark', /\.cache\/scripts\//],
];

/** Where the processor time of the main thread goes: the figures of a flame graph. */
export async function measureProfile({ short }: Effort): Promise<Section> {
	const empty = { title: 'Where the time goes', about: ABOUT };
	if (short) return sectionOf({ ...empty, notMeasured: ['where the time goes: in the full form only'] });
	const provider = await startProvider();
	const baseUrl = provider.after(5);
	const items = itemsOf(1_000);
	try {
		const parameters = { threshold: 0, limits: { parallelItems: PARALLEL } };
		const runs = {
			'Route and Answer': () => runRouter({ baseUrl, items, parameters }),
			'bare loop': () => runBareLoop({ baseUrl, items, parallel: PARALLEL }),
			'Route Only': () => runRouteOnly(items),
		};
		const found: [string, Map<string, number>][] = [];
		for (const [name, run] of Object.entries(runs)) found.push([name, ownersIn(await profileOf(run))]);
		const owners = [...new Set(found.flatMap(([, times]) => [...times.keys()]))];
		const total = (times: ReadonlyMap<string, number>) => [...times.values()].reduce((sum, one) => sum + one, 0);
		const cell = (times: ReadonlyMap<string, number>, owner: string) => {
			const us = times.get(owner) ?? 0;
			return `${micros(us / items.length)} (${((100 * us) / total(times)).toFixed(0)} %)`;
		};
		const lines = owners
			.toSorted((a, b) => (found[0]?.[1].get(b) ?? 0) - (found[0]?.[1].get(a) ?? 0))
			.map((owner) => [owner, ...found.map(([, times]) => cell(times, owner))]);
		lines.push(['all', ...found.map(([, times]) => micros(total(times) / items.length))]);
		return sectionOf({ ...empty, tables: [{ head: ['processor time an item', ...found.map(([name]) => name)], lines }] });
	} finally {
		provider.stop();
	}
}

async function profileOf(run: () => Promise<unknown>): Promise<CpuProfile> {
	await run();
	const session = new Session();
	session.connect();
	try {
		await session.post('Profiler.enable');
		await session.post('Profiler.setSamplingInterval', { interval: 200 });
		await session.post('Profiler.start');
		await run();
		const { profile } = await session.post('Profiler.stop');
		return profileSchema.parse(profile);
	} finally {
		session.disconnect();
	}
}

/** Microseconds of each owner, waiting and profiling left out. */
export function ownersIn({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
	const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const known = new Map<number, string | null>();
	const ownerOf = (id: number): string | null => {
		const before = known.get(id);
		if (before !== undefined) return before;
		const frame = byId.get(id)?.callFrame;
		const parent = parents.get(id);
		const owner = ownerIn(frame?.functionName ?? '', frame?.url ?? '') ?? (parent === undefined ? NODE_ITSELF : ownerOf(parent));
		known.set(id, owner);
		return owner;
	};
	const found = new Map<string, number>();
	samples.forEach((id, index) => {
		const { functionName, url } = byId.get(id)?.callFrame ?? { functionName: '', url: '' };
		// The profiler's own start and end are no part of the run.
		if (functionName === '(idle)' || url === 'node:inspector') return;
		const owner = ownerOf(id) ?? NODE_ITSELF;
		found.set(owner, (found.get(owner) ?? 0) + (timeDeltas[index] ?? 0));
	});
	return found;
}

const NODE_ITSELF = 'Node: sockets, HTTP, timers, promises';

function ownerIn(functionName: string, url: string): string | null {
	if (functionName === '(garbage collector)') return 'garbage collection';
	return OWNERS.find(([, pattern]) => pattern.test(url))?.[0] ?? null;
}

const ABOUT = `A profile of the main thread, ${count(1_000)} items, ${String(PARALLEL)} parallel, a 5 ms provider: each sample belongs to the innermost function of a
package that is named here, what Node does for it included. The log's worker thread is not in it.`;
