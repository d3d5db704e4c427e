import type { Price, PriceTier } from '../../router/registry/model';
import { calcPrice, findProvider } from '../../vendor/prices';
import type { ModelInfo, ModelPrice, TieredPrices } from '../../vendor/prices';

export interface ListedPrice {
	/** `null`: it is listed without one. */
	readonly price: Price | null;
	readonly contextTokens: number | null;
}

/** What the price list says of exactly this model; `null`: it does not name it. @param atMs epoch ms. */
export function listedPrice(pricesId: string, apiModel: string, atMs: number): ListedPrice | null {
	const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, apiModel, { providerId: pricesId, timestamp: new Date(atMs) });
	// Some lists fall back to another provider's, which is not this provider's bill; the result does not tell.
	if (found === null || !findProvider({ providerId: pricesId })?.models.includes(found.model)) return null;
	if (!isNamed(found.model, apiModel)) return null;
	return { price: tiersOf(found.model_price, EMBEDS.test(apiModel)), contextTokens: found.model.context_window ?? null };
}

/**
 * The list takes many a name for the model it begins with or contains: a new `claude-sonnet-5-5` would get the
 * price of `claude-sonnet-5`. Only a date, a build number, or `preview` and the like may differ.
 */
function isNamed(model: ModelInfo, apiModel: string): boolean {
	const stem = stemOf(apiModel);
	return [model.id, ...textsOf(model.match)].some((text) => stemOf(text) === stem);
}

function textsOf(match: ModelInfo['match']): string[] {
	return Object.values(match).flatMap((value: string | ModelInfo['match'][]) =>
		typeof value === 'string' ? [value] : value.flatMap(textsOf),
	);
}

const FINE_TUNE = /^(ft:[^:]+):.*$/;
const BUILD = /[-@](\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{2}-\d{2}|\d{3,4})?-?$/;
const STAGE = /-(latest|preview|exp)$/;

function stemOf(name: string): string {
	return name.toLowerCase().replace(FINE_TUNE, '$1').replace(BUILD, '').replace(STAGE, '');
}

/** Embedding models write nothing, so the list has no output price for them. */
const EMBEDS = /embed/i;

/** Tiers of input, cached input, cache writes and output brought onto the same steps. */
function tiersOf(price: ModelPrice, embeds: boolean): Price | null {
	const { input_mtok: input, output_mtok: listed, cache_read_mtok: cached, cache_write_1h_mtok: write1h } = price;
	const write = price['cache_write_mtok'] ?? price['cache_write_5m_mtok'];
	const output = listed ?? (embeds ? 0 : undefined);
	if (input === undefined || output === undefined) return null;
	const steps = [input, output, cached, write, write1h].flatMap((one) =>
		typeof one === 'object' ? one.tiers.map(({ start }) => start) : [],
	);
	const tiers = [...new Set([0, ...steps])]
		.sort((a, b) => a - b)
		.map(
			(from): PriceTier => ({
				fromInputTokens: from === 0 ? 0 : from + 1,
				inputUsdPerMTok: at(input, from),
				cachedInputUsdPerMTok: cached === undefined ? null : at(cached, from),
				...(write !== undefined && { cacheWriteUsdPerMTok: at(write, from) }),
				...(write1h !== undefined && { cacheWrite1hUsdPerMTok: at(write1h, from) }),
				outputUsdPerMTok: at(output, from),
			}),
		);
	return { tiers, source: 'catalogue' };
}

/** A tier begins above its `start`. */
function at(price: number | TieredPrices, from: number): number {
	if (typeof price === 'number') return price;
	return price.tiers.filter(({ start }) => start <= from).reduce((_, tier) => tier.price, price.base);
}
