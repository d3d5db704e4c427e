import { z } from 'zod';

const chunkSchema = z.object({
	type: z.string(),
	content: z.string().optional(),
	metadata: z.object({ nodeName: z.string().optional() }).passthrough().optional(),
});
export interface Chunk extends z.infer<typeof chunkSchema> {
	/** When it came, since the message was sent. */
	readonly atMs: number;
}

export interface Said {
	readonly chunks: readonly Chunk[];
	/** What a chat window would show of this node. */
	text(node: string): string;
}

export interface Saying {
	readonly text: string;
	readonly sessionId: string;
	readonly files?: readonly File[];
	/** Told of each chunk as it comes. */
	readonly onChunk?: (chunk: Chunk) => void;
}

/** Says something to a published Chat Trigger that streams, and reads the answer to its end. */
export async function say(url: string, webhookId: string, { text, sessionId, files = [], onChunk }: Saying): Promise<Said> {
	const fields = { action: 'sendMessage', sessionId, chatInput: text };
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	for (const file of files) form.append('files', file);
	const beganMs = performance.now();
	const response = await fetch(`${url}/webhook/${webhookId}/chat`, {
		method: 'POST',
		...(files.length > 0 ? { body: form } : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }),
	});
	if (!response.ok) throw new Error(`The chat answered ${String(response.status)}: ${await response.text()}`);
	const chunks: Chunk[] = [];
	for await (const line of linesOf(response)) {
		const chunk = { ...chunkSchema.parse(JSON.parse(line)), atMs: performance.now() - beganMs };
		chunks.push(chunk);
		onChunk?.(chunk);
	}
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

/** Each line as soon as it is whole, without blank ones. */
async function* linesOf({ body }: Response): AsyncGenerator<string> {
	if (body === null) return;
	let rest = '';
	for await (const text of body.pipeThrough(new TextDecoderStream())) {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		yield* lines.filter((line) => line.trim() !== '');
	}
	if (rest.trim() !== '') yield rest;
}
