import { calibrate } from '../../router/learning/calibration/calibrate';
import { THOUSANDTHS, toLogged } from '../../router/learning/calibration/grid';
import { seeded } from '../../scripts/lib/seeded';
import { acceptedAtOneLook } from './oneLook';
import { createWorld, drawLog, RAREST, riskAt, savingAt, type World, type WorldSettings } from './worlds';

export interface SavingsFound {
	readonly name: string;
	readonly logs: number;
	/** Share of the logs with at least 80 % of the oracle's saving. */
	readonly mostFound: number;
	/** The same for a test that may be asked once only; `null`: it needs one constant probability. */
	readonly atOneLook: number | null;
	/** Mean share of the oracle's saving. */
	readonly meanFound: number;
	/** As many audits of one constant probability say as much. */
	readonly worth: number;
}

interface PowerWorld {
	readonly name: string;
	readonly target: number;
	readonly settings: WorldSettings;
}

/** Share of the oracle's saving that is to be found. */
const MOST = 0.8;
const CONFIDENCE = 0.95;
const REQUESTS = 8_000;
export const AUDITS = 2_000;

const base: WorldSettings = { models: 2, levels: 200, informative: 1, risk: 0.05, atLevel: 100, audits: AUDITS / REQUESTS, varying: false };

/** 2,000 audits each; in all of them there is slack: thresholds that save a lot and keep the target by far. */
export const SLACK_WORLDS: readonly PowerWorld[] = [
	{ name: 'two models, 95 %', target: 0.95, settings: base },
	{ name: 'two models, 90 %', target: 0.9, settings: { ...base, risk: 0.1 } },
	{ name: 'two models, predictions worth little', target: 0.95, settings: { ...base, informative: 0.1, risk: 0.03, atLevel: 200 } },
	{ name: 'two models, 95 %, π varies', target: 0.95, settings: { ...base, varying: true } },
	{ name: 'three models, 95 %', target: 0.95, settings: { ...base, models: 3 } },
];

/** The oracle knows the risk of every threshold and takes the best that keeps the target. */
export function measureSavings({ name, target, settings, logs, seed }: PowerWorld & { logs: number; seed: number }): SavingsFound {
	const world = createWorld(settings);
	const random = seeded(seed);
	const plain = settings.models === 2 && !settings.varying;
	const best = oracle(world, 1 - target);
	let [most, mostPlain, sum] = [0, 0, 0];
	for (let i = 0; i < logs; i++) {
		const requests = drawLog(world, REQUESTS, random);
		const found = calibrate({ requests, target, confidence: CONFIDENCE });
		const share = found.kind === 'certified' ? savingAt(world, found.threshold) / best : 0;
		sum += share;
		if (share >= MOST) most++;
		if (!plain) continue;
		const other = acceptedAtOneLook({ log: toLogged(requests), grid: THOUSANDTHS, risk: 1 - target, error: 1 - CONFIDENCE });
		if (other !== null && savingAt(world, other) / best >= MOST) mostPlain++;
	}
	return {
		name,
		logs,
		mostFound: most / logs,
		atOneLook: plain ? mostPlain / logs : null,
		meanFound: sum / logs,
		// Each pair of models gets its share of the audits only.
		worth: (settings.varying ? AUDITS * RAREST : AUDITS) / (settings.models - 1),
	};
}

function oracle(world: World, risk: number): number {
	return Math.max(...THOUSANDTHS.filter((threshold) => riskAt(world, threshold) <= risk).map((threshold) => savingAt(world, threshold)));
}
