import type { CatalogueFacts } from '../../router/registry/facts';
import type { Capability, Price, PriceTier } from '../../router/registry/model';
import { calcPrice, findProvider, type ModelInfo, type ModelPrice, type TieredPrices } from '../../vendor/prices';
import { PROVIDERS, type ProviderKind } from '../providers';

import { PRICE_LIST, PROFILES, type Profile } from './profiles';

interface CatalogueEntry extends CatalogueFacts {
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
	/** Whether the list says so of exactly this name; far quicker than `list`. */
	isDeprecated(kind: ProviderKind, apiModel: string): boolean;
}

/** Prices and windows from `@pydantic/genai-prices`, limits and capabilities from the profiles beside this file. */
export function createCatalogue(): Catalogue {
	return { date: PRICE_LIST.date, lookup, list, isDeprecated };
}

function lookup(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null {
	const { pricesId } = PROVIDERS[kind];
	const priced = pricesId === null || isElsewhere(kind, apiModel) ? null : priceOf(pricesId, apiModel, atMs);
	const profile = profileOf(kind, apiModel);
	if (priced === null && profile === null) return null;
	return {
		price: priced?.price ?? null,
		contextTokens: priced?.contextTokens ?? known(profile?.[0]),
		maxOutputTokens: known(profile?.[1]),
		capabilities: profile === null ? null : capabilitiesOf(kind, profile),
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

function isDeprecated(kind: ProviderKind, apiModel: string): boolean {
	const { pricesId } = PROVIDERS[kind];
	const provider = pricesId === null ? undefined : findProvider({ providerId: pricesId });
	return provider?.models.some(({ id, deprecated }) => id === apiModel && deprecated === true) ?? false;
}

function priceOf(pricesId: string, apiModel: string, atMs: number): { price: Price | null; contextTokens: number | null } | null {
	const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, apiModel, { providerId: pricesId, timestamp: new Date(atMs) });
	// Some lists fall back to another provider's, which is not this provider's bill; the result does not tell.
	if (found === null || !findProvider({ providerId: pricesId })?.models.includes(found.model)) return null;
	if (!isNamed(found.model, apiModel)) return null;
	return { price: tiersOf(found.model_price, EMBEDS.test(apiModel)), contextTokens: known(found.model.context_window) };
}

/** The list's Google includes Vertex AI, whose Claude models the Gemini API does not serve. */
function isElsewhere(kind: ProviderKind, apiModel: string): boolean {
	return kind === 'gemini' && apiModel.startsWith('claude');
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

/** Tiers of input, cached input and output brought onto the same steps. */
function tiersOf(price: ModelPrice, embeds: boolean): Price | null {
	const { input_mtok: input, output_mtok: listed, cache_read_mtok: cached } = price;
	const output = listed ?? (embeds ? 0 : undefined);
	if (input === undefined || output === undefined) return null;
	const steps = [input, output, cached ?? 0].flatMap((one) => (typeof one === 'number' ? [] : one.tiers.map(({ start }) => start)));
	const tiers = [...new Set([0, ...steps])]
		.sort((a, b) => a - b)
		.map(
			(from): PriceTier => ({
				fromInputTokens: from === 0 ? 0 : from + 1,
				inputUsdPerMTok: at(input, from),
				cachedInputUsdPerMTok: cached === undefined ? null : at(cached, from),
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

/** Own names only: a model may be called what every object has, such as `constructor`. */
function profileOf(kind: ProviderKind, apiModel: string): Profile | null {
	const profiles = PROFILES[kind] ?? {};
	return Object.hasOwn(profiles, apiModel) ? (profiles[apiModel] ?? null) : null;
}

/** Anthropic's OpenAI-compatible endpoint ignores `response_format`, whatever the model could do elsewhere. */
const ENDPOINT_LACKS: Partial<Record<ProviderKind, Capability>> = { anthropic: 'json_schema' };

function capabilitiesOf(kind: ProviderKind, [, , can]: Profile): ReadonlySet<Capability> {
	const all: readonly (readonly [string, Capability])[] = [
		['v', 'vision'],
		['t', 'tools'],
		['j', 'json_schema'],
	];
	const able = all.filter(([letter]) => can.includes(letter)).map(([, capability]) => capability);
	return new Set(able.filter((capability) => capability !== ENDPOINT_LACKS[kind]));
}

function known(tokens: number | undefined): number | null {
	return tokens === undefined || tokens <= 0 ? null : tokens;
}
