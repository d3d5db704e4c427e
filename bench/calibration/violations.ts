import { calibrate } from '../../router/learning/calibration/calibrate';
import { seeded } from '../../scripts/lib/seeded';
import { createWorld, drawLog, riskAt, thresholdOf, type World, type WorldSettings } from './worlds';

export interface Violations {
	readonly name: string;
	readonly logs: number;
	/** Logs on which a threshold was handed out whose true risk is the target's or more. */
	readonly violating: number;
	/** Logs on which any was handed out. */
	readonly certified: number;
}

const TARGET = 0.95;
export const CONFIDENCE = 0.95;
const REQUESTS = 1_000;

const base: WorldSettings = { models: 2, levels: 20, informative: 1, risk: 1 - TARGET, atLevel: 8, audits: 0.5, varying: false };

/**
 * Worlds with a threshold whose risk is exactly what the target allows, so that the chance to hand it out wrongly
 * is the greatest there is.
 */
export const EDGE_WORLDS: readonly { readonly name: string; readonly settings: WorldSettings }[] = [
	{ name: 'two models', settings: base },
	{ name: 'two models, π varies', settings: { ...base, varying: true } },
	{ name: 'three models', settings: { ...base, models: 3, atLevel: 6 } },
	{ name: 'three models, π varies', settings: { ...base, models: 3, atLevel: 6, varying: true } },
];

export function countViolations({
	name,
	settings,
	logs,
	seed,
}: {
	name: string;
	settings: WorldSettings;
	logs: number;
	seed: number;
}): Violations {
	const world = createWorld(settings);
	assertEdge(world, settings);
	const random = seeded(seed);
	let [violating, certified] = [0, 0];
	for (let i = 0; i < logs; i++) {
		const found = calibrate({ requests: drawLog(world, REQUESTS, random), target: TARGET, confidence: CONFIDENCE });
		if (found.kind !== 'certified') continue;
		certified++;
		// On the very edge a threshold still keeps the target; counted as if it did not, since the next one may be as near as one likes.
		if (riskAt(world, found.threshold) >= 1 - TARGET - 1e-9) violating++;
	}
	return { name, logs, violating, certified };
}

function assertEdge(world: World, settings: WorldSettings): void {
	const risk = riskAt(world, thresholdOf(settings, settings.atLevel));
	if (Math.abs(risk - settings.risk) > 1e-9) throw new Error(`The edge of this world has risk ${String(risk)}.`);
}
