import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';

interface Listed {
	readonly name: string;
	/** USD per million tokens: input, cached input, output. */
	readonly usd: readonly [input: number, cached: number, output: number];
}

const NANO: Listed = { name: 'Nano', usd: [0.05, 0.005, 0.4] };
const MINI: Listed = { name: 'Mini', usd: [0.25, 0.025, 2] };
const LARGE: Listed = { name: 'Large', usd: [1.25, 0.125, 10] };
const SMALL: Listed = { name: 'Small', usd: [1, 0.1, 5] };
const BIG: Listed = { name: 'Big', usd: [5, 0.5, 25] };

/** Sets of models with prices as lists of today have them, weakest first. */
export const MODEL_SETS: ReadonlyMap<string, readonly ModelSpec[]> = new Map(
	[
		[MINI, LARGE],
		[SMALL, BIG],
		[NANO, MINI, LARGE],
	].map((set) => [set.map(({ name }) => name).join(', '), set.map(modelOf)]),
);

function modelOf({ name, usd: [input, cached, output] }: Listed, rank: number): ModelSpec {
	const tier = { fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: cached, outputUsdPerMTok: output };
	return {
		id: `p/${name}`,
		apiModel: name,
		slot: rank + 1,
		rank,
		branch: name,
		providerId: 'https://p',
		keyId: 'p',
		limitsKey: `p/${name}`,
		limits: NO_LIMITS,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		price: { source: 'catalogue', tiers: [tier] },
	};
}
