import { z } from 'zod';

const chunkSchema = z.object({
	type: z.string(),
	content: z.string().optional(),
	metadata: z.object({ nodeName: z.string().optional() }).passthrough().optional(),
});
export type Chunk = z.infer<typeof chunkSchema>;

export interface Said {
	readonly chunks: readonly Chunk[];
	/** What a chat window would show of this node. */
	text(node: string): string;
}

export interface Saying {
	readonly text: string;
	readonly sessionId: string;
	readonly files?: readonly File[];
}

/** Says something to a published Chat Trigger that streams, and reads the answer to its end. */
export async function say(url: string, webhookId: string, { text, sessionId, files = [] }: Saying): Promise<Said> {
	const fields = { action: 'sendMessage', sessionId, chatInput: text };
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	for (const file of files) form.append('files', file);
	const response = await fetch(`${url}/webhook/${webhookId}/chat`, {
		method: 'POST',
		...(files.length > 0 ? { body: form } : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }),
	});
	const body = await response.text();
	if (!response.ok) throw new Error(`The chat answered ${String(response.status)}: ${body}`);
	const lines = body.split('\n').filter((line) => line.trim() !== '');
	const chunks = lines.map((line) => chunkSchema.parse(JSON.parse(line)));
	const items = chunks.filter(({ type }) => type === 'item');
	return {
		chunks,
		text: (node) =>
			items
				.filter(({ metadata }) => metadata?.nodeName === node)
				.map(({ content = '' }) => content)
				.join(''),
	};
}
