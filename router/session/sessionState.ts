import { KINDS } from '../features/kind';
import type { ReadOnly } from '../ledger/schemaTypes';
import { z } from '../../vendor/zod';

const count = z.number().int().nonnegative();

export const SESSION_VERSION = 1;
/** Series of failing tool calls that are remembered, the last ones. */
export const MAX_FAILURES = 8;

const workSchema = z.object({
	kind: z.enum(KINDS),
	/** How hard it looks: `hardnessScore`. */
	hardness: z.number(),
});
/** What sort of work a turn asks for. */
export type Work = ReadOnly<z.infer<typeof workSchema>>;

/** What is kept of a conversation between its calls, as JSON: no words of it, only counts, scores and hashes. */
export const sessionStateSchema = z.object({
	v: z.literal(SESSION_VERSION),
	/** The model it is with, whoever answered in its place meanwhile. */
	modelId: z.string().min(1),
	rank: count,
	/** Epoch ms of its last answer. */
	atMs: z.number().int(),
	/** User turns, and calls that were answered for them, tool steps included. */
	turns: count,
	calls: count,
	/** Output tokens of all those calls. */
	outputTokens: count,
	/** The hardest since it came to this model; `null`: it was not read. */
	work: workSchema.nullable(),
	/** Turns in a row, up to now, whose work was lighter than that. */
	calm: count,
	/** How often it has come down to a weaker model. */
	downs: count,
	/** Tokens that the model's provider has likely cached. */
	prefixTokens: count,
	/** Hashes of the failing tool calls that have made it go up in this turn. */
	failures: z.array(z.string().max(64)).max(MAX_FAILURES),
});
export type SessionState = ReadOnly<z.infer<typeof sessionStateSchema>>;

/** A stored state; `null` where it cannot be read or is of another version: the conversation begins anew then. */
export function readSessionState(stored: unknown): SessionState | null {
	const read = sessionStateSchema.safeParse(typeof stored === 'string' ? parsed(stored) : stored);
	return read.success ? read.data : null;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
