import type { ModelClient } from '../router/calls/client';
import type { ModelSpec } from '../router/registry/model';

/**
 * Several clients as one: each model is reached through the client of its `keyId`, so that connected models and
 * those of the registry work in one run.
 * @throws Error for a model whose `keyId` has no client: nothing was sent then.
 */
export function createCompositeClient(byKeyId: ReadonlyMap<string, ModelClient>): ModelClient {
	const clientOf = ({ id, keyId }: ModelSpec) => {
		const client = byKeyId.get(keyId);
		if (client === undefined) throw new Error(`No provider is configured for the model "${id}"`);
		return client;
	};
	return {
		complete: async (request, signal, onLeave, onPart) => await clientOf(request.model).complete(request, signal, onLeave, onPart),
		embed: async (model, texts, signal, onLeave) => await clientOf(model).embed(model, texts, signal, onLeave),
	};
}
