import { randomUUID } from 'node:crypto';

import type { ChatModelLike } from '../../adapters/connected/chatModel';
import type { ModelClient } from '../../router/calls/client';
import type { Clock } from '../../router/clock';
import { createRouter } from '../../router/route';
import type { Router } from '../../router/routeTypes';

import type { ClientOptions } from './client';
import type { RouterContext } from './context';
import type { ResolvedModels } from './models';
import type { Store } from './store';

interface RouterForOptions extends Pick<ClientOptions, 'ownAnthropic'> {
	readonly world: { readonly clock: Clock; createClient(options: ClientOptions): ModelClient };
	readonly ctx: Pick<RouterContext, 'helpers' | 'getNode'>;
	readonly prepared: { readonly resolved: Pick<ResolvedModels, 'endpoints'>; readonly connected: ReadonlyMap<string, ChatModelLike> };
	readonly store: Pick<Store, 'ledger' | 'state'>;
}

/** The engine, with what n8n and this machine give it. */
export function createRouterFor({ world, ctx, prepared, store, ...how }: RouterForOptions): Router {
	const { health, limiter, refusals } = store.state;
	return createRouter({
		client: world.createClient({ ctx, endpoints: prepared.resolved.endpoints, connected: prepared.connected, ...how }),
		ledger: store.ledger,
		health,
		limiter,
		refusals,
		clock: world.clock,
		random: Math.random,
		newId: randomUUID,
	});
}
