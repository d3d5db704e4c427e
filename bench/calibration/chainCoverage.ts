import type { Interval } from '../../router/learning/statistics/intervals';
import { createWorld, riskAt, type WorldSettings } from './worlds';
import { runChain, type Chain, type ChainSettings } from './wholeChain';

export interface ChainMeasured {
	readonly name: string;
	readonly logs: number;
	/** Share of the logs whose 95 % interval holds what is true of the traffic. */
	readonly covered: { readonly relative: number; readonly falseCheap: number };
	/** Of the estimates' mean from the truth, in standard errors of that mean. */
	readonly bias: number;
	/** Logs on which a threshold was handed out whose risk is the target's or more; `null`: this world has no exact edge. */
	readonly violating: number | null;
	readonly certified: number;
	readonly degraded: number;
}

const EDGE: WorldSettings = { models: 2, levels: 20, informative: 1, risk: 0.05, atLevel: 8, audits: 0.4, varying: false };
const THREE: WorldSettings = { ...EDGE, models: 3, atLevel: 6 };
/** Every fifth call fails, a health that leaves models alone follows, and items are answered by who is left. */
const FAULTY = { requests: 1_000, faults: 0.2, refusals: 0.02, seenThrough: 0.3, newJudgeFrom: 1 };
/** What a check sees through, and who refuses, would move the risk from its edge. */
const ON_EDGE = { ...FAULTY, refusals: 0, seenThrough: 0 };

export const CHAINS: readonly { readonly name: string; readonly edge: boolean; readonly settings: ChainSettings }[] = [
	{ name: 'two models', edge: false, settings: { ...FAULTY, world: createWorld(EDGE), threshold: 0.5, auditShare: [0.2, 0.2] } },
	{
		name: 'three models, Audit Share changed',
		edge: false,
		settings: { ...FAULTY, world: createWorld(THREE), threshold: 0.5, auditShare: [0.4, 0.1] },
	},
	{
		name: 'two models, judge changed',
		edge: false,
		settings: { ...FAULTY, world: createWorld(EDGE), threshold: 0.5, auditShare: [0.2, 0.2], refusals: 0.05, newJudgeFrom: 0.6 },
	},
	{
		name: 'two models, on the edge',
		edge: true,
		settings: { ...ON_EDGE, world: createWorld(EDGE), threshold: 0.7, auditShare: [0.4, 0.4] },
	},
	{
		name: 'three models, on the edge, Audit Share changed',
		edge: true,
		settings: { ...ON_EDGE, world: createWorld(THREE), threshold: 0.7, auditShare: [0.6, 0.3] },
	},
];

/** How often what a report and a calibration say of logs that the real router wrote, faults and all, is true. */
export async function measureChain({
	name,
	edge,
	settings,
	logs,
	seed,
}: (typeof CHAINS)[number] & { readonly logs: number; readonly seed: number }): Promise<ChainMeasured> {
	const chains: Chain[] = [];
	for (let i = 0; i < logs; i++) chains.push(await runChain(settings, seed * 10_000 + i));
	const mean = (value: (chain: Chain) => number) => chains.reduce((sum, chain) => sum + value(chain), 0) / logs;
	// Of the traffic, not of one log: the mean over all logs.
	const truth = { relative: mean((chain) => chain.truth.relative), falseCheap: mean((chain) => chain.truth.falseCheap) };
	const totals = ({ report: { total } }: Chain) => total;
	const covers = (interval: Interval | undefined, value: number) =>
		interval !== undefined && interval.from <= value && value <= interval.to ? 1 : 0;
	const error = (chain: Chain) => (totals(chain).relative?.value ?? 0) - chain.truth.relative;
	const bias = mean(error);
	const certified = chains.flatMap((chain) => chain.certified ?? []);
	return {
		name,
		logs,
		covered: {
			relative: mean((chain) => covers(totals(chain).relative?.interval, truth.relative)),
			falseCheap: mean((chain) => covers(totals(chain).falseCheap?.interval, truth.falseCheap)),
		},
		bias: bias / Math.sqrt(mean((chain) => (error(chain) - bias) ** 2) / logs),
		violating: edge ? certified.filter((threshold) => riskAt(settings.world, threshold) >= 0.05 - 1e-9).length : null,
		certified: certified.length,
		degraded: mean((chain) => totals(chain).degraded.share),
	};
}
