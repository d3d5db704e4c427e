import { createCompositeClient } from '../../adapters/compositeClient';
import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createConnectedClient } from '../../adapters/connected/client';
import { createOpenAiClient } from '../../adapters/openai/client';
import type { Endpoint } from '../../adapters/providers';
import type { ModelClient } from '../../router/calls/client';

import { systemClock } from './clock';
import type { RouterContext } from './context';
import { createTransport } from './transport';

interface ClientOptions {
	readonly ctx: Pick<RouterContext, 'helpers'>;
	/** By the `keyId` of models of the registry. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** By the `keyId` of connected Chat Models. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
}

/** The way to all models of a node. */
export function createClient({ ctx, endpoints, connected }: ClientOptions): ModelClient {
	const now = () => systemClock.wall();
	const fetch = createTransport((options) => ctx.helpers.httpRequest(options));
	const registry = createOpenAiClient({ endpoints, fetch, now });
	if (connected.size === 0) return registry;
	const plugged = createConnectedClient({ models: connected, now });
	return createCompositeClient(
		new Map([
			...[...endpoints.keys()].map((keyId) => [keyId, registry] as const),
			...[...connected.keys()].map((keyId) => [keyId, plugged] as const),
		]),
	);
}
