import type { Basis } from '../../router/learning/autotune/state';
import { binomialTail } from '../../router/learning/statistics/binomial';
import { simulate, type Simulated, type SimulationOptions } from './simulate';
import type { Stream } from './streams';

export interface Setting extends Omit<SimulationOptions, 'seed'> {
	readonly name: string;
	/** Runs of each stream, each in another order. */
	readonly orders: number;
}

export interface GroupFigures {
	/** Streams whose cheapest model is worse on more than `from` and at most `to` of the rows. */
	readonly from: number;
	readonly to: number;
	readonly streams: number;
	/** Means over streams of means over orders. */
	readonly cost: number;
	readonly percent: number;
	readonly audits: number;
	/** Share of runs that certified nothing and said that routing does not pay. */
	readonly saysSo: number;
}

export interface Figures {
	readonly name: string;
	readonly target: Basis['target'];
	readonly items: number;
	readonly orders: number;
	readonly runs: number;
	readonly groups: readonly GroupFigures[];
	/** Runs in which the promise was broken by something certified. */
	readonly broken: number;
	/** Runs in which more of the answers given were worse than promised. */
	readonly exceeded: number;
	/** Of one stream, the largest share. */
	readonly worst: { readonly stream: string; readonly share: number };
	/** Streams that break it more often than in 5 % of the runs, with 97.5 % confidence. */
	readonly above: readonly string[];
	readonly refused: number;
	/** Most audits, controls included, before a refusal. */
	readonly refusedAfter: number | null;
	readonly alarms: number;
	/** Median, of those caught. */
	readonly caughtAfter: number | null;
	readonly caught: number;
}

const GROUPS = [0, 0.05, 0.1, 0.2, 1];
const PROMISED = 0.05;

/** Runs every stream in as many orders and counts. */
export function measure(streams: readonly Stream[], { name, orders, ...options }: Setting): Figures {
	const measured = streams.map((stream, at) => ({
		stream,
		runs: Array.from({ length: orders }, (_, order) => simulate(stream, { ...options, seed: at * 100_003 + order + 1 })),
	}));
	const all = measured.flatMap(({ runs }) => runs);
	const shares = measured.map(({ stream, runs }) => ({ stream: stream.name, share: shareOf(runs, ({ broken }) => broken) }));
	const caught = all.flatMap(({ caughtAfter }) => caughtAfter ?? []).sort((a, b) => a - b);
	const refusals = all.flatMap(({ refusedAfter }) => refusedAfter ?? []);
	return {
		name,
		target: options.target,
		items: options.items,
		orders,
		runs: all.length,
		groups: groupsOf(measured),
		broken: countOf(all, ({ broken }) => broken),
		exceeded: countOf(all, ({ exceeded }) => exceeded),
		worst: shares.reduce((a, b) => (b.share > a.share ? b : a), { stream: '', share: 0 }),
		above: shares.filter(({ share }) => isAbove(Math.round(share * orders), orders)).map(({ stream }) => stream),
		refused: refusals.length,
		refusedAfter: refusals.length === 0 ? null : Math.max(...refusals),
		alarms: countOf(all, ({ starts }) => starts > 1),
		caughtAfter: caught[caught.length >> 1] ?? null,
		caught: caught.length,
	};
}

function groupsOf(measured: readonly { readonly stream: Stream; readonly runs: readonly Simulated[] }[]): GroupFigures[] {
	return GROUPS.slice(1).map((to, i) => {
		const from = GROUPS[i] ?? 0;
		const own = measured.filter(({ stream: { worse } }) => worse <= to && (worse > from || i === 0));
		const mean = (value: (run: Simulated) => number) => meanOf(own.map(({ runs }) => meanOf(runs.map(value))));
		return {
			from,
			to,
			streams: own.length,
			cost: mean(({ cost }) => cost),
			percent: mean(({ percent }) => percent),
			audits: mean(({ audits }) => audits),
			saysSo: mean(({ phase }) => Number(phase === 'does_not_pay')),
		};
	});
}

function isAbove(broken: number, runs: number): boolean {
	return 1 - binomialTail(broken - 1, runs, PROMISED) < 0.025;
}

function countOf(runs: readonly Simulated[], holds: (run: Simulated) => boolean): number {
	return runs.filter(holds).length;
}

function shareOf(runs: readonly Simulated[], holds: (run: Simulated) => boolean): number {
	return countOf(runs, holds) / runs.length;
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
