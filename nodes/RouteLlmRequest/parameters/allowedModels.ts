import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import type { Allowed } from '../../../router/registry/allowed';
import { namesOfList, severalByName } from '../../shared/modelNames';
import { shown } from '../../shared/values';
import { pathOf } from '../description/defaults';

import { listOf, type ItemProblem } from './modelNames';
import { fieldOf, storedAt, varies } from './panel';

const FIELD = 'Allowed Models';
const ALL = '*';

/** Allowed Models as one item has it. */
export type AllowedNames =
	| { readonly kind: 'all' }
	/** `text`: as a whole, where it was one text: a branch name may hold a comma. */
	| { readonly kind: 'names'; readonly names: readonly string[]; readonly text: string | null }
	/** It names nothing, though it is set: nobody can say that all were meant. */
	| { readonly kind: 'nothing'; readonly because: string };

export interface AllowedSettings {
	readonly names: AllowedNames;
	/** An expression gives it, so that a wrong one is a matter of this item alone. */
	readonly varies: boolean;
	/** As the user wrote it; `undefined`: not at all. */
	readonly definition: unknown;
}

/** Reads it for one item; what no expression can change is read once. */
export function createAllowedReader(ctx: RouterContext): (itemIndex: number) => AllowedSettings {
	const stored = storedAt(ctx, pathOf('allowedModels'));
	const isUnset = stored === undefined || stored === null || (typeof stored === 'string' && stored.trim() === '');
	if (isUnset) return () => UNSET;
	const read = (itemIndex: number): AllowedSettings => ({
		names: namesFor(ctx, itemIndex),
		varies: varies(ctx, 'allowedModels'),
		definition: stored,
	});
	if (varies(ctx, 'allowedModels')) return read;
	const fixed = read(0);
	return () => fixed;
}

const UNSET: AllowedSettings = { names: { kind: 'all' }, varies: false, definition: undefined };

function namesFor(ctx: RouterContext, itemIndex: number): AllowedNames {
	let value: unknown;
	try {
		value = fieldOf(ctx, 'allowedModels', itemIndex);
	} catch {
		return { kind: 'nothing', because: 'its expression failed' };
	}
	if (Array.isArray(value) && value.some((one) => typeof one !== 'string'))
		return { kind: 'nothing', because: 'its list holds something that is no text' };
	const names = listOf(value);
	if (names.includes(ALL)) return { kind: 'all' };
	if (names.length === 0) return { kind: 'nothing', because: 'it names no model' };
	return { kind: 'names', names, text: typeof value === 'string' ? value.trim() : null };
}

/** What of these an item may be shown to, or why it may be shown to nobody. */
export type AllowedFor = { readonly kind: 'set'; readonly allowed: Allowed } | ({ readonly kind: 'problem' } & ItemProblem);

type Known = readonly { readonly modelId: string; readonly branch: string }[];

/**
 * Resolves the names against the rows of the list and `others`, the models that are asked beside them. Items with the
 * same names share one set. Throws a ConfigError for a fixed text that names no model.
 */
export function createAllowedResolver(rows: Known, others: Known): (settings: AllowedSettings, itemIndex: number) => AllowedFor {
	const made = new Map<string, AllowedFor>();
	return ({ names, varies: alone }, itemIndex) => {
		if (names.kind === 'all') return EVERYBODY;
		const where = alone ? ` (item ${String(itemIndex)})` : '';
		if (names.kind === 'nothing') {
			if (!alone) throw new ConfigError(FIELD, names.because, fixWith(rows));
			return problem(`${FIELD} allows no model: ${names.because}`, `${FIELD}${where}: ${names.because}. ${fixWith(rows)}`);
		}
		const key = JSON.stringify(names);
		const known = made.get(key) ?? resolve(names, [...rows, ...others]);
		if (known.kind === 'set') made.set(key, known);
		if (known.kind === 'set') return known;
		const message = `names "${known.message}", which is not in the list`;
		if (!alone) throw new ConfigError(FIELD, message, fixWith(rows));
		return problem(known.reason, `${FIELD}${where}: ${message}. ${fixWith(rows)}`);
	};
}

const EVERYBODY: AllowedFor = { kind: 'set', allowed: null };

function resolve({ names, text }: Extract<AllowedNames, { kind: 'names' }>, known: Known): AllowedFor {
	const whole = text === null ? [] : severalByName(known, text);
	if (whole.length > 0) return { kind: 'set', allowed: new Set(whole.map(({ modelId }) => modelId)) };
	const allowed = new Set<string>();
	for (const name of names) {
		const found = severalByName(known, name);
		if (found.length === 0) return problem(`${FIELD} names a model that is not in the list`, shown(name));
		for (const { modelId } of found) allowed.add(modelId);
	}
	return { kind: 'set', allowed };
}

function problem(reason: string, message: string): AllowedFor {
	return { kind: 'problem', reason, message };
}

function fixWith(rows: Known): string {
	return `Use names from the list, or * for all: ${namesOfList(rows)}.`;
}
