/** One rung of the ladder: a provider of its own, so that one can be down while the other is not. `more`: of its settings. */
export function row(id: string, branchName: string, strength: number, more: Record<string, unknown> = {}) {
	return { model: { mode: 'id', value: id }, branchName, settings: { strength: String(strength), ...factsOf(strength), ...more } };
}

function factsOf(strength: number) {
	return {
		inputPrice: strength,
		outputPrice: strength * 4,
		contextTokens: 20_000 * strength,
		outputLimit: 2_000 * strength,
	};
}

export const LADDER = [row('custom1/small', 'Small', 1), row('custom2/large', 'Large', 2)];
export const KEYS = { custom1: 'sk-planted-one-4f8a9c2d7e1b', custom2: 'sk-planted-two-0d3b5a6c8e9f' };

/** Data of the registry credential that has the two providers of the ladder. `urls`: theirs, without `/v1`. */
export function registryOf(urls: readonly [string, string]) {
	return {
		providers: ['custom1', 'custom2'],
		custom1Name: 'One',
		custom1BaseUrl: `${urls[0]}/v1`,
		custom1ApiKey: KEYS.custom1,
		custom2Name: 'Two',
		custom2BaseUrl: `${urls[1]}/v1`,
		custom2ApiKey: KEYS.custom2,
	};
}

/** What a call of this rung of the ladder costs, 0 being the weakest. */
export function nanoUsdOf(
	rung: number,
	{ inputTokens, outputTokens }: { readonly inputTokens: number; readonly outputTokens: number },
): number {
	const { inputPrice, outputPrice } = LADDER[rung]?.settings ?? { inputPrice: NaN, outputPrice: NaN };
	return (inputTokens * inputPrice + outputTokens * outputPrice) * 1_000;
}
