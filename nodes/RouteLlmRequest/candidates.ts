import type { ChatModelLike } from '../../adapters/connected/chatModel';
import type { Endpoint } from '../../adapters/providers';
import { ConfigError } from '../../router/configError';
import type { ModelSpec } from '../../router/registry/model';
import { connectedModels } from '../shared/connectedModels';
import type { RouterContext } from '../shared/context';
import { oneByName } from '../shared/modelNames';
import type { ResolvedModels } from '../shared/models';

import { requireNoCap } from './requirements';
import type { NodeSettings } from './settings';

/** The models an item may be answered by, and the way to others that are asked beside them. */
export interface Candidates {
	readonly resolved: ResolvedModels;
	/** Connected Chat Models by `keyId`; none where the models are of the registry. */
	readonly connected: ReadonlyMap<string, ChatModelLike>;
	/** What must never be shown. */
	readonly keys: readonly string[];
	/** A model asked beside the candidates, by its id. @throws ConfigError naming `field`. */
	readonly sideModel: (modelId: string, field: string) => { readonly model: ModelSpec; readonly endpoint: Endpoint | null };
}

/** The Chat Models plugged into the node. @throws ConfigError where a row has none. */
export async function connectedCandidates(ctx: RouterContext, settings: NodeSettings): Promise<Candidates> {
	requireNoCap(settings);
	const { rows } = settings;
	const found = await connectedModels(ctx, rows);
	return {
		...found,
		sideModel(named, field) {
			const meant = oneByName(rows, named);
			const model = meant.kind === 'one' ? found.resolved.models.find(({ id }) => id === meant.row.modelId) : undefined;
			if (model !== undefined) return { model, endpoint: null };
			throw new ConfigError(field, `is "${named}", which is not connected or is disabled`, 'Choose one of the connected models.');
		},
	};
}
