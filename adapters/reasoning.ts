import type { Effort } from '../router/registry/rowSettings';

import type { ProviderKind } from './providers';

/** Fields of the body that ask for this much thinking; none where the provider has no such way. */
export type Thinking = Readonly<Record<string, unknown>>;

interface Ask {
	/** The output limit that is sent; `null`: none. */
	readonly maxOutputTokens: number | null;
	/** The most output tokens the model takes; `null`: not known. */
	readonly modelLimit: number | null;
}

type Form = (effort: Effort, ask: Ask) => Thinking;

/**
 * How each provider is asked to think much or little. A level it does not have becomes the nearest one it has; a model
 * without any refuses the field, which is then left out.
 */
const FORMS: Readonly<Record<ProviderKind, Form>> = {
	// https://platform.openai.com/docs/api-reference/chat/create#chat_create-reasoning_effort
	openai: byName({ maximum: 'xhigh' }),
	// https://learn.microsoft.com/azure/ai-services/openai/how-to/reasoning
	azure: byName({ maximum: 'xhigh' }),
	anthropic: budgetOfTokens,
	// https://ai.google.dev/gemini-api/docs/openai#thinking
	gemini: byName({ maximum: 'high' }),
	// https://docs.mistral.ai/capabilities/reasoning: thinking is on or off.
	mistral: byName({ minimal: 'none', low: 'none', medium: 'high', maximum: 'high' }),
	// https://console.groq.com/docs/reasoning
	groq: byName({ minimal: 'low', maximum: 'high' }),
	// https://api-docs.deepseek.com/guides/thinking_mode
	deepseek: (effort) =>
		effort === 'none'
			? { thinking: { type: 'disabled' } }
			: { thinking: { type: 'enabled' }, ...byName({ minimal: 'low', medium: 'high', maximum: 'max' })(effort, NO_LIMIT) },
	// https://docs.x.ai/docs/guides/reasoning
	xai: byName({ minimal: 'low', maximum: 'xhigh' }),
	// https://openrouter.ai/docs/use-cases/reasoning-tokens
	openrouter: (effort) => ({ reasoning: { effort: effort === 'maximum' ? 'xhigh' : effort } }),
	// https://docs.together.ai/docs/reasoning-models-guide: hybrid models are switched, the others take a level.
	together: (effort) =>
		effort === 'none' ? { reasoning: { enabled: false } } : byName({ minimal: 'low', maximum: 'high' })(effort, NO_LIMIT),
	// https://docs.ollama.com/api/openai-compatibility
	ollama: byName({ minimal: 'low', maximum: 'max' }),
	custom1: byName({ maximum: 'xhigh' }),
	custom2: byName({ maximum: 'xhigh' }),
	custom3: byName({ maximum: 'xhigh' }),
};

export function thinkingOf(kind: ProviderKind, effort: Effort, ask: Ask): Thinking {
	return FORMS[kind](effort, ask);
}

const NO_LIMIT: Ask = { maxOutputTokens: null, modelLimit: null };

function byName(names: Partial<Record<Effort, string>>): Form {
	return (effort) => ({ reasoning_effort: names[effort] ?? effort });
}

/** The least that Anthropic takes. */
const LEAST_BUDGET = 1_024;
const BUDGETS: Readonly<Record<Exclude<Effort, 'none'>, number>> = {
	minimal: LEAST_BUDGET,
	low: 2_048,
	medium: 8_192,
	high: 16_384,
	maximum: 32_000,
};
/** Kept for the answer itself. */
const ANSWER_TOKENS = 8_192;
/** Share of an output limit that thinking may fill: it counts as output, and must stay below the limit. */
const MOST_OF_LIMIT = 0.8;

/**
 * https://docs.claude.com/en/api/openai-sdk#extended-thinking-support: its compatible endpoint ignores `reasoning_effort`
 * and takes a budget of tokens, which must be smaller than the output limit. So where none is asked for one is sent.
 */
function budgetOfTokens(effort: Effort, { maxOutputTokens, modelLimit }: Ask): Thinking {
	if (effort === 'none') return { thinking: { type: 'disabled' } };
	const limit = maxOutputTokens ?? modelLimit ?? BUDGETS[effort] + ANSWER_TOKENS;
	const budget = Math.min(BUDGETS[effort], Math.floor(limit * MOST_OF_LIMIT));
	// So short an answer leaves no room to think.
	if (budget < LEAST_BUDGET) return {};
	return { thinking: { type: 'enabled', budget_tokens: budget }, ...(maxOutputTokens === null && { max_tokens: limit }) };
}
