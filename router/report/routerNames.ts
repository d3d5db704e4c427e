import type { LoggedRouter } from '../ledger/feedbackPort';

/** What routers are called, by their ids: those whose name is known. */
export type RouterNames = ReadonlyMap<string, string>;

export function routerNames(routers: readonly LoggedRouter[]): RouterNames {
	return new Map(routers.flatMap(({ routerId, name }) => (name === null ? [] : [[routerId, name] as const])));
}

/** A router for people: its name with its id, which alone tells it from others of that name. */
export function calledRouter(names: RouterNames, routerId: string): string {
	const name = names.get(routerId);
	return name === undefined ? routerId : `${name} (${routerId})`;
}
