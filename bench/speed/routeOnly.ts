import { fitExponent } from './fit';
import { oneRun, type OneRun, type RunWay } from './oneRun';
import { inRounds } from './rounds';
import { merged, sectionOf, type Effort, type Growth, type Ratio, type Section, type Table, type Target } from './section';
import { median, ratioOf, spreadOf } from './stats';
import { NO_N8N, stockModules, stockNodes } from './stock';
import { runIf, runSwitch } from './stockWorkflows';
import { count, megabytes, micros, millis, seconds, times } from './table';
import { itemsOf, runPassThrough, runRouteOnly, wallMs } from './workflows';

const SIZES = [1, 100, 1_000, 10_000] as const;
const SHORT_SIZES = [1, 100, 1_000] as const;
/** In processes of their own, for their memory. */
const MANY = [1_000, 10_000, 100_000] as const;

/** Route Only next to n8n's own Switch and If on the same items, in turns. */
export async function measureRouteOnly({ short }: Effort): Promise<Section> {
	const found: Found[] = [];
	for (const size of short ? SHORT_SIZES : SIZES) found.push(await measureSize(size, short));
	const many = short ? [] : await measureMany();
	return sectionOf({
		title: 'Route Only',
		about: ABOUT,
		tables: [timesTable(found), ...(many.length > 0 ? [manyTable(many)] : [])],
		ratios: merged(found.map(ratiosOf)),
		growth: growthOf(found, many),
		targets: [...targetsOf(found), ...manyTargets(many)],
		notMeasured: stockModules() === null ? [`Switch and If: ${NO_N8N}`] : [],
	});
}

interface Found {
	readonly size: number;
	/** ms of each round. */
	readonly node: readonly number[];
	readonly pass: readonly number[];
	readonly switch?: readonly number[];
	readonly if?: readonly number[];
}

async function measureSize(size: number, short: boolean): Promise<Found> {
	const items = itemsOf(size);
	const nodes = await stockNodes(['switch', 'if']);
	// A single item is over so quickly that several runs are one round.
	const times = size === 1 ? 10 : 1;
	const each = (run: () => Promise<unknown>) => async () => {
		const ms = await wallMs(async () => {
			for (let n = 0; n < times; n++) await run();
		});
		return ms / times;
	};
	const ways = {
		node: each(() => runRouteOnly(items)),
		pass: each(() => runPassThrough(items)),
		...(nodes && { switch: each(() => runSwitch({ nodes, items })), if: each(() => runIf({ nodes, items })) }),
	};
	const found = await inRounds(ways, { most: short ? 3 : 9, least: 2, budgetMs: short ? 1_500 : 3_000, warmUp: size < 10_000 ? 1 : 0 });
	return { size, ...found };
}

interface Many {
	readonly way: RunWay;
	readonly size: number;
	readonly run: OneRun;
}

async function measureMany(): Promise<Many[]> {
	const found: Many[] = [];
	for (const size of MANY) {
		const ways: readonly RunWay[] = stockModules() === null || size < 100_000 ? ['node', 'pass'] : ['node', 'switch', 'pass'];
		// Two at a time: memory and processor time do not depend on it.
		const first = ways.slice(0, 2).map(async (way) => ({ way, size, run: await oneRun(way, size) }));
		found.push(...(await Promise.all(first)));
		for (const way of ways.slice(2)) found.push({ way, size, run: await oneRun(way, size) });
	}
	return found;
}

function timesTable(found: readonly Found[]): Table {
	const cell = (values: readonly number[] | undefined) => {
		if (values === undefined) return 'not measured';
		const { median: middle, min, max } = spreadOf(values);
		return `${millis(middle)} (${millis(min)} to ${millis(max)})`;
	};
	return {
		head: ['items', 'Route Only', "n8n's Switch", "n8n's If", 'a node that passes items on', 'Route Only without that, an item'],
		lines: found.map(({ size, ...ways }) => [
			count(size),
			cell(ways.node),
			cell(ways.switch),
			cell(ways.if),
			cell(ways.pass),
			micros((1_000 * (median(ways.node) - median(ways.pass))) / size),
		]),
	};
}

const WAY_NAMES: Readonly<Record<RunWay, string>> = { node: 'Route Only', switch: "n8n's Switch", pass: 'a node that passes items on' };

function manyTable(many: readonly Many[]): Table {
	return {
		head: [
			'one run in a fresh process',
			'items',
			'processor time',
			'longest turn, processor time',
			'of it while the node executes',
			'loop late at most',
			'live heap',
			'process grew by',
		],
		lines: many.map(({ way, size, run }) => [
			WAY_NAMES[way],
			count(size),
			seconds(run.cpuMs),
			millis(run.turnCpuMs),
			run.ourTurnCpuMs === null ? '' : millis(run.ourTurnCpuMs),
			millis(run.lateMs),
			megabytes(run.liveMb),
			megabytes(run.peakMb),
		]),
	};
}

function ratiosOf({ size, node, switch: beside, if: other }: Found): Record<string, Ratio> {
	return {
		...(beside && {
			[`routeOnly.${String(size)}.switch`]: { what: `Route Only, ${count(size)} items, next to Switch`, ...ratioOf(node, beside) },
		}),
		...(other && { [`routeOnly.${String(size)}.if`]: { what: `Route Only, ${count(size)} items, next to If`, ...ratioOf(node, other) } }),
	};
}

function growthOf(found: readonly Found[], many: readonly Many[]): Growth[] {
	const ofMany = (what: string, unit: string, cost: (run: OneRun) => number): Growth[] => {
		const points = many.filter(({ way }) => way === 'node').map(({ size, run }) => ({ size, cost: Math.max(0.1, cost(run)) }));
		return points.length < 2 ? [] : [{ what, unit, most: 1.05, ...fitExponent(points) }];
	};
	const few = found.filter(({ size }) => size >= 100).map(({ size, node }) => ({ size, cost: median(node) }));
	return [
		many.length > 0
			? ofMany('Route Only against items: processor time', 'ms', ({ cpuMs }) => cpuMs)
			: [{ what: 'Route Only against items: wall time', unit: 'ms', most: 1.05, ...fitExponent(few) }],
		ofMany('Route Only against items: live heap', 'MB', ({ liveMb }) => liveMb),
		ofMany('Route Only against items: longest turn of the node', 'ms of processor time', (run) => run.ourTurnCpuMs ?? NaN),
	].flat();
}

function targetsOf(found: readonly Found[]): Target[] {
	return found.flatMap(({ size, node, switch: beside }) => {
		if (beside === undefined || ![1_000, 10_000].includes(size)) return [];
		const ratio = ratioOf(node, beside).median;
		return [{ what: `Route Only, ${count(size)} items, next to Switch`, found: times(ratio), target: '≤ 0.60 ×', met: ratio <= 0.6 }];
	});
}

/** Above n8n's own. */
const MOST_MB = 300;
const MOST_TURN_MS = 50;

function manyTargets(many: readonly Many[]): Target[] {
	const of = (way: RunWay, size: number) => many.find((one) => one.way === way && one.size === size)?.run;
	return MANY.flatMap((size) => {
		const [node, pass] = [of('node', size), of('pass', size)];
		if (node === undefined || pass === undefined) return [];
		const more = node.peakMb - pass.peakMb;
		const turn = {
			what: `Route Only, ${count(size)} items: longest turn of the node, processor time`,
			found: millis(node.ourTurnCpuMs ?? NaN),
			target: `≤ ${millis(MOST_TURN_MS)}`,
			met: (node.ourTurnCpuMs ?? Infinity) <= MOST_TURN_MS,
		};
		if (size !== 100_000) return [turn];
		const memory = {
			what: "Route Only, 100,000 items: memory of the process above n8n's own",
			found: megabytes(more),
			target: `≤ ${megabytes(MOST_MB)}`,
			met: more <= MOST_MB,
		};
		return [turn, memory];
	});
}

const ABOUT = `The classifier over two models with a registry credential, no call; Switch has two rules with one condition each, If one condition. Live heap
is the most that a full garbage collection left during the run, above what was there before it: the items themselves, n8n's result of the run and ours.`;
