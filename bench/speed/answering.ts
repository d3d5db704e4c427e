import { LIMITS } from '../../nodes/RouteLlmRequest/description/defaults';
import { addedLatency } from './addedLatency';
import { fallbackTo, gatewayVersion, startGateway, type Gateway } from './gateway';
import { startProvider, type Provider } from './provider';
import { inRounds } from './rounds';
import { merged, sectionOf, type Effort, type Ratio, type Section, type Target } from './section';
import { median, percentile, ratioOf } from './stats';
import { NO_N8N, stockNodes } from './stock';
import { runChain, runHttpRequest } from './stockWorkflows';
import { count, millis, times } from './table';
import { itemsOf, runBareLoop, runRouter, wallMs } from './workflows';

interface Case {
	/** The provider answers after so many ms. */
	readonly delayMs: number;
	readonly parallel: number;
	readonly items: number;
}

interface Timed {
	readonly ms: number;
	/** Of this process and, where it is used, the gateway's; `null`: the system does not tell the gateway's. */
	readonly cpuMs: number | null;
	/** See `addedLatency`, in ms. */
	readonly addedMs: readonly number[];
}

/** Always measured; the others only where they are there, and in fewer rounds: they are no target. */
type Way = 'node' | 'bare' | 'gateway' | 'chain' | 'http';
const NAMES: Readonly<Record<Way, string>> = {
	node: 'Route and Answer',
	bare: 'bare loop',
	gateway: "bare loop through Portkey's gateway",
	chain: 'Basic LLM Chain',
	http: 'HTTP Request',
};

const CASES: readonly Case[] = [
	{ delayMs: 100, parallel: 1, items: 8 },
	{ delayMs: 100, parallel: 10, items: 100 },
	{ delayMs: 100, parallel: 50, items: 500 },
	{ delayMs: 100, parallel: 200, items: 1_000 },
	{ delayMs: 5, parallel: 10, items: 300 },
	{ delayMs: 5, parallel: 50, items: 500 },
];
const SHORT_CASES: readonly Case[] = [
	{ delayMs: 100, parallel: 50, items: 300 },
	{ delayMs: 5, parallel: 10, items: 200 },
];

/** Route and Answer in turns with what does the same without it. */
export async function measureAnswering({ short }: Effort): Promise<Section> {
	const provider = await startProvider();
	const gateway = await startGateway();
	try {
		const found: Found[] = [];
		for (const one of short ? SHORT_CASES : CASES) {
			process.stderr.write(`bench: answering: ${nameOf(one)}\n`);
			found.push(await measureCase({ one, short, provider, gateway }));
		}
		return sectionOf({
			title: 'Route and Answer',
			about: ABOUT,
			tables: found.map(tableOf),
			ratios: merged(found.map(ratiosOf)),
			targets: found.flatMap(targetsOf),
			notMeasured: [
				...(gateway === null ? ["Portkey's gateway: it is not installed"] : []),
				...((await stockNodes([])) === null ? [`Basic LLM Chain and HTTP Request: ${NO_N8N}`] : []),
			],
		});
	} finally {
		gateway?.stop();
		provider.stop();
	}
}

interface Found extends Case {
	readonly ways: Partial<Readonly<Record<Way, readonly Timed[]>>>;
}

interface CaseAsk {
	readonly one: Case;
	readonly short: boolean;
	readonly provider: Provider;
	readonly gateway: Gateway | null;
}

async function measureCase({ one, short, provider, gateway }: CaseAsk): Promise<Found> {
	const { delayMs, parallel } = one;
	const items = itemsOf(one.items);
	const baseUrl = provider.after(delayMs);
	const run = async (work: () => Promise<unknown>, by: Gateway | null = null) => await timed(work, { provider, gateway: by, parallel });
	const limits = { parallelItems: Math.min(parallel, LIMITS.parallelItems.max) };
	const headers = fallbackTo(['small', 'large'].map((model) => ({ baseUrl, model })));
	const main = await inRounds(
		{
			node: () => run(() => runRouter({ baseUrl, items, parameters: { threshold: 0, limits } })),
			bare: () => run(() => runBareLoop({ baseUrl, items, parallel })),
			...(gateway && { gateway: () => run(() => runBareLoop({ baseUrl: gateway.baseUrl, items, parallel, headers }), gateway) }),
		},
		{ most: short ? 3 : 7, least: 2, budgetMs: short ? 2_500 : 6_000 },
	);
	const nodes = short || delayMs < 100 ? null : await stockNodes(['chain', 'chatModel', 'httpRequest']);
	if (nodes === null) return { ...one, ways: main };
	const others = await inRounds(
		{
			chain: () => run(() => runChain({ nodes, items, baseUrl, parallel })),
			http: () => run(() => runHttpRequest({ nodes, items, baseUrl, parallel }, delayMs)),
		},
		{ most: 2, budgetMs: 2_500, warmUp: parallel === 1 ? 1 : 0 },
	);
	return { ...one, ways: { ...main, ...others } };
}

interface Watching {
	readonly provider: Provider;
	readonly gateway: Gateway | null;
	readonly parallel: number;
}

async function timed(work: () => Promise<unknown>, { provider, gateway, parallel }: Watching): Promise<Timed> {
	await provider.take();
	const [before, gatewayBefore] = [process.cpuUsage(), gateway?.cpuMs() ?? 0];
	const ms = await wallMs(work);
	const { user, system } = process.cpuUsage(before);
	const gatewayAfter = gateway === null ? 0 : gateway.cpuMs();
	return {
		ms,
		cpuMs: gatewayAfter === null ? null : (user + system) / 1_000 + gatewayAfter - gatewayBefore,
		addedMs: addedLatency(await provider.take(), parallel),
	};
}

const wallOf = (all: readonly Timed[]) => all.map(({ ms }) => ms);
const cpuOf = (all: readonly Timed[]) => all.flatMap(({ cpuMs }) => cpuMs ?? []);
const p99Of = (all: readonly Timed[]) => all.map(({ addedMs }) => percentile(addedMs, 0.99));

function nameOf({ delayMs, parallel, items }: Case): string {
	return `${count(items)} items, ${String(parallel)} parallel, ${String(delayMs)} ms provider`;
}

function tableOf({ ways, ...one }: Found) {
	const idealMs = Math.ceil(one.items / one.parallel) * one.delayMs;
	const lines = (Object.entries(ways) as [Way, readonly Timed[]][]).map(([way, all]) => {
		const added = all.flatMap(({ addedMs }) => addedMs);
		const cpu = cpuOf(all);
		return [
			way === 'node' && one.parallel > LIMITS.parallelItems.max
				? `${NAMES.node} (${String(LIMITS.parallelItems.max)} parallel at most)`
				: NAMES[way],
			millis(median(wallOf(all))),
			`${millis(Math.min(...wallOf(all)))} to ${millis(Math.max(...wallOf(all)))}`,
			times(median(wallOf(all)) / idealMs),
			added.length === 0 ? '' : millis(percentile(added, 0.5)),
			added.length === 0 ? '' : millis(percentile(added, 0.99)),
			count(Math.round((1_000 * one.items) / median(wallOf(all)))),
			cpu.length === 0 ? '' : millis(median(cpu) / one.items),
		];
	});
	return {
		head: [
			nameOf(one),
			'wall time',
			'rounds from, to',
			`of the ideal ${millis(idealMs)}`,
			'added latency p50',
			'p99',
			'requests a second',
			'processor time a request',
		],
		lines,
	};
}

function ratiosOf({ ways: { node, bare, gateway, chain, http }, ...one }: Found): Record<string, Ratio> {
	const key = `answering.${String(one.delayMs)}ms.${String(one.parallel)}`;
	if (node === undefined || bare === undefined) return {};
	const against = (of: (all: readonly Timed[]) => readonly number[], theirs: readonly Timed[]) => ratioOf(of(node), of(theirs));
	const beside = (name: string, other: readonly Timed[] | undefined, whole: boolean): Record<string, Ratio> => {
		if (other === undefined) return {};
		if (!whole) return { [`${key}.${name}.wall`]: { what: what(name, 'wall time'), ...ratioOfMedians(wallOf(node), wallOf(other)) } };
		return {
			[`${key}.${name}.wall`]: { what: what(name, 'wall time'), ...against(wallOf, other) },
			...(cpuOf(other).length > 0 && { [`${key}.${name}.cpu`]: { what: what(name, 'processor time'), ...against(cpuOf, other) } }),
			[`${key}.${name}.p99`]: { what: what(name, 'added latency p99'), ...against(p99Of, other) },
		};
	};
	const what = (name: string, figure: string) => `Route and Answer, ${nameOf(one)}: ${figure} next to ${NAMES[name as Way]}`;
	return {
		...beside('bare', bare, true),
		...beside('gateway', gateway, true),
		...beside('chain', chain, false),
		...beside('http', http, false),
	};
}

/** Where the rounds do not belong together. */
function ratioOfMedians(ours: readonly number[], theirs: readonly number[]) {
	return {
		median: median(ours) / median(theirs),
		min: Math.min(...ours) / Math.max(...theirs),
		max: Math.max(...ours) / Math.min(...theirs),
		rounds: Math.min(ours.length, theirs.length),
	};
}

/** The four cases that targets are set for. */
function targetsOf(found: Found): Target[] {
	if (![10, 50].includes(found.parallel)) return [];
	const ratios = ratiosOf(found);
	const target = (key: string, what: string, most: number): Target[] => {
		const ratio = ratios[`answering.${String(found.delayMs)}ms.${String(found.parallel)}.${key}`];
		const row = { what: `${what}: ${nameOf(found)}`, target: `≤ ${times(most)}` };
		if (ratio === undefined || Number.isNaN(ratio.median)) return [{ ...row, found: 'not measured', met: null }];
		return [{ ...row, found: times(ratio.median), met: ratio.median <= most }];
	};
	return [
		...target('bare.cpu', 'Route and Answer next to the bare loop, processor time', 1.1),
		...target('bare.wall', '… wall time', 1.05),
		...target('gateway.wall', "… next to Portkey's gateway, wall time", 1),
		...target('gateway.p99', "… next to Portkey's gateway, added latency p99", 0.8),
	];
}

const ABOUT = `Manual Trigger, the node, No Operation, through n8n's own engine in one process; the provider in a process of its own on loopback. The
bare loop is a node that calls the same client over n8n's request helper, so many at a time, and does nothing else: no fallback, no log. The
same loop also goes through Portkey's gateway ${gatewayVersion()}, a process of its own, with a fallback of two targets. Basic LLM Chain runs with n8n's
OpenAI Chat Model and its batches as large as the number of parallel requests; HTTP Request sends that many each time the provider's answer
takes. Added latency is seen by the provider: from an answer until the request that takes its place arrives. Processor time is of n8n's process
with all its threads, the gateway's too where it is used.`;
