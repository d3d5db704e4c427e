import { consumer, ITEMS, type Consumer, type ConsumerOptions } from './chatConsumers';
import { startChatProvider, type ChatCall, type ChatProvider } from './chatProvider';
import { chatModel, manualWorkflow, START, type Credentials, type Piece, type Source } from './chatWorkflow';
import { sharedN8n, type SharedN8n } from './e2e';
import { runByHand, type Execution } from './executions';

/** The shared n8n with a provider that fails on demand. */
export interface ChatWorld {
	readonly n8n: Pick<SharedN8n, 'url' | 'rest'>;
	readonly provider: ChatProvider;
	readonly credentials: Credentials;
	/** A consumer with a Chat Model of its own, whose models end with the tag. */
	piece(kind: Consumer, source: Source, tag: string, more?: PieceOptions): Piece;
	/** Stores the workflow, runs it by hand and waits for its end. */
	run(name: string, pieces: readonly Piece[]): Promise<Execution>;
	stop(): Promise<void>;
}

interface PieceOptions extends Partial<Omit<ConsumerOptions, 'kind' | 'model' | 'provider' | 'credential'>> {
	/** Fields of the router. */
	readonly fields?: Record<string, unknown>;
}

const REFINE = { summarizationMethodAndPrompts: { values: { summarizationMethod: 'refine' } } };

/** `n8n`: default the one of all specs. */
export async function startChatWorld(n8n: ChatWorld['n8n'] = sharedN8n()): Promise<ChatWorld> {
	const provider = await startChatProvider();
	const credentials = await credentialsFor(n8n, provider);
	return {
		n8n,
		provider,
		credentials,
		piece: (kind, source, tag, { fields, ...more } = {}) =>
			consumer({
				kind,
				model: chatModel(source, tag, credentials, fields),
				provider,
				credential: credentials.openAi,
				// n8n's own model counts tokens for the other methods with tables from the Internet.
				...(kind === 'summary' && { options: REFINE }),
				...more,
			}),
		run: async (name, pieces) => {
			const id = await n8n.rest.createWorkflow(manualWorkflow(name, ITEMS, pieces));
			return await runByHand(n8n.rest, id, START);
		},
		stop: () => provider.stop(),
	};
}

/** One of OpenAI and one registry of two providers, both at the one given. */
export async function credentialsFor(
	{ rest }: Pick<ChatWorld['n8n'], 'rest'>,
	provider: Pick<ChatProvider, 'baseUrl'>,
): Promise<Credentials> {
	const [openAi, registry] = ['OpenAI of the chat tests', 'Registry of the chat tests'] as const;
	const openAiId = await rest.createCredential('openAiApi', openAi, {
		apiKey: 'sk-chat-tests',
		url: provider.baseUrl,
		header: false,
		allowedHttpRequestDomains: 'all',
	});
	const registryId = await rest.createCredential('llmModelRegistryApi', registry, {
		providers: ['custom1', 'custom2'],
		...Object.fromEntries(
			['custom1', 'custom2'].flatMap((name) => [
				[`${name}Name`, `Scripted ${name}`],
				// What has one address goes down together.
				[`${name}BaseUrl`, name === 'custom1' ? provider.baseUrl : provider.baseUrl.replace('127.0.0.1', 'localhost')],
				[`${name}ApiKey`, `sk-chat-tests-${name}`],
			]),
		),
	});
	return { openAi: { id: openAiId, name: openAi }, registry: { id: registryId, name: registry } };
}

/** What is true of calls however a run has gone; empty: nothing is wrong. */
export function waste(calls: readonly ChatCall[], tools: readonly { readonly call: string }[]): readonly string[] {
	const twice = (keys: readonly string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);
	return [
		...twice(calls.map(({ model, asks }) => `${model} asked twice for ${asks}`)),
		...twice(calls.filter(({ answered }) => answered).map(({ asks }) => `${asks} answered twice`)),
		...twice(tools.map(({ call }) => `tool run twice for ${call}`)),
	];
}
