import { analyze } from '../../request/analyze';
import type { AnalyzedRequest, Message } from '../../request/request';
import { z } from '../../../vendor/zod';

/**
 * The request whose prompt was kept for an audit; `null` where another version of this package wrote it.
 * @param roomTokens of a model's window to keep free for the answer.
 */
export function readKeptRequest(prompt: string, roomTokens: number): AnalyzedRequest | null {
	const messages = messagesSchema.safeParse(jsonOf(prompt));
	return messages.success ? analyze({ messages: messages.data, wantsJsonSchema: false, wantsTools: false, roomTokens }) : null;
}

const partSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('text'), text: z.string() }),
	z.object({ kind: z.literal('image'), url: z.string() }),
]);
const messageSchema = z.object({
	role: z.enum(['system', 'user', 'assistant']),
	content: z.union([z.string(), z.array(partSchema)]),
}) satisfies z.ZodType<Message>;
const messagesSchema = z.array(messageSchema).min(1);

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
