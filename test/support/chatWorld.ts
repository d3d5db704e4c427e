import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { DecisionRecord } from '../../router/ledger/record';
import { consumer, ITEMS, type Consumer, type ConsumerOptions } from './chatConsumers';
import { startChatProvider, type ChatCall, type ChatProvider } from './chatProvider';
import { chatModel, manualWorkflow, START, type ChatModelFields, type Credentials, type Piece, type Source } from './chatWorkflow';
import { sharedN8n, type SharedN8n } from './e2e';
import { runByHand, type Execution } from './executions';
import { killedFile, storageOf } from './killedFile';

/** The shared n8n with a provider that fails on demand. */
export interface ChatWorld {
	readonly n8n: Pick<SharedN8n, 'url' | 'rest' | 'folder'>;
	readonly provider: ChatProvider;
	readonly credentials: Credentials;
	/** A consumer with a Chat Model of its own, whose models end with the tag. */
	piece(kind: Consumer, source: Source, tag: string, more?: PieceOptions): Piece;
	/** Stores the workflow, runs it by hand and waits for its end. */
	run(name: string, pieces: readonly Piece[], items?: readonly object[]): Promise<Execution>;
	/** What the log has of the Chat Model whose models end with the tag, oldest first. */
	decisions(tag: string): readonly DecisionRecord[];
	/** Whether these words are anywhere in our files. */
	isWritten(words: string): boolean;
	stop(): Promise<void>;
}

interface PieceOptions extends Partial<Omit<ConsumerOptions, 'kind' | 'model' | 'provider' | 'credential'>> {
	/** Fields of the router. */
	readonly fields?: ChatModelFields;
}

const REFINE = { summarizationMethodAndPrompts: { values: { summarizationMethod: 'refine' } } };

/** `n8n`: default the one of all specs. `store`: credential that its Chat Models share; default none. */
export async function startChatWorld(n8n: ChatWorld['n8n'] = sharedN8n(), store?: Credentials['store']): Promise<ChatWorld> {
	const provider = await startChatProvider();
	const known = await credentialsFor(n8n, provider).catch(async (error: unknown) => {
		// Nobody else would, and Jest waits for it.
		await provider.stop();
		throw error;
	});
	const credentials = { ...known, ...(store && { store }) };
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
		run: async (name, pieces, items = ITEMS) => {
			const id = await n8n.rest.createWorkflow(manualWorkflow(name, items, pieces));
			return await runByHand(n8n.rest, id, START);
		},
		decisions: (tag) => decisionsIn(n8n.folder).filter(({ routerName }) => routerName?.endsWith(` / Router ${tag}`)),
		isWritten: (words) => filesIn(n8n.folder).some((file) => readFileSync(file).includes(words)),
		stop: () => provider.stop(),
	};
}

function filesIn(userFolder: string): string[] {
	const folder = storageOf(userFolder);
	return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

function decisionsIn(userFolder: string): DecisionRecord[] {
	const files = filesIn(userFolder).filter((name) => name.endsWith('.sqlite'));
	const all = files.flatMap((name) => {
		const file = killedFile(() => name);
		return file.read(file.ids());
	});
	return all.sort((a, b) => a.atMs - b.atMs);
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
