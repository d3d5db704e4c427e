import type { CatalogueFacts } from '../../router/registry/facts';
import type { Capability } from '../../router/registry/model';
import { findProvider } from '../../vendor/prices';
import { PROVIDERS } from '../providers';
import type { ProviderKind } from '../providers';

import { correctedPrice, correctionOf, correctedNames, type Corrected } from './corrected';
import { listedPrice } from './listPrice';
import { FREE } from './localModels';
import { PRICE_LIST, PROFILES } from './profiles';
import type { Profile } from './profiles';
import { announcedEnd, announcedNames, type Retirement } from './retirements';

interface CatalogueEntry extends CatalogueFacts {
	readonly apiModel: string;
	/** `null`: nobody has announced its end. */
	readonly retirement: Retirement | null;
}

/** What is publicly known of models. Unknown stays unknown; a name is never led to another model's price. */
export interface Catalogue {
	/** Release date of the price list, `YYYY-MM-DD`. */
	readonly date: string;
	/** `null`: nothing is known. @param atMs epoch ms; some prices depend on the time of day. */
	lookup(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null;
	list(kind: ProviderKind, atMs: number): readonly CatalogueEntry[];
	/** When a model was or will be shut down; far quicker than `list`. `null`: nobody has announced it. */
	retirement(kind: ProviderKind, apiModel: string): Retirement | null;
}

/** Prices and windows from `@pydantic/genai-prices`, limits and capabilities from the profiles, both mended by the corrections. */
export function createCatalogue(): Catalogue {
	return { date: PRICE_LIST.date, lookup, list, retirement };
}

function lookup(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null {
	// The Gemini API lists its models so, and takes both.
	if (kind === 'gemini') return factsOf(kind, apiModel.replace(/^models\//, ''), atMs);
	return kind === 'openrouter' ? variantOf(apiModel, atMs) : factsOf(kind, apiModel, atMs);
}

/** `:nitro`, `:online` and the like go to other servers or do more, at a price only the answer names; `:free` costs nothing. */
function variantOf(apiModel: string, atMs: number): CatalogueFacts | null {
	const listed = factsOf('openrouter', apiModel, atMs);
	const colon = apiModel.lastIndexOf(':');
	if (colon === -1) return listed;
	const free = apiModel.endsWith(':free');
	const base = factsOf('openrouter', apiModel.slice(0, colon), atMs);
	if (listed === null && base === null && !free) return null;
	return {
		price: free ? FREE : (listed?.price ?? null),
		// What is free often has a smaller window.
		contextTokens: listed?.contextTokens ?? (free ? null : (base?.contextTokens ?? null)),
		maxOutputTokens: listed?.maxOutputTokens ?? (free ? null : (base?.maxOutputTokens ?? null)),
		capabilities: listed?.capabilities ?? base?.capabilities ?? null,
	};
}

function factsOf(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null {
	const corrected = correctionOf(kind, apiModel);
	const named = corrected?.aliasOf ?? apiModel;
	const facts = named === apiModel ? uncorrected(kind, apiModel, atMs) : factsOf(kind, named, atMs);
	return corrected === null ? facts : mended(kind, facts, corrected, atMs);
}

const NOTHING: CatalogueFacts = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null };

function mended(kind: ProviderKind, facts: CatalogueFacts | null, corrected: Corrected, atMs: number): CatalogueFacts {
	const { price, contextTokens, maxOutputTokens, capabilities } = facts ?? NOTHING;
	return consistent({
		price: corrected.price === undefined ? price : correctedPrice(corrected, atMs),
		contextTokens: corrected.contextTokens ?? contextTokens,
		maxOutputTokens: corrected.maxOutputTokens ?? maxOutputTokens,
		capabilities: corrected.can === undefined ? capabilities : capabilitiesOf(kind, corrected.can),
	});
}

function uncorrected(kind: ProviderKind, apiModel: string, atMs: number): CatalogueFacts | null {
	const { pricesId } = PROVIDERS[kind];
	const priced = pricesId === null || isElsewhere(kind, apiModel) ? null : listedPrice(pricesId, apiModel, atMs);
	const profile = profileOf(kind, apiModel);
	// A deployment that is called like one of OpenAI's models is that model, at OpenAI's price where Azure lists none.
	const openAi = kind === 'azure' ? factsOf('openai', apiModel, atMs) : null;
	if (priced === null && profile === null) return openAi;
	return consistent({
		price: priced === null ? (openAi?.price ?? null) : priced.price,
		contextTokens: known(priced?.contextTokens ?? undefined) ?? known(profile?.[0]) ?? openAi?.contextTokens ?? null,
		maxOutputTokens: known(profile?.[1]) ?? openAi?.maxOutputTokens ?? null,
		capabilities: profile === null ? (openAi?.capabilities ?? null) : capabilitiesOf(kind, profile[2]),
	});
}

/** No answer is longer than the window it is in: of two lists one is out of date, and nobody knows which. */
function consistent(facts: CatalogueFacts): CatalogueFacts {
	const { contextTokens, maxOutputTokens } = facts;
	const contradict = contextTokens !== null && maxOutputTokens !== null && maxOutputTokens > contextTokens;
	return contradict ? { ...facts, maxOutputTokens: null } : facts;
}

function list(kind: ProviderKind, atMs: number): CatalogueEntry[] {
	const names = new Set([
		...listedModels(kind).keys(),
		...Object.keys(PROFILES[kind] ?? {}),
		...correctedNames(kind),
		...announcedNames(kind),
	]);
	return [...names].sort().flatMap((apiModel) => {
		const facts = lookup(kind, apiModel, atMs);
		return facts === null ? [] : [{ apiModel, retirement: retirement(kind, apiModel), ...facts }];
	});
}

function retirement(kind: ProviderKind, apiModel: string): Retirement | null {
	const announced = announcedEnd(kind, kind === 'gemini' ? apiModel.replace(/^models\//, '') : apiModel);
	if (announced !== null) return announced;
	return listedModels(kind).get(apiModel) === true ? { on: null, instead: null } : null;
}

/** The list's models, and whether it calls them deprecated. */
function listedModels(kind: ProviderKind): Map<string, boolean> {
	const { pricesId } = PROVIDERS[kind];
	const provider = pricesId === null ? undefined : findProvider({ providerId: pricesId });
	return new Map((provider?.models ?? []).map(({ id, deprecated }) => [id, deprecated === true]));
}

/** The list's Google includes Vertex AI, whose Claude models the Gemini API does not serve. */
function isElsewhere(kind: ProviderKind, apiModel: string): boolean {
	return kind === 'gemini' && apiModel.startsWith('claude');
}

/** A dated name has the profile of the undated one, unless it has its own. */
function profileOf(kind: ProviderKind, apiModel: string): Profile | null {
	const profiles = PROFILES[kind] ?? {};
	// Own names only: a model may be called what every object has, such as `constructor`.
	if (Object.hasOwn(profiles, apiModel)) return profiles[apiModel] ?? null;
	const undated = apiModel.replace(DATED, '');
	return Object.hasOwn(profiles, undated) ? (profiles[undated] ?? null) : null;
}

const DATED = /(-latest|[-@](\d{8}|\d{4}-\d{2}-\d{2}))$/;

/** Anthropic's OpenAI-compatible endpoint ignores `response_format`, whatever the model could do elsewhere. */
const ENDPOINT_LACKS: Partial<Record<ProviderKind, Capability>> = { anthropic: 'json_schema' };

function capabilitiesOf(kind: ProviderKind, can: string): ReadonlySet<Capability> {
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
