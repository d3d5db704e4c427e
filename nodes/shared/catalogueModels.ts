import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { ConfigError } from '../../router/configError';
import { mergeFacts } from '../../router/registry/facts';
import { halfCharacterAt } from '../../router/request/halfCharacter';
import { type KnownRow, type ModelRow, rankRows, type ResolvedModels } from './models';
import { halfCharacter, WHOLE_CHARACTERS } from './values';

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
			const half = halfCharacterAt(row.model);
			if (half !== null) throw new ConfigError(`Models, row ${String(row.slot)}`, halfCharacter(half), WHOLE_CHARACTERS);
			const slash = row.model.indexOf('/');
			const provider = row.model.slice(0, slash);
			const apiModel = row.model.slice(slash + 1);
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
