import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { mergeFacts } from '../../router/registry/facts';
import { type KnownRow, type ModelRow, partsOfModel, rankRows, type ResolvedModels } from './models';

/**
 * Rows and catalogue together, for choosing without a key: nothing can be called. A model the catalogue does not
 * know has only what its row says.
 * @param atMs epoch ms: prices may depend on the time.
 * @throws ConfigError naming the row.
 */
export function catalogueModels(rows: readonly ModelRow[], atMs: number): ResolvedModels {
	const catalogue = createCatalogue();
	const known = rows
		.filter(({ enabled }) => enabled)
		.map((row): KnownRow => {
			const { provider, apiModel } = partsOfModel(row);
			const kind = PROVIDER_KINDS.find((one) => one === provider);
			const listed = kind === undefined ? null : catalogue.lookup(kind, apiModel, atMs);
			const providerId = `catalogue/${provider}`;
			return {
				row,
				apiModel,
				facts: mergeFacts(row.facts, null, listed),
				providerId,
				keyId: providerId,
				limitsKey: `${providerId}:${apiModel}`,
			};
		});
	return { ...rankRows(known), endpoints: new Map() };
}
