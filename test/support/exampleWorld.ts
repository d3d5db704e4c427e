import { createHmac } from 'node:crypto';
import type { WorkflowJson } from '../../scripts/lib/engine';
import { startChatProvider, type ChatProvider } from './chatProvider';
import { readExample, sharedN8n, withCredentials, type SharedN8n } from './e2e';
import { startFakeOpenAi, type FakeOpenAi } from './fakeOpenAi';

export const EASY = 'Translate to French: Where is the train station?';
export const HARD =
	'Prove step by step that the square root of 2 is irrational, then derive exactly where the same argument fails for the square root of 4, and compare it with a proof by unique factorisation.';
/** A picture of one red pixel, in Base64. */
export const PIXEL_PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';
export const ROUTER = 'Route LLM Request';
const SIGNING_SECRET = 'slack-signing-secret-of-the-test';

/** The examples on the shared n8n, with a provider and credentials of their own. */
export interface ExampleWorld<P extends Provider = FakeOpenAi> {
	readonly n8n: SharedN8n;
	readonly provider: P;
	/** Stores an example, changed if told so; returns its id. */
	store(file: string, change?: (workflow: WorkflowJson) => WorkflowJson): Promise<string>;
	/** Stores it and opens its webhooks. */
	published(file: string, change?: (workflow: WorkflowJson) => WorkflowJson): Promise<string>;
	unpublish(id: string): Promise<void>;
	send(route: string, body: string, headers: Record<string, string>): Promise<Response>;
	post(route: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
	/** A message in the chat of a Chat Trigger. */
	chat(webhookId: string, chatInput: string, sessionId?: string): Promise<Response>;
	/** As Slack sends it: signed over the bytes of the body. */
	sendSigned(route: string, body: string, contentType: string): Promise<Response>;
	/** Nothing of it answers any more. */
	close(): Promise<void>;
}

interface Provider {
	readonly baseUrl: string;
	stop(): Promise<void>;
}

/** `more`: credentials for services that the test plays, by type. */
export async function openExamples(more: Credentials = {}): Promise<ExampleWorld> {
	return await openWith(await startFakeOpenAi(), more);
}

/** With a provider that calls tools, streams and answers in the JSON it is asked for. */
export async function openAgentExamples(more: Credentials = {}): Promise<ExampleWorld<ChatProvider>> {
	return await openWith(await startChatProvider(), more);
}

type Credentials = Readonly<Record<string, Record<string, unknown>>>;

async function openWith<P extends Provider>(provider: P, more: Credentials): Promise<ExampleWorld<P>> {
	const n8n = sharedN8n();
	const live = new Set<string>();
	const store: ExampleWorld<P>['store'] = async (file, change = (same) => same) =>
		await n8n.rest.createWorkflow(change(withCredentials(await readExample(file), await createCredentials(n8n, provider.baseUrl, more))));
	const send: ExampleWorld<P>['send'] = (route, body, headers) => fetch(`${n8n.url}/webhook/${route}`, { method: 'POST', headers, body });
	const post: ExampleWorld<P>['post'] = (route, body, headers = {}) =>
		send(route, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
	return {
		n8n,
		provider,
		store,
		async published(file, change) {
			const id = await store(file, change);
			await n8n.rest.activate(id);
			live.add(id);
			return id;
		},
		async unpublish(id) {
			await n8n.rest.deactivate(id);
			live.delete(id);
		},
		send,
		post,
		chat: (webhookId, chatInput, sessionId = 'e2e') => post(`${webhookId}/chat`, { action: 'sendMessage', chatInput, sessionId }),
		sendSigned: (route, body, contentType) => send(route, body, { 'content-type': contentType, ...signed(body) }),
		async close() {
			try {
				for (const id of live) await n8n.rest.deactivate(id);
			} finally {
				await provider.stop();
			}
		},
	};
}

/** The headers by which Slack proves that it sent a body. `at`: seconds of the epoch. */
export function signed(body: string, at = String(Math.floor(Date.now() / 1000))): Record<string, string> {
	const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:${body}`).digest('hex');
	return { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${signature}` };
}

// What cooled down in one workflow must not steer another, and health is kept by credential.
async function createCredentials(
	n8n: SharedN8n,
	baseUrl: string,
	more: Credentials,
): Promise<Record<string, { id: string; name: string }>> {
	const kinds = ['openai', 'gemini', 'anthropic', 'ollama'];
	const fields = kinds.flatMap((kind) => [[`${kind}ApiKey`, 'test'] as const, [`${kind}BaseUrl`, baseUrl] as const]);
	const nowhere = { host: '127.0.0.1', port: 1, user: 'a', password: 'b', secure: false };
	const data: Credentials = {
		llmModelRegistryApi: { providers: kinds, ...Object.fromEntries(fields) },
		openAiApi: { apiKey: 'test', url: baseUrl },
		anthropicApi: { apiKey: 'test', url: baseUrl.replace(/\/v1$/, '') },
		crypto: { hmacSecret: SIGNING_SECRET },
		slackApi: { accessToken: 'xoxb-test', signatureSecret: SIGNING_SECRET },
		smtp: nowhere,
		imap: nowhere,
		gmailOAuth2: { clientId: 'a', clientSecret: 'b' },
		googleSheetsOAuth2Api: { clientId: 'a', clientSecret: 'b' },
		...more,
	};
	const pairs = Object.entries(data).map(async ([type, values]) => {
		const name = `examples ${type}`;
		return [type, { id: await n8n.rest.createCredential(type, name, values), name }] as const;
	});
	return Object.fromEntries(await Promise.all(pairs));
}
