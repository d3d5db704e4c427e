import type { Capability, Limits, Price } from './model';

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
	readonly limits: Limits;
}

/** What the catalogue says; `null`: it does not know. */
export interface CatalogueFacts {
	readonly price: Price | null;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	readonly capabilities: ReadonlySet<Capability> | null;
}

/** All that is known of a model beside its name and place. */
export interface ModelFacts extends CatalogueFacts {
	readonly limits: Limits;
}

/**
 * Row before credential before catalogue, field by field; a price is taken whole from one of them. Limits are the
 * user's own: no catalogue knows them.
 */
export function mergeFacts(row: OwnFacts, credential: OwnFacts | null, catalogue: CatalogueFacts | null): ModelFacts {
	const capabilities = row.capabilities ?? credential?.capabilities ?? null;
	return {
		price: ownPrice(row, 'row') ?? ownPrice(credential, 'credential') ?? catalogue?.price ?? null,
		contextTokens: row.contextTokens ?? credential?.contextTokens ?? catalogue?.contextTokens ?? null,
		maxOutputTokens: row.maxOutputTokens ?? credential?.maxOutputTokens ?? catalogue?.maxOutputTokens ?? null,
		capabilities: capabilities === null ? (catalogue?.capabilities ?? null) : new Set(capabilities),
		limits: {
			requestsPerMinute: row.limits.requestsPerMinute ?? credential?.limits.requestsPerMinute ?? null,
			tokensPerMinute: row.limits.tokensPerMinute ?? credential?.limits.tokensPerMinute ?? null,
			parallel: row.limits.parallel ?? credential?.limits.parallel ?? null,
		},
	};
}

function ownPrice(facts: OwnFacts | null, source: Price['source']): Price | null {
	return facts === null || facts.price === null ? null : { tiers: [{ fromInputTokens: 0, ...facts.price }], source };
}
