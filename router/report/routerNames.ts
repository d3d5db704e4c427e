import type { LoggedRouter } from '../ledger/feedbackPort';

/** Who is called what: a router by its name, with its id behind it where others have that name too; without a name by its id. */
export function routerNames(routers: readonly LoggedRouter[]): ReadonlyMap<string, string> {
	const times = new Map<string, number>();
	for (const { name } of routers) if (name !== null) times.set(name, (times.get(name) ?? 0) + 1);
	return new Map(routers.map(({ routerId, name }) => [routerId, name === null ? routerId : times.get(name) === 1 ? name : `${name} (${routerId})`]));
}
