import type { ModelId } from './model';

/** Whether these are the same models, in whatever order. */
export function sameModels(a: readonly ModelId[], b: readonly ModelId[]): boolean {
	const set = new Set(a);
	return set.size === new Set(b).size && b.every((id) => set.has(id));
}
