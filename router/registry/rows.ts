import { createHash } from 'node:crypto';

import { canonicalJson } from '../canonicalJson';

import type { ModelId, ModelSpec } from './model';
import { EFFORTS, type Effort, type RowSettings } from './rowSettings';

interface Row {
	/** `provider/model`. */
	readonly model: string;
	readonly settings: RowSettings;
}

const HASH_CHARS = 8;

/**
 * The id of each row: `provider/model`, with `#effort` where the row sets one, and with `#` and a hash of its settings
 * where an earlier row with other settings has that id already. Rows with the same model and settings have the same id.
 * All rows count, disabled ones included, so that switching one off changes no other's id.
 */
export function rowIds(rows: readonly Row[]): ModelId[] {
	const owner = new Map<string, string>();
	return rows.map(({ model, settings }) => {
		const id = settings.effort === undefined ? model : `${model}#${settings.effort}`;
		const hash = settingsHash(settings);
		if (!owner.has(id)) owner.set(id, hash);
		return owner.get(id) === hash ? id : `${id}#${hash}`;
	});
}

/** `provider/model` and effort of a row, by its id. */
export function partsOfRowId(id: ModelId): { readonly model: string; readonly effort: Effort | null } {
	const [, model = id, effort] = /^(.*?)(?:#(none|minimal|low|medium|high|maximum))?(?:#[\da-f]{8})?$/s.exec(id) ?? [];
	return { model, effort: EFFORTS.find((one) => one === effort) ?? null };
}

/** What is learned of a row and not of its model: how long its answers are, how fast it is, which parameters it refuses. */
export function rowKeyOf({ limitsKey, settings }: Pick<ModelSpec, 'limitsKey' | 'settings'>): string {
	return settings === undefined ? limitsKey : `${limitsKey}#${keptHash(settings)}`;
}

/** The output limit to send: the smaller of the policy's and the row's own; `null`: none. */
export function sentOutputLimit(policy: number | null, { settings }: Pick<ModelSpec, 'settings'>): number | null {
	const limit = Math.min(policy ?? Infinity, settings?.maxOutputTokens ?? Infinity);
	return limit === Infinity ? null : limit;
}

/** How many of the tokens that are kept free for an answer this row can fill. */
export function roomIn(roomTokens: number, { settings }: Pick<ModelSpec, 'settings'>): number {
	return Math.min(roomTokens, settings?.maxOutputTokens ?? roomTokens);
}

const hashes = new WeakMap<RowSettings, string>();

/** Asked several times for each request. */
function keptHash(settings: RowSettings): string {
	const hash = hashes.get(settings) ?? settingsHash(settings);
	hashes.set(settings, hash);
	return hash;
}

function settingsHash(settings: RowSettings): string {
	return createHash('sha256').update(canonicalJson(settings, 'settings')).digest('hex').slice(0, HASH_CHARS);
}
