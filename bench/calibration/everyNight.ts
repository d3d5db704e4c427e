import { calibrate } from '../../router/learning/calibration/calibrate';
import { toLogged } from '../../router/learning/calibration/grid';
import type { AuditedRequest } from '../../router/learning/log/audited';
import { seeded } from '../../scripts/lib/seeded';
import { acceptedAtOneLook } from './oneLook';
import { createWorld, drawLog, RAREST, riskAt, thresholdOf, type World, type WorldSettings } from './worlds';

export interface EveryNight {
	readonly name: string;
	readonly years: number;
	/** Years in which a threshold was handed out on some night whose true risk is the target's or more. */
	readonly violating: number;
	/** The same for a test that may be asked once only; `null`: it needs two models and one constant probability. */
	readonly atOneLook: number | null;
	/** Years in which any was handed out. */
	readonly certified: number;
	readonly promised: boolean;
}

interface NightWorld {
	readonly name: string;
	readonly settings: WorldSettings;
	/** Nights looked back on: nothing is promised of a log that forgets. Absent: all. */
	readonly last?: number;
}

const NIGHTS = 365;
/** New ones each night. */
const REQUESTS = 4;
const TARGET = 0.95;
const CONFIDENCE = 0.95;

const base: WorldSettings = { models: 2, levels: 20, informative: 1, risk: 1 - TARGET, atLevel: 8, audits: 1, varying: false };

/**
 * With a threshold whose risk is exactly what the target allows. In the first it is the highest that changes anything,
 * so that no safer one has to come through before it.
 */
export const NIGHT_WORLDS: readonly NightWorld[] = [
	{ name: 'two models, nothing safer', settings: { ...base, levels: 1, atLevel: 1 } },
	{ name: 'two models, nothing safer, of the last 90 nights only', settings: { ...base, levels: 1, atLevel: 1 }, last: 90 },
	{ name: 'two models', settings: base },
	{ name: 'three models, π varies', settings: { ...base, models: 3, atLevel: 6, audits: 0.5, varying: true } },
];

/** Calibrates each night of a year on what was logged until then. */
export function askEveryNight({
	name,
	settings,
	last = NIGHTS,
	years,
	seed,
}: NightWorld & { readonly years: number; readonly seed: number }): EveryNight {
	const world = createWorld(settings);
	const random = seeded(seed);
	const plain = settings.models === 2 && !settings.varying;
	// The edge and its neighbours: between them nothing changes.
	const grid = Array.from({ length: settings.levels }, (_, level) => thresholdOf(settings, level + 1));
	const smallestProbability = (settings.audits / (settings.models - 1)) * (settings.varying ? RAREST : 1);
	const bets = (requests: readonly AuditedRequest[]) => {
		const found = calibrate({ requests, target: TARGET, confidence: CONFIDENCE, smallestProbability, grid });
		return found.kind === 'certified' ? found.threshold : null;
	};
	const oneLook = (requests: readonly AuditedRequest[]) =>
		acceptedAtOneLook({ log: toLogged(requests), grid, risk: 1 - TARGET, error: 1 - CONFIDENCE });
	let [violating, certified, atOneLook] = [0, 0, 0];
	for (let year = 0; year < years; year++) {
		const log = drawLog(world, NIGHTS * REQUESTS, random);
		const { any, wrong } = askedUntilWrong({ world, log, last, ask: bets });
		if (any) certified++;
		if (wrong) violating++;
		if (plain && askedUntilWrong({ world, log, last, ask: oneLook }).wrong) atOneLook++;
	}
	return { name, years, violating, certified, atOneLook: plain ? atOneLook : null, promised: last === NIGHTS };
}

interface Asking {
	readonly world: World;
	readonly log: readonly AuditedRequest[];
	readonly last: number;
	readonly ask: (requests: readonly AuditedRequest[]) => number | null;
}

function askedUntilWrong({ world, log, last, ask }: Asking): { readonly any: boolean; readonly wrong: boolean } {
	let any = false;
	for (let night = 1; night <= NIGHTS; night++) {
		const threshold = ask(log.slice(Math.max(0, night - last) * REQUESTS, night * REQUESTS));
		if (threshold === null) continue;
		any = true;
		// On the very edge it counts as wrong: the next one may be as near as one likes.
		if (riskAt(world, threshold) >= 1 - TARGET - 1e-9) return { any, wrong: true };
	}
	return { any, wrong: false };
}
