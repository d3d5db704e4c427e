import type { CatalogueFacts } from '../../router/registry/facts';
import { CAPABILITIES, type Capability, type Price } from '../../router/registry/model';
import { z } from '../../vendor/zod';
import type { ProviderKind } from '../providers';

import type { Retirement } from './retirements';

/** A model as its provider's own list has it. */
export interface LiveModel {
	readonly id: string;
	/** What the list says of it; `null`: it does not say. */
	readonly facts: CatalogueFacts;
	/** Whose name is the model's, where `id` is a deployment's. */
	readonly model: string | null;
	readonly retirement: Retirement | null;
}

/** Reads a provider's model list; `null` where it is none. Odd rows are left out, odd fields are not said. */
export function readLiveList(kind: ProviderKind, body: unknown): LiveModel[] | null {
	const rows = List.safeParse(body).data;
	if (rows === undefined) return null;
	const read = READ[kind] ?? (() => NOTHING);
	const models = rows.flatMap((raw): LiveModel[] => {
		const row = Row.safeParse(raw).data;
		return row === undefined ? [] : [{ id: row.id, model: null, facts: NOTHING, retirement: endOf(row), ...read(raw, row.id) }];
	});
	return [...new Map(models.map((model) => [model.id, model])).values()];
}

const NOTHING: CatalogueFacts = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null };

const List = z.union([z.object({ data: z.array(z.unknown()) }).transform(({ data }) => data), z.array(z.unknown())]);
const date = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}/)
	.transform((text) => text.slice(0, 10))
	.optional()
	.catch(undefined);

/** Gemini gives its names with a path. OpenAI's list has `shutdown_date`, OpenRouter's `expiration_date`. */
const Row = z.object({
	id: z
		.string()
		.min(1)
		.transform((id) => id.replace(/^models\//, '')),
	shutdown_date: date,
	expiration_date: date,
});

function endOf({ shutdown_date, expiration_date }: z.infer<typeof Row>): Retirement | null {
	const on = shutdown_date ?? expiration_date;
	return on === undefined ? null : { on, instead: null };
}

const READ: Partial<Record<ProviderKind, (raw: unknown, id: string) => Partial<LiveModel>>> = {
	openrouter: (raw, id) => ({ facts: openRouterFacts(OpenRouterRow.parse(raw), id) }),
	together: (raw) => ({ facts: togetherFacts(TogetherRow.parse(raw)) }),
	azure: (raw) => ({ model: Deployment.parse(raw).model ?? null }),
};

const tokens = z.number().int().positive().nullish().catch(null);
const words = z.array(z.string()).nullish().catch(null);

/** USD per token, as text. `-1`: it depends on the model that answers. */
const perToken = z.coerce.number().finite().min(0).nullish().catch(null);

const OpenRouterRow = z.object({
	pricing: z
		.object({ prompt: perToken, completion: perToken, input_cache_read: perToken, input_cache_write: perToken })
		.nullish()
		.catch(null),
	context_length: tokens,
	top_provider: z.object({ max_completion_tokens: tokens }).nullish().catch(null),
	architecture: z.object({ input_modalities: words }).nullish().catch(null),
	supported_parameters: words,
});

function openRouterFacts({ pricing, ...row }: z.infer<typeof OpenRouterRow>, id: string): CatalogueFacts {
	const modalities = row.architecture?.input_modalities ?? null;
	const parameters = row.supported_parameters ?? null;
	const can: Record<Capability, boolean> = {
		vision: modalities?.includes('image') ?? false,
		tools: parameters?.includes('tools') ?? false,
		json_schema: parameters?.includes('structured_outputs') ?? false,
	};
	return {
		price: isFreeOrPriced(id, pricing) ? openRouterPrice(pricing) : null,
		contextTokens: row.context_length ?? null,
		maxOutputTokens: row.top_provider?.max_completion_tokens ?? null,
		capabilities: modalities === null || parameters === null ? null : new Set(CAPABILITIES.filter((one) => can[one])),
	};
}

type Pricing = z.infer<typeof OpenRouterRow>['pricing'];

/** Only what is called free costs nothing: elsewhere two zeros mean that nobody filled them in. */
function isFreeOrPriced(id: string, pricing: Pricing): boolean {
	return id.endsWith(':free') || (pricing?.prompt ?? 0) > 0 || (pricing?.completion ?? 0) > 0;
}

function openRouterPrice(pricing: Pricing): Price | null {
	if (pricing?.prompt == null || pricing.completion == null) return null;
	const { prompt, completion, input_cache_read: read, input_cache_write: write } = pricing;
	return priceOf({
		input: perMillion(prompt),
		output: perMillion(completion),
		cached: read == null ? null : perMillion(read),
		...(write != null && write > 0 && { write: perMillion(write) }),
	});
}

/** A price per token is a long fraction; a millionth of a dollar per million tokens is exact enough. */
function perMillion(usdPerToken: number): number {
	return Math.round(usdPerToken * 1e12) / 1e6;
}

const perMillionTokens = z.number().finite().min(0).nullish().catch(null);

const TogetherRow = z.object({
	pricing: z.object({ input: perMillionTokens, output: perMillionTokens, cached_input: perMillionTokens }).nullish().catch(null),
	context_length: tokens,
});

function togetherFacts({ pricing, context_length }: z.infer<typeof TogetherRow>): CatalogueFacts {
	const { input = null, output = null, cached_input: cached = null } = pricing ?? {};
	// Models that are sold by the hour have zeros.
	const priced = input !== null && output !== null && input + output > 0;
	return {
		...NOTHING,
		contextTokens: context_length ?? null,
		price: priced ? priceOf({ input, output, cached: cached === 0 ? null : cached }) : null,
	};
}

const Deployment = z.object({ model: z.string().nullish().catch(null) });

interface UsdPerMTok {
	readonly input: number;
	readonly output: number;
	readonly cached: number | null;
	readonly write?: number;
}

function priceOf({ input, output, cached, write }: UsdPerMTok): Price {
	const writes = write === undefined ? {} : { cacheWriteUsdPerMTok: write };
	const tier = { fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: cached, ...writes, outputUsdPerMTok: output };
	return { tiers: [tier], source: 'catalogue' };
}
