import { createProviderEmbedder } from '../../router/features/providerEmbedder';
import { createRequestEmbedder, type RequestEmbedder } from '../../router/features/requestEmbedder';
import type { Strategy } from '../../router/strategies/strategy';

import type { StrategyChoice, StrategyDeps } from './settings';

/** Makes each item's strategy; items whose choices have the same key share one, and with it what it has learned of them. */
export function createStrategies(deps: StrategyDeps): (choice: StrategyChoice) => Strategy {
	const made = new Map<string, Strategy>();
	// Where no expression changes it, all items have the same choice: its settings are written out once.
	const known = new WeakMap<StrategyChoice, Strategy>();
	return (choice) => {
		const same = known.get(choice);
		if (same !== undefined) return same;
		const { settings, key = JSON.stringify(settings), create } = choice;
		if (key === null) return create(deps);
		const strategy = made.get(key) ?? create(deps);
		known.set(choice, strategy);
		made.set(key, strategy);
		return strategy;
	};
}

/** One for a run: what it keeps in mind of a model that is down holds for all items. */
export function createClassifierEmbedder(
	modelId: string | null,
	deps: Pick<StrategyDeps, 'embedderOf' | 'vectors'>,
): RequestEmbedder | null {
	if (modelId === null) return null;
	const model = deps.embedderOf(modelId, 'Embedding Model for the Classifier');
	return createRequestEmbedder({ modelId: model.id, embedder: createProviderEmbedder({ model, cache: deps.vectors() }) });
}
