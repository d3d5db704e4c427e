import { ConfigError } from '../configError';

import type { ModelSpec, Price } from './model';
import { EFFORTS, type Effort } from './rowSettings';

export interface Ranked {
	readonly slot: number;
	/** 1 (weakest) to 10; `null`: by list price. */
	readonly strength: number | null;
	readonly price: Price | null;
	/** `provider/model`: rows of one model rank by effort where nothing else tells them apart. Default: a model of its own. */
	readonly model?: string;
	/** Default: the provider's own, which is taken for a medium one. */
	readonly effort?: Effort | undefined;
}

export interface Ranks {
	/** By slot: 0 = weakest, no ties. */
	readonly rankOf: ReadonlyMap<number, number>;
	/** Nothing but the order of the rows was known. */
	readonly byRow: boolean;
}

/** Prompts are mostly longer than answers: three parts input, one part output. */
const INPUT_PARTS = 3;

/**
 * Strength among peers: by Strength where every row has one, by list price where none has. Equal ones by row,
 * the first the weakest, and rows of one model by effort. All unpriced, or all free: by row.
 * @throws ConfigError naming the row that needs a Strength, where only some can be compared.
 */
export function rankModels(rows: readonly Ranked[]): Ranks {
	if (rows.some(({ strength }) => strength !== null)) {
		return { rankOf: order(rows, strengthOf), byRow: false };
	}
	const byRow = !tellsByEffort(rows);
	if (rows.every(({ price }) => price === null)) return { rankOf: order(rows, () => 0), byRow };
	return { rankOf: order(rows, listPrice), byRow: byRow && rows.every((row) => listPrice(row) === 0) };
}

/** @throws TypeError where there is none. */
export function strongestOf<T extends Pick<ModelSpec, 'rank'>>(models: readonly T[]): T {
	return models.reduce((a, b) => (b.rank > a.rank ? b : a));
}

/** @throws TypeError where there is none. */
export function weakestOf(models: readonly ModelSpec[]): ModelSpec {
	return models.reduce((a, b) => (b.rank < a.rank ? b : a));
}

function order(rows: readonly Ranked[], worth: (row: Ranked) => number): Map<number, number> {
	const sorted = rows
		.map((row) => ({ slot: row.slot, worth: worth(row), group: firstOfModel(rows, row), effort: effortOf(row) }))
		.sort((a, b) => a.worth - b.worth || a.group - b.group || a.effort - b.effort || a.slot - b.slot);
	return new Map(sorted.map(({ slot }, rank) => [slot, rank]));
}

/** The slot of the first row of the same model, where all of them stand in the order of equal ones. */
function firstOfModel(rows: readonly Ranked[], { model, slot }: Ranked): number {
	return model === undefined ? slot : Math.min(...rows.filter((row) => row.model === model).map((row) => row.slot));
}

function effortOf({ effort }: Ranked): number {
	return EFFORTS.indexOf(effort ?? 'medium');
}

/** Only one row, or rows of one model that all think differently long. */
function tellsByEffort(rows: readonly Ranked[]): boolean {
	if (rows.length <= 1) return true;
	const [first] = rows;
	return first?.model !== undefined && rows.every(({ model }) => model === first.model) && new Set(rows.map(effortOf)).size === rows.length;
}

/** A price and a number from 1 to 10 cannot be compared, so one Strength asks for all. */
function strengthOf({ slot, strength }: Ranked): number {
	if (strength === null) {
		throw new ConfigError(
			`Models, row ${String(slot)}, Strength`,
			'is Auto while another row has a number',
			'Give every enabled row a Strength, or set all to Auto.',
		);
	}
	return strength;
}

function listPrice({ slot, price }: Ranked): number {
	const tier = price?.tiers[0];
	if (tier === undefined) {
		throw new ConfigError(
			`Models, row ${String(slot)}, Strength`,
			'is Auto, but the price of this model is not known while others are',
			'Give every enabled row a Strength, or enter the price of this one.',
		);
	}
	return INPUT_PARTS * tier.inputUsdPerMTok + tier.outputUsdPerMTok;
}
