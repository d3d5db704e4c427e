import { z } from '../../vendor/zod';
import { readBill, type ReadBill } from '../openai/usage';

/** Reads the usage of a message; `body` is whatever came. What was read from the cache and written to it, the API counts apart. */
export function readMessageBill(body: unknown): ReadBill {
	const usage = Billed.safeParse(body).data?.usage;
	if (usage === undefined) return { usage: null };
	const { input_tokens, output_tokens, ...cache } = usage;
	const { cache_read_input_tokens: read, cache_creation_input_tokens: written, cache_creation } = cache;
	const kept = KeptFor.safeParse(cache_creation).data;
	const apart = [read, written ?? (kept?.ephemeral_5m_input_tokens ?? 0) + (kept?.ephemeral_1h_input_tokens ?? 0)];
	const prompt_tokens = apart.reduce<unknown>(sum, input_tokens);
	return readBill({ usage: { prompt_tokens, completion_tokens: output_tokens, ...cache } }, null);
}

/** What is no number stays as it came, and is seen to be none. */
function sum(total: unknown, more: unknown): unknown {
	if (more == null) return total;
	return typeof total === 'number' && typeof more === 'number' ? total + more : NaN;
}

const Billed = z.object({
	usage: z.object({
		input_tokens: z.unknown(),
		output_tokens: z.unknown(),
		cache_read_input_tokens: z.unknown(),
		cache_creation_input_tokens: z.unknown(),
		cache_creation: z.unknown(),
	}),
});

const KeptFor = z.object({ ephemeral_5m_input_tokens: z.number().nullish(), ephemeral_1h_input_tokens: z.number().nullish() });
