import { randomUUID } from 'node:crypto';
import { say, type Chunk, type Said } from '../../test/support/chatClient';
import { consumer } from '../../test/support/chatConsumers';
import { chatModel, chatWorkflow, type Credentials, type Source } from '../../test/support/chatWorkflow';
import { credentialsFor } from '../../test/support/chatWorld';
import { freshN8n, type N8nRest } from '../../test/support/e2e';
import { startPacedProvider, type Pace, type PacedProvider } from './pacedProvider';

/** n8n's own Chat Model alone, then the router over the registry and over two of n8n's. */
export const WAYS = ['stock', 'registry', 'connected'] as const satisfies readonly Source[];
export type Way = (typeof WAYS)[number];

/** The same AI Agent behind a streaming Chat Trigger, once for each way. */
export interface BenchWorld {
	readonly provider: PacedProvider;
	readonly rest: N8nRest;
	workflowId(way: Way): string;
	/** A new conversation; resolves at the end of the answer. */
	ask(way: Way, onChunk?: (chunk: Chunk) => void): Promise<Said>;
	stop(): Promise<void>;
}

export const AGENT = 'Agent';

/** @param ways others are left out. */
export async function startBenchWorld(pace: Pace, nodeFlags: readonly string[] = [], ways: readonly Way[] = WAYS): Promise<BenchWorld> {
	const provider = await startPacedProvider(pace);
	const { server, rest } = await freshN8n('bench-chat', { N8N_LOG_LEVEL: 'warn' }, nodeFlags);
	const credentials = await credentialsFor({ rest }, provider);
	const published = new Map<Way, Published>();
	for (const way of ways) published.set(way, await publish(way, rest, credentials, provider));
	const at = (way: Way) => {
		const one = published.get(way);
		if (one === undefined) throw new Error(`The way "${way}" is not set up`);
		return one;
	};
	return {
		provider,
		rest,
		workflowId: (way) => at(way).workflowId,
		ask: (way, onChunk) =>
			say(server.url, at(way).webhookId, { text: PROMPT, sessionId: randomUUID(), ...(onChunk !== undefined && { onChunk }) }),
		async stop() {
			await server.stop();
			await provider.stop();
		},
	};
}

const PROMPT = 'Explain in two sentences why the sky is blue.';

interface Published {
	readonly workflowId: string;
	readonly webhookId: string;
}

async function publish(way: Way, rest: N8nRest, credentials: Credentials, provider: PacedProvider): Promise<Published> {
	const webhookId = randomUUID();
	// A session of one's own also asks the store between executions, the default strategy also ranks: the whole way.
	const fields = { timeout: 60, strategy: 'classifier', ...(way !== 'stock' && { sessionId: '={{ $json.sessionId }}' }) };
	const agent = consumer({
		name: AGENT,
		kind: 'agent',
		model: chatModel(way, `bench-${way}`, credentials, fields),
		provider,
		credential: credentials.openAi,
		prompt: '={{ $json.chatInput }}',
	});
	const workflowId = await rest.createWorkflow(chatWorkflow(`Benchmark ${way}`, webhookId, [agent]));
	await rest.activate(workflowId);
	return { workflowId, webhookId };
}
