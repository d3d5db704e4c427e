import { z } from '../../vendor/zod';
import { createDataReader } from '../eventLines';

/** What a streamed message is told in. https://docs.claude.com/en/docs/build-with-claude/streaming */
const Event = z.discriminatedUnion('type', [
	z.object({ type: z.literal('message_start'), message: z.record(z.unknown()) }),
	z.object({ type: z.literal('content_block_start'), index: z.number(), content_block: z.object({ type: z.string() }).passthrough() }),
	z.object({
		type: z.literal('content_block_delta'),
		index: z.number(),
		delta: z.discriminatedUnion('type', [
			z.object({ type: z.literal('text_delta'), text: z.string() }),
			z.object({ type: z.literal('thinking_delta'), thinking: z.string() }),
			z.object({ type: z.literal('signature_delta'), signature: z.string() }),
			z.object({ type: z.literal('input_json_delta'), partial_json: z.string() }),
		]),
	}),
	z.object({ type: z.literal('content_block_stop'), index: z.number() }),
	z.object({ type: z.literal('message_delta'), delta: z.record(z.unknown()), usage: z.record(z.unknown()).nullish().catch(null) }),
	z.object({ type: z.literal('error'), error: z.unknown() }),
]);
export type Event = z.infer<typeof Event>;

/** Reads the bytes of a stream of events as they come: the events that each piece completes. What it does not know it passes over. */
export function createEventReader(): (bytes: Uint8Array) => Event[] {
	const read = createDataReader();
	return (bytes) => read(bytes).flatMap(eventIn);
}

function eventIn(data: string): Event | [] {
	try {
		return Event.safeParse(JSON.parse(data)).data ?? [];
	} catch {
		// No JSON, so no event of this API.
		return [];
	}
}
