import { buildLadders } from './ladders';
import { mean } from './metrics';
import type { TrainingRow } from './rows';

/** How much more the strong models of a benchmark gain on a question than on others. */
export interface Gain {
	readonly row: TrainingRow;
	readonly gain: number;
}

/**
 * Centred half way within each benchmark: how much a strong model gains there as a whole says more of the benchmark than
 * of its questions, but not nothing. All of it, and none of it, ordered questions of other benchmarks worse.
 */
const CENTRED = 0.5;
/** About the standard deviation of a gain within a benchmark. */
const SPREAD = 0.45;

export function gainsOf(rows: readonly TrainingRow[]): Gain[] {
	const sources = [...new Set(rows.map(({ source }) => source))];
	const raw = sources.map((source) => rawGains(rows.filter((row) => row.source === source))).filter((gains) => gains.length > 0);
	const levels = raw.map((gains) => mean(gains.map(({ gain }) => gain)));
	const overall = mean(levels);
	return raw.flatMap((gains, i) => {
		const level = levels[i] ?? overall;
		const centre = CENTRED * level + (1 - CENTRED) * overall;
		return gains.map(({ row, gain }) => ({ row, gain: (gain - centre) / SPREAD }));
	});
}

/** Mean over the pairs of weak and strong models that a list of models would hold. Questions without an answer of both are left out. */
function rawGains(rows: readonly TrainingRow[]): Gain[] {
	const pairs = new Map(buildLadders(rows).map((ladder) => [`${ladder[0] ?? ''} < ${ladder.at(-1) ?? ''}`, ladder] as const));
	return rows.flatMap((row) => {
		const gains = [...pairs.values()].flatMap((ladder) => {
			const weak = row.scores.get(ladder[0] ?? '');
			const strong = row.scores.get(ladder.at(-1) ?? '');
			return weak === undefined || strong === undefined ? [] : [strong - weak];
		});
		return gains.length === 0 ? [] : [{ row, gain: mean(gains) }];
	});
}
