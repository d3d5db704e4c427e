import { weightedMean, weightedShare, wilson, type Interval } from '../../router/learning/statistics/intervals';
import { costQualityCurve } from '../../router/learning/simulation/simulate';
import { seeded } from '../../scripts/lib/seeded';
import { createWorld, drawLog, riskAt, savingAt, type WorldSettings } from './worlds';

export interface Coverage {
	readonly name: string;
	readonly simulations: number;
	/** Share of the intervals that hold the truth; of a curve, the mean over its thresholds. */
	readonly covered: number;
	/** Of a curve: at the worst and the best threshold. */
	readonly range: readonly [number, number] | null;
}

const THRESHOLDS = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
const REQUESTS = 1_500;
const CURVE: WorldSettings = { models: 2, levels: 20, informative: 1, risk: 0.05, atLevel: 10, audits: 0.4, varying: false };

export function measureCoverage(simulations: number, seed: number): Coverage[] {
	return [
		proportion(simulations, seed, { share: 0.1, n: 200 }),
		proportion(simulations, seed + 1, { share: 0.02, n: 1_000 }),
		weighted(simulations, seed + 2, 'mean'),
		weighted(simulations, seed + 3, 'share'),
		...curve(simulations, seed + 4, 'two models', CURVE),
		...curve(simulations, seed + 5, 'two models, π varies', { ...CURVE, varying: true }),
		...curve(simulations, seed + 6, 'three models, π varies', { ...CURVE, models: 3, varying: true }),
	];
}

function proportion(simulations: number, seed: number, { share, n }: { share: number; n: number }): Coverage {
	const random = seeded(seed);
	const covered = count(simulations, () => {
		let successes = 0;
		for (let i = 0; i < n; i++) if (random() < share) successes++;
		return holds(wilson(successes, n), share);
	});
	return { name: `proportion ${String(share)} of ${String(n)}`, simulations, covered, range: null };
}

/** Large values are drawn a third as often as small ones. */
function weighted(simulations: number, seed: number, what: 'mean' | 'share'): Coverage {
	const random = seeded(seed);
	// A mean: value 1 to 3, twice itself where it is rare. A share: worse answers (0, ½ or 1) among the rare.
	const truth = what === 'mean' ? 0.75 * 2 + 0.25 * 4 : 0.75 * 0.95 + 0.25 * 0.8;
	const covered = count(simulations, () => {
		const [values, weights]: [number[], number[]] = [[], []];
		for (let i = 0; i < 1_000; i++) {
			const rare = random() < 0.25;
			if (random() >= (rare ? 0.1 : 0.3)) continue;
			values.push(what === 'mean' ? (1 + 2 * random()) * (rare ? 2 : 1) : grade(rare ? 0.2 : 0.05, random));
			weights.push(1 / (rare ? 0.1 : 0.3));
		}
		return holds((what === 'mean' ? weightedMean : weightedShare)(values, weights)?.interval, truth);
	});
	return { name: `weighted ${what}, about 250 of 1,000`, simulations, covered, range: null };
}

function grade(loss: number, random: () => number): number {
	if (random() >= 1.5 * loss) return 1;
	return random() < 2 / 3 ? 0.5 : 0;
}

function curve(simulations: number, seed: number, name: string, settings: WorldSettings): Coverage[] {
	const world = createWorld(settings);
	const random = seeded(seed);
	const truth = THRESHOLDS.map((threshold) => ({ quality: 1 - riskAt(world, threshold), saving: savingAt(world, threshold) }));
	const [quality, saving, told] = [0, 0, 0].map(() => new Array<number>(THRESHOLDS.length).fill(0));
	for (let i = 0; i < simulations; i++) {
		costQualityCurve({ requests: drawLog(world, REQUESTS, random), thresholds: THRESHOLDS }).forEach((point, at) => {
			if (holds(point.saving?.interval, truth[at]?.saving)) bump(saving, at);
			if (point.kind !== 'simulated') return;
			bump(told, at);
			if (holds(point.quality.interval, truth[at]?.quality)) bump(quality, at);
		});
	}
	return [
		{ name: `curve, quality, ${name}`, simulations, ...summary(quality, told) },
		{
			name: `curve, saving, ${name}`,
			simulations,
			...summary(
				saving,
				THRESHOLDS.map(() => simulations),
			),
		},
	];
}

/** Thresholds for which the log hardly ever says anything are left out. */
function summary(held: readonly number[] = [], told: readonly number[] = []): Pick<Coverage, 'covered' | 'range'> {
	const often = Math.max(...told) / 2;
	const shares = held.flatMap((count, at) => ((told[at] ?? 0) >= often ? count / (told[at] ?? 1) : []));
	return { covered: shares.reduce((a, b) => a + b, 0) / shares.length, range: [Math.min(...shares), Math.max(...shares)] };
}

function holds(interval: Interval | null | undefined, truth: number | undefined): boolean {
	return interval != null && truth !== undefined && interval.from <= truth && truth <= interval.to;
}

function count(times: number, happens: () => boolean): number {
	let found = 0;
	for (let i = 0; i < times; i++) if (happens()) found++;
	return found / times;
}

function bump(counts: number[] | undefined, at: number): void {
	if (counts !== undefined) counts[at] = (counts[at] ?? 0) + 1;
}
