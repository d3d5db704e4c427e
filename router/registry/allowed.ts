import type { ModelId, ModelSpec } from './model';

/**
 * The models that may be asked anything about one item, by id: candidates as well as judges and embedding models.
 * `null`: all.
 */
export type Allowed = ReadonlySet<ModelId> | null;

export function isAllowed(allowed: Allowed, { id }: Pick<ModelSpec, 'id'>): boolean {
	return allowed === null || allowed.has(id);
}

/** The models of a list that may be asked, in its order; the list itself where all may. */
export function allowedOf(models: readonly ModelSpec[], allowed: Allowed): readonly ModelSpec[] {
	return allowed === null ? models : models.filter((model) => isAllowed(allowed, model));
}
