import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { isRetired } from '../../../adapters/catalogue/retirements';
import { PROVIDER_KINDS, PROVIDERS } from '../../../adapters/providers';
import { partsOfRowId } from '../../../router/registry/rows';
import type { PriceList } from '../../../router/report/alerts/drift';

/** What this package's price list says of models by `provider/model`. */
export function currentPriceList(): PriceList {
	const catalogue = createCatalogue();
	return {
		date: catalogue.date,
		lookup(rowId, atMs) {
			const { model: modelId } = partsOfRowId(rowId);
			const slash = modelId.indexOf('/');
			const kind = PROVIDER_KINDS.find((one) => one === modelId.slice(0, slash));
			if (kind === undefined || PROVIDERS[kind].ownModelNames || PROVIDERS[kind].pricesId === null) return { kind: 'unknown' };
			const apiModel = modelId.slice(slash + 1);
			const facts = catalogue.lookup(kind, apiModel, atMs);
			if (facts === null) return { kind: 'gone' };
			return { kind: 'listed', price: facts.price, deprecated: isRetired(catalogue.retirement(kind, apiModel), atMs) };
		},
	};
}
