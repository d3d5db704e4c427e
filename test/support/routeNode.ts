import { DatabaseSync } from 'node:sqlite';

import { ledgerFile } from '../../scripts/lib/ledgerFile';
import { recordReader } from '../../adapters/ledger/readRecord';
import type { DecisionRecord } from '../../router/ledger/record';
import { closeLedgers } from '../../nodes/shared/ledger';
import { clearHealth } from '../../nodes/shared/health';
import { LlmRouterFeedback } from '../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import type { SqliteLedger } from '../../adapters/ledger/sqliteLedger';
import { LlmModelRegistryApi } from '../../credentials/LlmModelRegistryApi.credentials';
import { LlmRouterStoreApi } from '../../credentials/LlmRouterStoreApi.credentials';
import { connect, startWorkflow, type EngineRunOptions, type RunResult, type StartedRun } from './engine';
import { inPanel } from './inPanel';
import { LADDER, registryOf } from './ladder';
import { bundleWorker, shareLedger, tempFolder } from './ledger';
import { json, serve, type Seen, type TestServer } from './httpServer';

export const TYPE = 'n8n-nodes-llm-router.routeLlmRequest';
export const FEEDBACK_TYPE = 'n8n-nodes-llm-router.llmRouterFeedback';
export const NODE = 'Router';

type Item = NonNullable<EngineRunOptions['items']>[number];
type INode = EngineRunOptions['workflow']['nodes'][number];

/** Our nodes from their sources, loaded as a package. */
export const sources = {
	nodes: { [TYPE]: new RouteLlmRequest(), [FEEDBACK_TYPE]: new LlmRouterFeedback() },
	credentials: { llmModelRegistryApi: new LlmModelRegistryApi(), llmRouterStoreApi: new LlmRouterStoreApi() },
};

export { KEYS, LADDER, row } from './ladder';

export interface Ask {
	readonly items: readonly Item[];
	readonly parameters?: Record<string, unknown>;
	/** Of the node beside its parameters: `onError`, `retryOnFail`, … */
	readonly node?: Partial<INode>;
	readonly urls: readonly [string, string];
	/** Which outputs are wired; default all. */
	readonly wired?: readonly (string | null)[];
	readonly extra?: Partial<EngineRunOptions>;
	readonly credential?: Record<string, unknown>;
	/** Default `registry`. Cooldowns hang on it: runs that are to know nothing of each other have their own. */
	readonly credentialId?: string;
	/** Data of an LLM Router Store; default: the node has none. */
	readonly store?: NonNullable<EngineRunOptions['credentials']>[string];
}

export function askOf(ask: Ask): EngineRunOptions {
	const wired = ask.wired ?? ['Fallback', 'Small', 'Large'];
	const credentialId = ask.credentialId ?? 'registry';
	const ends = [...new Set(wired.filter((name) => name !== null))];
	return {
		package: sources,
		items: ask.items,
		credentials: { [credentialId]: { ...registryOf(ask.urls), ...ask.credential }, ...(ask.store && { store: ask.store }) },
		workflow: {
			id: 'wf',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{
					name: NODE,
					id: 'router-id',
					type: TYPE,
					typeVersion: 1,
					credentials: {
						llmModelRegistryApi: { id: credentialId, name: credentialId },
						...(ask.store && { llmRouterStoreApi: { id: 'store', name: 'store' } }),
					},
					waitBetweenTries: 1,
					...ask.node,
					parameters: inPanel({
						models: { values: LADDER },
						// Route Only has another default.
						modelsFrom: 'registry',
						...(ask.store && { shareBetweenWorkers: true }),
						...ask.parameters,
					}),
				},
				...ends.map((name) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} })),
			],
			connections: { ...connect('Start', [NODE]), ...connect(NODE, wired) },
		},
		...ask.extra,
	};
}

export async function start(ask: Ask): Promise<StartedRun> {
	return await startWorkflow(askOf(ask));
}

export async function run(ask: Ask): Promise<RunResult> {
	return await (await start(ask)).done;
}

/** A provider that answers by what the prompt says. */
export async function provider(reply: (prompt: string, seen: Seen) => Reply | Promise<Reply>): Promise<TestServer> {
	return await serve((response, seen) => {
		const body = JSON.parse(seen.body) as { messages: { content: string }[] };
		void Promise.resolve(reply(body.messages.at(-1)?.content ?? '', seen)).then((made) => {
			if (made.kind === 'json') return json(response, made.status, made.body, made.headers);
			if (made.kind === 'reset') return void response.socket?.destroy();
			if (made.kind === 'raw') return void response.writeHead(made.status, made.headers).end(made.text);
		});
	});
}

export type Reply =
	| { readonly kind: 'json'; readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
	| { readonly kind: 'raw'; readonly status: number; readonly text: string; readonly headers?: Record<string, string> }
	| { readonly kind: 'reset' }
	| { readonly kind: 'silence' };

export function says(text: string | null, finish = 'stop'): Reply {
	const choices = [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: text } }];
	return {
		kind: 'json',
		status: 200,
		body: { id: 'c', object: 'chat.completion', model: 'm', choices, usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
	};
}

export function refuses(status: number, error: Record<string, unknown> = {}, headers: Record<string, string> = {}): Reply {
	return { kind: 'json', status, body: { error: { message: 'refused', ...error } }, headers };
}

export interface TestLedger {
	/** The file's path, to search its bytes. */
	readonly file: string;
	/** What the nodes write to and read from, to put decisions there without routing. */
	readonly ledger: SqliteLedger;
	/** Every record of an execution, in the order it was first stored. */
	stored(executionId: string): DecisionRecord[];
	close(): Promise<void>;
}

/** A ledger where the node looks for it, in a file of its own; call before the first run. */
export async function openLedger(): Promise<TestLedger> {
	const folder = tempFolder();
	const worker = await bundleWorker(folder.path);
	const ledger = shareLedger(ledgerFile, worker);
	clearHealth();
	return {
		file: ledgerFile,
		ledger,
		stored: (executionId) => readFileBack(ledgerFile, executionId),
		async close() {
			await closeLedgers();
			folder.remove();
		},
	};
}

function readFileBack(file: string, executionId: string): DecisionRecord[] {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const read = recordReader(database);
		const ids = database.prepare('SELECT id FROM decisions WHERE dedupe_key LIKE ? ORDER BY seq').all(`${executionId}:%`);
		return ids.flatMap(({ id }) => read(String(id)) ?? []);
	} finally {
		database.close();
	}
}
