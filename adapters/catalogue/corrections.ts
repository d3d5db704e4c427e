import type { ProviderKind } from '../providers';

/** USD per million tokens. */
export interface CorrectedPrice {
	readonly input: number;
	readonly output: number;
	readonly cached?: number;
	/** Input written to the cache for minutes, and for an hour. */
	readonly write?: number;
	readonly write1h?: number;
}

/** What the price list and the profiles lack or have wrong of some models. What it does not name stays theirs. */
export interface Correction {
	readonly models: readonly string[];
	/** The public page it was read on. */
	readonly source: string;
	/** They are other names of this one: all that is known of it holds. */
	readonly aliasOf?: string;
	/** `null`: the list's is out of date, and nobody names another. */
	readonly price?: CorrectedPrice | null;
	/** The whole price of a request with more input tokens than this. */
	readonly above?: CorrectedPrice & { readonly tokens: number };
	/** At these hours of a working day, UTC, the price is so many times as high. */
	readonly peak?: { readonly times: number; readonly hours: readonly (readonly [from: number, to: number])[] };
	readonly contextTokens?: number;
	readonly maxOutputTokens?: number;
	/** v(ision), t(ools), j(son schema). */
	readonly can?: string;
}

/** When the pages were read. */
export const CORRECTIONS_READ = '2026-11-28';

/** An open list of models, by the file that was read. */
const listed = (file: string) => `https://github.com/anomalyco/models.dev/blob/dev/${file}.toml`;
const OPENAI_PROFILES = 'https://pypi.org/project/langchain-openai/1.6.6/';
const GEMINI_PROFILES = 'https://pypi.org/project/langchain-google-genai/4.4.0/';

const openai: readonly Correction[] = [
	{
		models: ['gpt-6.1-sol'],
		source: 'https://docs.litellm.ai/blog/gpt_6_1_sol',
		price: { input: 2, output: 10, cached: 0.1, write: 2.5 },
		contextTokens: 1_050_000,
		maxOutputTokens: 128_000,
		can: 'vtj',
	},
	{
		models: ['gpt-6.1-sol'],
		source: 'https://wavespeed.ai/llm/openai/gpt-6.1-sol',
		above: { tokens: 272_000, input: 4, output: 15, cached: 0.2, write: 5 },
	},
	{ models: ['gpt-6-sol', 'gpt-6-luna'], source: OPENAI_PROFILES, maxOutputTokens: 128_000, can: 'vtj' },
	// JSON schema came with gpt-4o.
	{ models: ['gpt-4-turbo'], source: OPENAI_PROFILES, can: 'vt' },
	{ models: ['gpt-4'], source: OPENAI_PROFILES, can: 't' },
];

const anthropic: readonly Correction[] = [
	{
		models: ['claude-haiku-5-5'],
		source: 'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
		price: { input: 0.1, output: 0.5, cached: 0.01, write: 0.125, write1h: 0.2 },
		above: { tokens: 100_000, input: 0.5, output: 2.5, cached: 0.05, write: 0.625, write1h: 1 },
	},
	{ models: ['claude-haiku-5-5'], source: listed('models/anthropic/claude-haiku-5-5'), ...limits(1_000_000, 128_000, 'vt') },
	{
		models: ['claude-sonnet-5-5'],
		source: listed('providers/anthropic/models/claude-sonnet-5-5'),
		price: { input: 2, output: 10, cached: 0.1, write: 2.5, write1h: 4 },
	},
	{
		models: ['claude-sonnet-5-5', 'claude-opus-5-5'],
		source: 'https://platform.claude.com/docs/en/models/sonnet-5-5/overview',
		...limits(1_000_000, 128_000, 'vt'),
	},
	{ models: ['claude-sonnet-4-0'], source: listed('models/anthropic/claude-sonnet-4-0'), ...limits(200_000, 64_000, 'vt') },
	{
		models: ['claude-3-7-sonnet-latest'],
		source: listed('providers/anthropic/models/claude-3-7-sonnet-latest'),
		...limits(200_000, 64_000, 'vt'),
	},
];

const gemini: readonly Correction[] = [
	{
		models: [
			...['gemini-3.1-pro-preview', 'gemini-3.1-flash-lite', 'gemini-3.1-flash-lite-preview'],
			...['gemini-3.5-flash', 'gemini-3.5-flash-lite', 'gemini-3.6-flash', 'gemini-3.7-flash'],
		],
		source: GEMINI_PROFILES,
		...limits(1_048_576, 65_536, 'vtj'),
	},
	{ models: ['gemini-3.8-flash'], source: listed('models/google/gemini-3.8-flash'), ...limits(1_048_576, 65_536, 'vtj') },
	{ models: ['gemma-4-26b-a4b-it', 'gemma-4-31b-it'], source: GEMINI_PROFILES, maxOutputTokens: 32_768, can: 'vtj' },
	// Requests for 3.7, which it named before, are served by 3.8 since October.
	{
		models: ['gemini-flash-latest'],
		source: 'https://ai.google.dev/gemini-api/docs/changelog',
		aliasOf: 'gemini-3.8-flash',
	},
	{ models: ['gemini-flash-lite-latest'], source: GEMINI_PROFILES, aliasOf: 'gemini-3.5-flash-lite' },
	{ models: ['gemini-pro-latest'], source: listed('providers/google/models/gemini-pro-latest'), aliasOf: 'gemini-3.1-pro-preview' },
];

const mistral: readonly Correction[] = [
	{ models: ['mistral-large-latest'], source: listed('providers/mistral/models/mistral-large-latest'), aliasOf: 'mistral-large-2512' },
	{ models: ['mistral-small-latest'], source: listed('models/mistral/mistral-small-latest'), aliasOf: 'mistral-small-2603' },
	{ models: ['ministral-8b-latest'], source: listed('providers/mistral/models/ministral-8b-latest'), aliasOf: 'ministral-8b-2512' },
	{ models: ['ministral-14b-latest'], source: listed('providers/mistral/models/ministral-14b-latest'), aliasOf: 'ministral-14b-2512' },
	{ models: ['ministral-3b-latest'], source: 'https://docs.mistral.ai/models', aliasOf: 'ministral-3b-2512' },
	{ models: ['codestral-latest'], source: listed('providers/mistral/models/codestral-latest'), aliasOf: 'codestral-2508' },
	{
		models: ['devstral-latest', 'devstral-medium-latest'],
		source: listed('providers/mistral/models/devstral-medium-latest'),
		aliasOf: 'devstral-2512',
	},
	{
		models: ['mistral-medium-latest', 'mistral-medium-2604'],
		source: listed('providers/mistral/models/mistral-medium-3.5'),
		aliasOf: 'mistral-medium-3.5',
	},
	{
		models: ['mistral-large-4'],
		source: listed('providers/mistral/models/mistral-large-4'),
		price: { input: 0.68, output: 2.09, cached: 0.07 },
	},
	{
		models: ['mistral-small-2506'],
		source: listed('providers/mistral/models/mistral-small-2506'),
		price: { input: 0.1, output: 0.3 },
		...limits(128_000, 16_384, 'vt'),
	},
	{ models: ['mistral-large-2512'], source: listed('models/mistral/mistral-large-2512'), ...limits(262_144, 262_144, 'vtj') },
	{
		models: ['mistral-medium-3.5', 'mistral-medium-3-5'],
		source: listed('models/mistral/mistral-medium-2604'),
		...limits(262_144, 262_144, 'vtj'),
	},
	{ models: ['mistral-medium-2508'], source: listed('models/mistral/mistral-medium-2508'), ...limits(262_144, 262_144, 'vtj') },
	{ models: ['mistral-small-2603'], source: listed('models/mistral/mistral-small-2603'), maxOutputTokens: 256_000, can: 'vt' },
	{
		models: ['ministral-8b-2512', 'ministral-14b-2512'],
		source: listed('models/mistral/ministral-14b-2512'),
		maxOutputTokens: 256_000,
		can: 'vt',
	},
	{ models: ['ministral-3b-2512'], source: listed('models/mistral/ministral-3b-2512'), can: 'vt' },
	{ models: ['devstral-2512'], source: listed('models/mistral/devstral-2512'), ...limits(262_144, 262_144, 't') },
	{ models: ['codestral-2508'], source: listed('models/mistral/codestral-2508'), ...limits(256_000, 4_096, 'tj') },
	{
		models: ['magistral-medium-latest'],
		source: listed('providers/mistral/models/magistral-medium-latest'),
		...limits(128_000, 16_384, 't'),
	},
];

const groq: readonly Correction[] = [
	{
		models: ['openai/gpt-oss-safeguard-20b'],
		source: listed('providers/groq/models/openai/gpt-oss-safeguard-20b'),
		price: { input: 0.075, output: 0.3, cached: 0.037 },
		...limits(131_072, 65_536, 't'),
	},
	{
		models: ['qwen/qwen3.8-27b'],
		source: listed('providers/groq/models/qwen/qwen3.8-27b'),
		price: { input: 0.8, output: 4, cached: 0.4 },
		...limits(131_042, 16_384, 'vt'),
	},
];

const deepseek: readonly Correction[] = [
	{
		models: ['deepseek-flash'],
		source: listed('providers/deepseek/models/deepseek-flash'),
		price: { input: 0.15, output: 0.6, cached: 0.003 },
		...limits(1_000_000, 384_000, 'vtj'),
	},
	{
		models: ['deepseek-flash'],
		source: 'https://api-docs.deepseek.com/zh-cn/quick_start/pricing/',
		// Beijing's working hours; on China's holidays it is half of what we charge then.
		peak: {
			times: 2,
			hours: [
				[1, 4],
				[6, 10],
			],
		},
	},
	// Served by and billed as Flash.
	{
		models: ['deepseek-v4-flash', 'deepseek-v4-flash-vision-exp'],
		source: 'https://api-docs.deepseek.com/zh-cn/quick_start/pricing/',
		aliasOf: 'deepseek-flash',
	},
	{
		models: ['deepseek-chat', 'deepseek-reasoner'],
		source: 'https://github.com/arikusi/deepseek-mcp-server/releases/tag/v2.0.0',
		price: null,
		contextTokens: 1_000_000,
	},
];

const xai: readonly Correction[] = [
	{
		models: ['grok-4.7'],
		source: listed('providers/xai/models/grok-4.7'),
		price: { input: 2, output: 6, cached: 0.5 },
		above: { tokens: 200_000, input: 4, output: 12, cached: 1 },
	},
	{ models: ['grok-4.7', 'grok-4.6', 'grok-4.5'], source: listed('models/xai/grok-4.7'), ...limits(500_000, 500_000, 'vtj') },
	{ models: ['grok-4.3'], source: listed('providers/xai/models/grok-4.3'), ...limits(1_000_000, 30_000, 'vt') },
	{ models: ['grok-4.20'], source: listed('providers/xai/models/grok-4.20-0309-reasoning'), maxOutputTokens: 30_000, can: 'vt' },
	{
		models: ['grok-4.20-reasoning', 'grok-4.20-non-reasoning', 'grok-4.20-0309-reasoning', 'grok-4.20-0309-non-reasoning'],
		source: listed('providers/xai/models/grok-4.20-0309-reasoning'),
		aliasOf: 'grok-4.20',
	},
	{ models: ['grok-4', 'grok-4-0709', 'grok-4-latest'], source: listed('models/xai/grok-4'), can: 'vt' },
];

/** What its own list says reaches the panel; these are priced where nobody has opened one. */
const together: readonly Correction[] = [
	served('openai/gpt-oss-120b', { input: 0.15, output: 0.6 }, 'https://github.com/braintrustdata/braintrust-proxy/issues/566'),
	served(
		'openai/gpt-oss-20b',
		{ input: 0.05, output: 0.2 },
		'https://www.getmaxim.ai/bifrost/model-library/compare/together_ai/gpt-oss-20b',
	),
	{ ...served('deepseek-ai/DeepSeek-V4-Pro', { input: 2.1, output: 4.4, cached: 0.2 }), ...limits(512_000, 384_000, 'tj') },
	served('deepseek-ai/DeepSeek-V4-Pro-0813', { input: 1.32, output: 3.96, cached: 0.13 }),
	{ ...served('deepseek-ai/DeepSeek-V4.1-Flash', { input: 0.3, output: 1.2, cached: 0.006 }), ...limits(1_000_000, 384_000, 'vtj') },
	{ ...served('Qwen/Qwen3.5-397B-A17B', { input: 0.6, output: 3.6 }), ...limits(262_144, 130_000, 'vt') },
	{ ...served('Qwen/Qwen3.7-Max', { input: 2.5, output: 7.5 }), ...limits(1_000_000, 500_000, 't') },
	{ ...served('moonshotai/Kimi-K2.6', { input: 1.2, output: 4.5, cached: 0.2 }), ...limits(262_144, 131_000, 'vtj') },
	served('moonshotai/Kimi-K3', { input: 3, output: 15, cached: 0.3 }),
	{ ...served('MiniMaxAI/MiniMax-M2.5', { input: 0.3, output: 1.2, cached: 0.06 }), ...limits(204_800, 131_072, 't') },
	{ ...served('zai-org/GLM-5.2', { input: 1.4, output: 4.4, cached: 0.26 }), ...limits(262_144, 164_000, 'tj') },
	{ ...served('zai-org/GLM-5.3', { input: 1.4, output: 4.4, cached: 0.26 }), ...limits(1_048_575, 262_144, 't') },
	{ ...served('google/gemma-4-31B-it', { input: 0.2, output: 0.5 }), ...limits(262_144, 131_072, 'vt') },
	{ ...served('meta-llama/Llama-3.3-70B-Instruct-Turbo', { input: 0.88, output: 0.88 }), ...limits(131_072, 8_192, 'tj') },
];

/** A later entry of the same model adds to the earlier ones. What no public page says stays unknown. */
export const CORRECTIONS: Readonly<Partial<Record<ProviderKind, readonly Correction[]>>> = {
	openai,
	anthropic,
	gemini,
	mistral,
	groq,
	deepseek,
	xai,
	together,
};

function limits(contextTokens: number, maxOutputTokens: number, can: string) {
	return { contextTokens, maxOutputTokens, can };
}

function served(model: string, price: CorrectedPrice, source = listed(`providers/togetherai/models/${model}`)): Correction {
	return { models: [model], source, price };
}
