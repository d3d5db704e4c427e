import type { Capability, Price } from './model';

/** What a person says of a model, in the credential or in a row; `null`: not said. USD per million tokens. */
export interface OwnFacts {
	readonly price: {
		readonly inputUsdPerMTok: number;
		readonly cachedInputUsdPerMTok: number | null;
		readonly outputUsdPerMTok: number;
	} | null;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	readonly capabilities: readonly Capability[] | null;
}

/** What the catalogue says; `null`: it does not know. */
export interface CatalogueFacts {
	readonly price: Price | null;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	readonly capabilities: ReadonlySet<Capability> | null;
}

/** Row before credential before catalogue, field by field; a price is taken whole from one of them. */
export function mergeFacts(
	row: OwnFacts,
	credential: OwnFacts | null,
	catalogue: CatalogueFacts | null,
): CatalogueFacts {
	const capabilities = row.capabilities ?? credential?.capabilities ?? null;
	return {
		price: ownPrice(row, 'row') ?? ownPrice(credential, 'credential') ?? catalogue?.price ?? null,
		contextTokens: row.contextTokens ?? credential?.contextTokens ?? catalogue?.contextTokens ?? null,
		maxOutputTokens: row.maxOutputTokens ?? credential?.maxOutputTokens ?? catalogue?.maxOutputTokens ?? null,
		capabilities: capabilities === null ? (catalogue?.capabilities ?? null) : new Set(capabilities),
	};
}

function ownPrice(facts: OwnFacts | null, source: Price['source']): Price | null {
	return facts === null || facts.price === null
		? null
		: { tiers: [{ fromInputTokens: 0, ...facts.price }], source };
}
