import type { CatalogueFacts } from '../../router/registry/facts';
import type { Capability, Price, PriceTier } from '../../router/registry/model';
import { calcPrice, findProvider } from '../../vendor/prices';
import type { ModelPrice, TieredPrices } from '../../vendor/prices';
import { PROVIDERS } from '../providers';
import type { ProviderKind } from '../providers';

import { PRICE_LIST, PROFILES } from './profiles';
import type { Profile } from './profiles';

export interface CatalogueEntry extends CatalogueFacts {
	readonly apiModel: string;
	/** The list says it is retired or about to be. */
	readonly deprecated: boolean;
}

/** What is publicly known of models. Unknown stays unknown; a name is never led to another model's price. */
export interface Catalogue {
	/** Release date of the price list, `YYYY-MM-DD`. */
	readonly date: string;
	/** `null`: nothing is known. @param atMs epoch ms; some prices depend on the time of day. */
	lookup(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null;
	list(kind: ProviderKind, atMs: number): readonly CatalogueEntry[];
}

/** Prices and windows from `@pydantic/genai-prices`, limits and capabilities from the profiles beside this file. */
export function createCatalogue(): Catalogue {
	return { date: PRICE_LIST.date, lookup, list };
}

function lookup(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null {
	const { pricesId } = PROVIDERS[kind];
	const priced = pricesId === null ? null : priceOf(pricesId, apiModel, atMs);
	const profile = PROFILES[kind]?.[apiModel] ?? null;
	if (priced === null && profile === null) return null;
	return {
		price: priced?.price ?? null,
		contextTokens: priced?.contextTokens ?? known(profile?.[0]),
		maxOutputTokens: known(profile?.[1]),
		capabilities: profile === null ? null : capabilitiesOf(profile),
	};
}

function list(kind: ProviderKind, atMs: number): CatalogueEntry[] {
	const { pricesId } = PROVIDERS[kind];
	const provider = pricesId === null ? undefined : findProvider({ providerId: pricesId });
	const deprecated = new Map((provider?.models ?? []).map(({ id, deprecated: gone }) => [id, gone === true]));
	const ids = new Set([...deprecated.keys(), ...Object.keys(PROFILES[kind] ?? {})]);
	return [...ids].sort().flatMap((apiModel) => {
		const facts = lookup(kind, apiModel, atMs);
		return facts === null ? [] : [{ apiModel, deprecated: deprecated.get(apiModel) ?? false, ...facts }];
	});
}

function priceOf(pricesId: string, apiModel: string, atMs: number): { price: Price | null; contextTokens: number | null } | null {
	const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, apiModel, { providerId: pricesId, timestamp: new Date(atMs) });
	// Some lists fall back to another provider's; its price is not this provider's bill.
	if (found === null || found.provider.id !== pricesId) return null;
	return { price: tiersOf(found.model_price), contextTokens: known(found.model.context_window) };
}

/** Tiers of input, cached input and output brought onto the same steps. */
function tiersOf(price: ModelPrice): Price | null {
	const { input_mtok: input, output_mtok: output, cache_read_mtok: cached } = price;
	if (input === undefined || output === undefined) return null;
	const steps = [input, output, cached ?? 0].flatMap((one) => (typeof one === 'number' ? [] : one.tiers.map(({ start }) => start)));
	const tiers = [...new Set([0, ...steps])].sort((a, b) => a - b).map((from): PriceTier => ({
		fromInputTokens: from === 0 ? 0 : from + 1,
		inputUsdPerMTok: at(input, from),
		cachedInputUsdPerMTok: cached === undefined ? null : at(cached, from),
		outputUsdPerMTok: at(output, from),
	}));
	return { tiers, source: 'catalogue' };
}

/** A tier begins above its `start`. */
function at(price: number | TieredPrices, from: number): number {
	if (typeof price === 'number') return price;
	return price.tiers.filter(({ start }) => start <= from).reduce((_, tier) => tier.price, price.base);
}

function capabilitiesOf([, , can]: Profile): ReadonlySet<Capability> {
	const all: readonly (readonly [string, Capability])[] = [['v', 'vision'], ['t', 'tools'], ['j', 'json_schema']];
	return new Set(all.filter(([letter]) => can.includes(letter)).map(([, capability]) => capability));
}

function known(tokens: number | undefined): number | null {
	return tokens === undefined || tokens <= 0 ? null : tokens;
}
