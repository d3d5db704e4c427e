import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { isRetired } from '../../adapters/catalogue/retirements';
import { PROVIDER_KINDS, PROVIDERS, type ProviderKind } from '../../adapters/providers';

/** What stands in for the demo provider when real keys are at hand. */
interface RealProviders {
	/** Data of an LLM Model Registry credential. Holds keys: never print it. */
	readonly credential: Record<string, string | string[]>;
	/** Model ids, weakest first. */
	readonly models: readonly string[];
}

/** All providers whose key is in the environment, and two models of the first; `null` without any key. */
export function realProviders(env: NodeJS.ProcessEnv, atMs: number): RealProviders | null {
	const found = PROVIDER_KINDS.flatMap((kind) => {
		const { usualPair } = PROVIDERS[kind];
		const key = keyNames(kind)
			.map((name) => env[name])
			.find((value) => value !== undefined && value !== '');
		return usualPair !== null && key !== undefined ? [{ kind, key, usualPair }] : [];
	});
	const first = found[0];
	if (!first) return null;
	const pair = [first.usualPair.cheap, first.usualPair.strong].map((names) => firstPriced(first.kind, names, atMs));
	return {
		credential: { providers: found.map(({ kind }) => kind), ...Object.fromEntries(found.map(({ kind, key }) => [`${kind}ApiKey`, key])) },
		models: pair.map((name) => `${first.kind}/${name}`),
	};
}

/** Where a provider's key is looked for in the environment. */
export function keyNames(kind: ProviderKind): readonly string[] {
	return [`${kind.toUpperCase()}_API_KEY`, ...(kind === 'gemini' ? ['GOOGLE_API_KEY'] : [])];
}

/** The catalogue decides: a model without a price in it, or one that was shut down, is not chosen for anybody. */
function firstPriced(kind: ProviderKind, names: readonly string[], atMs: number): string {
	const catalogue = createCatalogue();
	const found = names.find(
		(name) => catalogue.lookup(kind, name, atMs)?.price != null && !isRetired(catalogue.retirement(kind, name), atMs),
	);
	if (found === undefined) throw new Error(`The catalogue prices none of ${kind}'s ${names.join(', ')}: name two models with --models.`);
	return found;
}
