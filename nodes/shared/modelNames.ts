import type { ModelRow } from './models';

/** What a name stands for in a list of models. `several`: rows of different models, or one model with different settings. */
export type Named =
	| { readonly kind: 'none' }
	| { readonly kind: 'one'; readonly row: ModelRow }
	| { readonly kind: 'several'; readonly rows: readonly ModelRow[] };

type Row = Pick<ModelRow, 'modelId' | 'branch'>;

/** The one row a name stands for. A row that is switched off counts only where no other has the name. */
export function oneByName(rows: readonly ModelRow[], named: string): Named {
	const found = byKind(rows, named).find((some) => some.length > 0) ?? [];
	const enabled = found.filter((row) => row.enabled);
	const meant = enabled.length > 0 ? enabled : found;
	const [row] = meant;
	if (row === undefined) return { kind: 'none' };
	return meant.every(({ modelId }) => modelId === row.modelId) ? { kind: 'one', row } : { kind: 'several', rows: meant };
}

/** All rows a name stands for: a model that is in several rows is meant with all its settings. */
export function severalByName<R extends Row>(rows: readonly R[], named: string): readonly R[] {
	const [byId = [], byModel = [], ...others] = byKind(rows, named);
	return [[...new Set([...byId, ...byModel])], ...others].find((some) => some.length > 0) ?? [];
}

/** For people: `Small (openai/gpt-5-mini), Large (openai/gpt-5)`. */
export function namesOfList(rows: readonly Row[]): string {
	return rows
		.filter(({ modelId }) => modelId !== '')
		.map(({ branch, modelId }) => (branch === '' || branch === modelId ? modelId : `${branch} (${modelId})`))
		.join(', ');
}

/** By row ID, by `provider/model`, by branch name, by model name: the first that fits is meant. */
function byKind<R extends Row>(rows: readonly R[], named: string): R[][] {
	const known = rows.filter(({ modelId }) => modelId !== '');
	return [
		known.filter(({ modelId }) => modelId === named),
		known.filter(({ modelId }) => withoutSettings(modelId) === named),
		known.filter(({ branch }) => branch === named),
		known.filter(({ modelId }) => [modelId, withoutSettings(modelId)].some((id) => id.slice(id.indexOf('/') + 1) === named)),
	];
}

/** The ID of a row goes on behind `#` where settings make it another candidate; a sub-node may be called anything. */
function withoutSettings(modelId: string): string {
	const at = modelId.startsWith('connected/') ? -1 : modelId.indexOf('#');
	return at === -1 ? modelId : modelId.slice(0, at);
}
