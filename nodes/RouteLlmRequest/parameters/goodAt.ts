import { ConfigError } from '../../../router/configError';
import type { ModelId } from '../../../router/registry/model';
import type { ModelRow } from '../../shared/models';
import { readText } from '../../shared/values';
import { GOOD_AT_CHARS } from '../description/rowSettings';

/** @param row names the row in errors. @throws ConfigError where it is no text, or too long. */
export function readGoodAt(value: unknown, row: string): string {
	const field = `${row}, Good At`;
	const text = readText(field, value).trim();
	if (text.length <= GOOD_AT_CHARS) return text;
	throw new ConfigError(
		field,
		`has ${String(text.length)} characters`,
		`Use at most ${String(GOOD_AT_CHARS)}: a judge reads it with every item.`,
	);
}

/**
 * What every enabled model is good at, for a choice by that.
 * @throws ConfigError naming the row that does not say it, or says the same as another.
 */
export function requireGoodAt(rows: readonly ModelRow[]): ReadonlyMap<ModelId, string> {
	const first = new Map<string, ModelRow>();
	for (const row of rows.filter(({ enabled }) => enabled)) {
		const { slot, branch, goodAt = '' } = row;
		if (goodAt === '') {
			throw new ConfigError(
				goodAtOf(slot),
				'is empty, but LLM Judge chooses by descriptions',
				`Add Good At to the row and say what requests "${branch}" is for, or set Chooses By to Tiers.`,
			);
		}
		const same = first.get(plain(goodAt));
		if (same !== undefined) {
			throw new ConfigError(
				goodAtOf(slot),
				`says the same as row ${String(same.slot)}, so the judge cannot tell the two apart`,
				'Say what sets the two models apart, or switch one of the rows off.',
			);
		}
		first.set(plain(goodAt), row);
	}
	return new Map([...first.values()].map(({ modelId, goodAt = '' }) => [modelId, goodAt]));
}

function goodAtOf(slot: number): string {
	return `Models, row ${String(slot)}, Good At`;
}

/** Without what makes no difference to a reader: case, spaces and punctuation at the end. */
function plain(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.replace(/[\s.!;,]+$/, '');
}
