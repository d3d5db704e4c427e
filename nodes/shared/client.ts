import { createAnthropicClient } from '../../adapters/anthropic/client';
import { createCompositeClient } from '../../adapters/compositeClient';
import type { ChatModelLike } from '../../adapters/connected/chatModel';
import { createConnectedClient } from '../../adapters/connected/client';
import { callWhenSent } from '../../adapters/onSent';
import { createOpenAiClient } from '../../adapters/openai/client';
import type { Endpoint } from '../../adapters/providers';
import type { ModelClient } from '../../router/calls/client';

import { systemClock } from './clock';
import type { RouterContext } from './context';
import { wayOut } from './keptConnections';

export interface ClientOptions {
	readonly ctx: Pick<RouterContext, 'helpers' | 'getNode'>;
	/** By the `keyId` of models of the registry. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** By the `keyId` of connected Chat Models. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
	/** Anthropic over its own API, which caches what an agent sends again and again, and not over its compatible endpoint. */
	readonly ownAnthropic?: boolean;
}

/** The way to all models of a node. */
export function createClient({ ctx, endpoints, connected, ownAnthropic = false }: ClientOptions): ModelClient {
	const now = () => systemClock.wall();
	const send = wayOut(ctx);
	const registry = createOpenAiClient({ endpoints, send, now });
	const isOwn = ({ kind }: Endpoint) => ownAnthropic && kind === 'anthropic';
	if (connected.size === 0 && ![...endpoints.values()].some(isOwn)) return registry;
	const anthropic = createAnthropicClient({ endpoints, send, now });
	const sleep = (ms: number, signal: AbortSignal) => systemClock.sleep(ms, signal);
	const plugged = createConnectedClient({ models: connected, now, sleep, whenSent: callWhenSent });
	return createCompositeClient(
		new Map([
			...[...endpoints].map(([keyId, endpoint]) => [keyId, isOwn(endpoint) ? anthropic : registry] as const),
			...[...connected.keys()].map((keyId) => [keyId, plugged] as const),
		]),
	);
}
