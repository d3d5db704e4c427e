import { ConfigError, isConfigError } from '../../../router/configError';
import type { ModelId } from '../../../router/registry/model';
import { namesOfList, oneByName } from '../../shared/modelNames';
import type { ModelRow } from '../../shared/models';
import { readText, shown } from '../../shared/values';

/** Why one item cannot be routed, though the others can. */
export interface ItemProblem {
	/** In our words alone: it is kept. */
	readonly reason: string;
	/** For people. */
	readonly message: string;
}

/** Reads the fields that name a model of the list, by its ID, branch name or model name. */
export interface ModelNames {
	/**
	 * `null`: it names none, or, for this item alone, none that can be used.
	 * @throws ConfigError for a fixed name that cannot be used.
	 */
	one(asked: Asked): ModelId | null;
	/** The same for a field that names several in one text or list. */
	several(asked: Asked): readonly ModelId[];
	/** The first name of an item that cannot be used; `null`: all can. Known once its fields have been read. */
	problemOf(itemIndex: number): ItemProblem | null;
}

interface Asked {
	/** As the panel names the field. */
	readonly field: string;
	readonly itemIndex: number;
	/** An expression gives it, so that a wrong one is a matter of this item alone. */
	readonly varies: boolean;
	/** May throw, as n8n does for an expression that fails. */
	readonly value: () => unknown;
	/** What is wrong where it is empty, and the fix. Default: it may be. */
	readonly ifEmpty?: readonly [problem: string, fix: string];
	/** Whether the model must be enabled. */
	readonly enabled?: boolean;
}

export function createModelNames(rows: readonly ModelRow[]): ModelNames {
	const problems = new Map<number, ItemProblem>();
	const guarded = <T>({ field, itemIndex, varies }: Asked, read: (where: string) => T, otherwise: T): T => {
		if (!varies) return read('');
		try {
			return read(` (item ${String(itemIndex)})`);
		} catch (error) {
			const message = isConfigError(error) ? error.message : `${field} (item ${String(itemIndex)}): its expression failed`;
			if (!problems.has(itemIndex)) problems.set(itemIndex, { reason: `${field} names no model that can be used`, message });
			return otherwise;
		}
	};
	return {
		one: (asked) =>
			guarded(
				asked,
				(where) => {
					const named = readText(asked.field, asked.value(), where).trim();
					return named === '' ? emptyOf(asked, where) : nameOne(rows, named, asked, where);
				},
				null,
			),
		several: (asked) =>
			guarded(
				asked,
				(where) => {
					const named = listOf(asked.value());
					if (named.length === 0) emptyOf(asked, where);
					return named.flatMap((name) => nameOne(rows, name, asked, where));
				},
				[],
			),
		problemOf: (itemIndex) => problems.get(itemIndex) ?? null,
	};
}

/** Names as a field or an expression gives them: a list, or one text with commas. What is no text names nothing. */
export function listOf(value: unknown): string[] {
	const parts: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,\n]/) : [];
	return parts.flatMap((part) => (typeof part === 'string' && part.trim() !== '' ? [part.trim()] : []));
}

function emptyOf({ field, ifEmpty }: Asked, where: string): null {
	if (ifEmpty === undefined) return null;
	throw new ConfigError(field + where, ...ifEmpty);
}

function nameOne(rows: readonly ModelRow[], named: string, { field, enabled = false }: Asked, where: string): ModelId {
	const found = oneByName(rows, named);
	if (found.kind === 'several') {
		throw new ConfigError(
			field + where,
			`names the model "${shown(named)}", which is in several rows`,
			`Use the branch name or ID of one: ${namesOfList(found.rows)}.`,
		);
	}
	if (found.kind === 'none') {
		throw new ConfigError(
			field + where,
			`names the model "${shown(named)}", which is not in the list`,
			`Use one of these: ${namesOfList(rows)}.`,
		);
	}
	if (found.row.enabled || !enabled) return found.row.modelId;
	throw new ConfigError(
		field + where,
		`names the model "${shown(named)}", which is switched off`,
		'Switch its row on under Models, or choose another model.',
	);
}
