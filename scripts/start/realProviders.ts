import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS, type ProviderKind } from '../../adapters/providers';

/** What stands in for the demo provider when real keys are at hand. */
interface RealProviders {
	/** Data of an LLM Model Registry credential. Holds keys: never print it. */
	readonly credential: Record<string, string | string[]>;
	/** Model ids, weakest first. */
	readonly models: readonly string[];
}

/** Provider → where its key is looked for, and its usual pair; the first name the catalogue prices is taken. */
const KNOWN: Partial<Record<ProviderKind, { keys: readonly string[]; cheap: readonly string[]; strong: readonly string[] }>> = {
	openai: { keys: ['OPENAI_API_KEY'], cheap: ['gpt-5-mini', 'gpt-4o-mini'], strong: ['gpt-5', 'gpt-4o'] },
	anthropic: {
		keys: ['ANTHROPIC_API_KEY'],
		cheap: ['claude-haiku-4-5', 'claude-3-5-haiku-latest'],
		strong: ['claude-sonnet-4-5', 'claude-sonnet-5'],
	},
	gemini: { keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'], cheap: ['gemini-2.5-flash-lite', 'gemini-2.0-flash'], strong: ['gemini-2.5-pro'] },
	mistral: { keys: ['MISTRAL_API_KEY'], cheap: ['mistral-small-latest'], strong: ['mistral-medium-latest', 'mistral-large'] },
	groq: { keys: ['GROQ_API_KEY'], cheap: ['llama-3.1-8b-instant'], strong: ['llama-3.3-70b-versatile'] },
	deepseek: { keys: ['DEEPSEEK_API_KEY'], cheap: ['deepseek-v4-flash', 'deepseek-chat'], strong: ['deepseek-v4-pro', 'deepseek-reasoner'] },
	xai: { keys: ['XAI_API_KEY'], cheap: ['grok-3-mini'], strong: ['grok-4'] },
	openrouter: { keys: ['OPENROUTER_API_KEY'], cheap: ['openai/gpt-4o-mini'], strong: ['anthropic/claude-sonnet-4.5'] },
	together: {
		keys: ['TOGETHER_API_KEY'],
		cheap: ['meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo'],
		strong: ['meta-llama/Llama-3.3-70B-Instruct-Turbo'],
	},
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

/** The catalogue decides: a model without a price in it is not chosen for anybody. */
function firstPriced(kind: ProviderKind, names: readonly string[], atMs: number): string {
	const entries = createCatalogue().list(kind, atMs);
	const found = names.find((name) => entries.some(({ apiModel, price, deprecated }) => apiModel === name && price !== null && !deprecated));
	if (found === undefined) throw new Error(`The catalogue prices none of ${kind}'s ${names.join(', ')}: name two models with --models.`);
	return found;
}
