import { randomUUID } from 'node:crypto';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createRouter } from '../../router/route';
import type { Router } from '../../router/routeTypes';

import { createClient, type ClientOptions } from './client';
import { systemClock } from './clock';
import type { RouterContext } from './context';
import type { ResolvedModels } from './models';
import type { Store } from './store';

interface RouterForOptions extends Pick<ClientOptions, 'ownAnthropic'> {
	readonly ctx: Pick<RouterContext, 'helpers'>;
	readonly prepared: { readonly resolved: Pick<ResolvedModels, 'endpoints'>; readonly connected: ReadonlyMap<string, ChatModelLike> };
	readonly store: Pick<Store, 'ledger' | 'state'>;
}

/** The engine, with what n8n and this machine give it. */
export function createRouterFor({ ctx, prepared, store, ...how }: RouterForOptions): Router {
	const { health, limiter, refusals } = store.state;
	return createRouter({
		client: createClient({ ctx, endpoints: prepared.resolved.endpoints, connected: prepared.connected, ...how }),
		ledger: store.ledger,
		health,
		limiter,
		refusals,
		clock: systemClock,
		random: Math.random,
		newId: randomUUID,
	});
}
