import type { StatedBill, Usage } from '../../router/calls/client';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import { z } from '../../vendor/zod';
import type { ProviderFacts } from '../providers';

/** What a body says of a call's bill: tokens, and what else it states. */
export interface ReadBill {
	/** `null`: it says nothing, or nothing that can be. */
	readonly usage: Usage | null;
	/** Absent: nothing but the tokens. */
	readonly stated?: StatedBill;
}

/** Reads the usage of a completion or of embeddings; `body` is whatever came. */
export function readBill(body: unknown, statesCost: ProviderFacts['statesCost']): ReadBill {
	const given = Given.safeParse(body).data?.usage ?? {};
	const usage = readUsage(given);
	const costNanoUsd = statesCost === null ? null : costIn[statesCost](given);
	const impossible = usage === null && COUNTS.some((name) => given[name] != null);
	return { usage, ...((impossible || costNanoUsd !== null) && { stated: { costNanoUsd, impossible } }) };
}

const Given = z.object({ usage: z.record(z.unknown()) });
const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const;

function readUsage(given: Record<string, unknown>): Usage | null {
	const parsed = Tokens.safeParse(given);
	if (!parsed.success) return null;
	const { prompt_tokens: inputTokens, prompt_tokens_details: details } = parsed.data;
	const { prompt_cache_hit_tokens, cache_read_input_tokens, cached_tokens } = parsed.data;
	const cachedInputTokens = details?.cached_tokens ?? prompt_cache_hit_tokens ?? cache_read_input_tokens ?? cached_tokens ?? 0;
	const { minutes, hour } = writesOf(parsed.data);
	if (cachedInputTokens + minutes + hour > inputTokens) return null;
	const outputTokens = outputOf(parsed.data);
	const reasoningTokens = Math.min(parsed.data.completion_tokens_details?.reasoning_tokens ?? 0, outputTokens);
	return {
		inputTokens,
		outputTokens,
		...(reasoningTokens > 0 && { reasoningTokens }),
		cachedInputTokens,
		...(minutes > 0 && { cacheWriteTokens: minutes }),
		...(hour > 0 && { cacheWrite1hTokens: hour }),
	};
}

/** Gemini, xAI and gateways leave the reasoning they bill as output out of `completion_tokens`; the total has it, or only its own count. */
function outputOf({ prompt_tokens, completion_tokens, total_tokens, completion_tokens_details }: TokensGiven): number {
	const written = completion_tokens ?? 0;
	const reasoning = completion_tokens_details?.reasoning_tokens ?? 0;
	const both = reasoning > written ? written + reasoning : written;
	return Math.max(both, (total_tokens ?? 0) - prompt_tokens);
}

/** OpenRouter and OpenAI count what was written together; Anthropic, and gateways before it, by how long it is kept. */
function writesOf({ prompt_tokens_details: details, cache_creation, cache_creation_input_tokens }: TokensGiven) {
	const kept = cache_creation ?? details?.cache_creation_token_details;
	const hour = kept?.ephemeral_1h_input_tokens ?? 0;
	const minutes = kept?.ephemeral_5m_input_tokens ?? 0;
	const all = details?.cache_write_tokens ?? details?.cache_creation_tokens ?? cache_creation_input_tokens ?? 0;
	return { hour, minutes: Math.max(minutes, all - hour) };
}

/** Beyond it no window reaches: somebody's bug, not a bill. */
const MOST_TOKENS = 1e9;
const tokens = z.number().int().min(0).max(MOST_TOKENS);

const KeptFor = z.object({ ephemeral_5m_input_tokens: tokens.nullish(), ephemeral_1h_input_tokens: tokens.nullish() });

const Tokens = z.object({
	prompt_tokens: tokens,
	completion_tokens: tokens.nullish(),
	total_tokens: tokens.nullish(),
	prompt_tokens_details: z
		.object({
			cached_tokens: tokens.nullish(),
			cache_write_tokens: tokens.nullish(),
			cache_creation_tokens: tokens.nullish(),
			cache_creation_token_details: KeptFor.nullish(),
		})
		.nullish(),
	completion_tokens_details: z.object({ reasoning_tokens: tokens.nullish() }).nullish().catch(null),
	prompt_cache_hit_tokens: tokens.nullish(),
	cache_read_input_tokens: tokens.nullish(),
	cached_tokens: tokens.nullish(),
	cache_creation_input_tokens: tokens.nullish(),
	cache_creation: KeptFor.nullish().catch(null),
});
type TokensGiven = z.infer<typeof Tokens>;

const USD_TICKS_PER_NANO_USD = 10;

/** The cost in nano-USD; `null`: none is stated, or none that can be. Whether the call can have cost it is judged later. */
const costIn: Record<NonNullable<ProviderFacts['statesCost']>, (given: Record<string, unknown>) => number | null> = {
	usd: (given) => nanoUsd(CostInUsd.safeParse(given).data, NANO_USD_PER_USD),
	usd_ticks: (given) => nanoUsd(CostInTicks.safeParse(given).data, 1 / USD_TICKS_PER_NANO_USD),
};

const amount = z.number().finite().min(0);

/** With a provider's key of one's own, OpenRouter states its fee, and beside it what that provider bills. */
const CostInUsd = z
	.object({
		cost: amount,
		is_byok: z.boolean().nullish().catch(null),
		cost_details: z.object({ upstream_inference_cost: amount.nullish() }).nullish().catch(null),
	})
	.transform(({ cost, is_byok, cost_details }) => cost + (is_byok === true ? (cost_details?.upstream_inference_cost ?? 0) : 0));

const CostInTicks = z.object({ cost_in_usd_ticks: amount }).transform(({ cost_in_usd_ticks }) => cost_in_usd_ticks);

function nanoUsd(stated: number | undefined, each: number): number | null {
	if (stated === undefined) return null;
	const cost = Math.round(stated * each);
	return Number.isSafeInteger(cost) ? cost : null;
}
