import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { isRetired } from '../../adapters/catalogue/retirements';
import { PROVIDER_KINDS, type ProviderKind } from '../../adapters/providers';

/** What stands in for the demo provider when real keys are at hand. */
interface RealProviders {
	/** Data of an LLM Model Registry credential. Holds keys: never print it. */
	readonly credential: Record<string, string | string[]>;
	/** Model ids, weakest first. */
	readonly models: readonly string[];
}

/** Provider → where its key is looked for, and its usual pair; the first name that the catalogue prices and nobody has retired is taken. */
const KNOWN: Partial<Record<ProviderKind, { keys: readonly string[]; cheap: readonly string[]; strong: readonly string[] }>> = {
	openai: { keys: ['OPENAI_API_KEY'], cheap: ['gpt-6-luna', 'gpt-5.4-mini'], strong: ['gpt-6.1-sol', 'gpt-5.6-sol'] },
	anthropic: {
		keys: ['ANTHROPIC_API_KEY'],
		cheap: ['claude-haiku-5-5', 'claude-haiku-4-5'],
		strong: ['claude-sonnet-5-5', 'claude-sonnet-5'],
	},
	gemini: {
		keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
		cheap: ['gemini-3.5-flash-lite', 'gemini-2.5-flash-lite'],
		strong: ['gemini-3.8-flash', 'gemini-2.5-pro'],
	},
	mistral: { keys: ['MISTRAL_API_KEY'], cheap: ['mistral-small-latest'], strong: ['mistral-medium-latest', 'mistral-large-latest'] },
	groq: { keys: ['GROQ_API_KEY'], cheap: ['openai/gpt-oss-20b'], strong: ['openai/gpt-oss-120b'] },
	deepseek: { keys: ['DEEPSEEK_API_KEY'], cheap: ['deepseek-flash'], strong: ['deepseek-v4-pro'] },
	xai: { keys: ['XAI_API_KEY'], cheap: ['grok-4.3'], strong: ['grok-4.7', 'grok-4.6'] },
	openrouter: {
		keys: ['OPENROUTER_API_KEY'],
		cheap: ['openai/gpt-5.4-nano', 'openai/gpt-oss-20b'],
		strong: ['anthropic/claude-sonnet-5', 'anthropic/claude-sonnet-4.5'],
	},
	together: { keys: ['TOGETHER_API_KEY'], cheap: ['openai/gpt-oss-20b'], strong: ['openai/gpt-oss-120b'] },
};

/** All providers whose key is in the environment, and two models of the first; `null` without any key. */
export function realProviders(env: NodeJS.ProcessEnv, atMs: number): RealProviders | null {
	const found = PROVIDER_KINDS.flatMap((kind) => {
		const known = KNOWN[kind];
		const key = known?.keys.map((name) => env[name]).find((value) => value !== undefined && value !== '');
		return known && key !== undefined ? [{ kind, key, known }] : [];
	});
	const first = found[0];
	if (!first) return null;
	const pair = [first.known.cheap, first.known.strong].map((names) => firstPriced(first.kind, names, atMs));
	return {
		credential: { providers: found.map(({ kind }) => kind), ...Object.fromEntries(found.map(({ kind, key }) => [`${kind}ApiKey`, key])) },
		models: pair.map((name) => `${first.kind}/${name}`),
	};
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
