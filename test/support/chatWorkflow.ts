import { randomUUID } from 'node:crypto';
import type { IConnection, IConnections, INodeParameters, NodeConnectionType } from 'n8n-workflow';
import type { WorkflowJson } from '../../scripts/lib/engine';
import { inChatPanel } from './inPanel';

export type Part = Pick<WorkflowJson, 'nodes' | 'connections'>;
type Node = WorkflowJson['nodes'][number];
type Credential = { readonly id: string; readonly name: string };

/** Nodes with the one that others are wired to. */
export interface Piece extends Part {
	readonly root: string;
}

/** Who answers: n8n's own OpenAI Chat Model alone, or the router over the registry or over two of those. */
export type Source = 'stock' | 'registry' | 'connected';

/** `LLM_ROUTER_CHAT_STOCK=1`: the specs run with n8n's own Chat Model in the router's place, which shows whether their world is right. */
export const STOCK = process.env['LLM_ROUTER_CHAT_STOCK'] === '1';
export const SOURCES: readonly Source[] = STOCK ? ['stock'] : ['registry', 'connected'];

const ROUTER_TYPE = 'n8n-nodes-llm-router.lmChatLlmRouter';
const OPENAI_TYPE = '@n8n/n8n-nodes-langchain.lmChatOpenAi';

/** Longest that a call may take, where a test does not say. */
const TIMEOUT_S = 2;

export interface Credentials {
	readonly openAi: Credential;
	readonly registry: Credential;
	/** Default none: limits, sessions and log are this n8n's own. */
	readonly store?: Credential;
}

/** Size of a model, with which its name begins → the settings of its row, weakest first. */
export type Rows = Readonly<Record<string, object>>;

const TWO: Rows = { small: {}, large: {} };

export interface ChatModelFields extends Readonly<Record<string, unknown>> {
	/** Seconds. */
	readonly timeout?: number;
	/** Default: small and large. */
	readonly rows?: Rows;
}

/**
 * A Chat Model whose models are `small-<tag>`, with which every request begins, and `large-<tag>`; stock: the small one alone. Models of
 * their own for each tag keep the health of one consumer's models out of another's way.
 */
export function chatModel(source: Source, tag: string, credentials: Credentials, { rows = TWO, ...fields }: ChatModelFields = {}): Piece {
	const { store } = credentials;
	const { timeout = TIMEOUT_S, ...others } = fields;
	const own = (size: string) => openAi(`${size}-${tag}`, credentials.openAi, Number(timeout));
	if (source === 'stock') return own('small');
	const root = `Router ${tag}`;
	const sizes = Object.keys(rows);
	const plugged = source === 'connected' ? sizes.map(own) : [];
	const parameters = inChatPanel({
		modelsFrom: source,
		models: {
			values: sizes.map((size, index) => ({
				...(source === 'registry' && { model: { __rl: true, mode: 'id', value: modelOf(source, size, tag) } }),
				branchName: size,
				settings: { strength: index === 0 ? '1' : String(8 + index), ...rows[size] },
			})),
		},
		strategy: 'rules',
		rules: { values: [{ name: 'Everything', model: modelOf(source, 'small', tag) }] },
		maxRetries: 0,
		maxWaitTime: 0,
		timeout,
		...(store && { shareBetweenWorkers: true }),
		...others,
	});
	const node: Node = {
		...plain(root, ROUTER_TYPE, 1, parameters),
		credentials: {
			...(source === 'registry' && { llmModelRegistryApi: credentials.registry }),
			...(store && { llmRouterStoreApi: store }),
		},
	};
	const wires = plugged.map((piece, index) => wire(piece.root, 'ai_languageModel', root, index));
	return { root, ...merged({ nodes: [node], connections: {} }, ...plugged, ...wires) };
}

/** What a rule or a list of allowed models calls a model of this tag. A refused key takes out all its models. */
export function modelOf(source: Source, size: string, tag: string): string {
	return source === 'registry' ? `${size === 'small' ? 'custom1' : 'custom2'}/${size}-${tag}` : size;
}

/** n8n's own Chat Model, called as its model. */
export function openAi(model: string, credential: Credential, timeoutS = TIMEOUT_S): Piece {
	const parameters = {
		model: { __rl: true, mode: 'id', value: model },
		responsesApiEnabled: false,
		options: { maxRetries: 0, timeout: timeoutS * 1000 },
	};
	return {
		root: model,
		nodes: [{ ...plain(model, OPENAI_TYPE, 1.3, parameters), credentials: { openAiApi: credential } }],
		connections: {},
	};
}

/** A node as the editor would store it, all by default. */
export function plain(name: string, type: string, typeVersion: number, parameters: INodeParameters = {}): Node {
	return { id: randomUUID(), name, type, typeVersion, position: [0, 0], parameters };
}

export function wire(from: string, type: NodeConnectionType, to: string, index = 0): Part {
	const end: IConnection = { node: to, type, index };
	return { nodes: [], connections: { [from]: { [type]: [[end]] } } };
}

/** All nodes, each name once, and all wires. */
export function merged(...parts: readonly Part[]): Part {
	const nodes = new Map(parts.flatMap((part) => part.nodes.map((node) => [node.name, node] as const)));
	const connections: IConnections = {};
	for (const part of parts)
		for (const [from, byType] of Object.entries(part.connections))
			for (const [type, outputs] of Object.entries(byType)) {
				const known = ((connections[from] ??= {})[type] ??= []);
				outputs.forEach((ends, output) => {
					known[output] = [...(known[output] ?? []), ...(ends ?? [])];
				});
			}
	return { nodes: [...nodes.values()], connections };
}

export const START = 'Start';

/** Start, a Manual Trigger with these items pinned → every piece, one after the other. */
export function manualWorkflow(name: string, items: readonly object[], pieces: readonly Piece[]): WorkflowJson {
	const start = plain(START, 'n8n-nodes-base.manualTrigger', 1);
	return {
		name,
		...fromTrigger(start, pieces),
		pinData: { [START]: items.map((json) => ({ json: { ...json } })) },
		settings: { executionOrder: 'v1' },
	};
}

/** A Chat Trigger that streams what agents say → every piece. Active, it is asked by `say`. */
export function chatWorkflow(name: string, webhookId: string, pieces: readonly Piece[]): WorkflowJson {
	const trigger = plain('Chat', '@n8n/n8n-nodes-langchain.chatTrigger', 1.4, {
		public: true,
		mode: 'webhook',
		options: { responseMode: 'streaming', allowFileUploads: true },
	});
	return { name, ...fromTrigger({ ...trigger, webhookId }, pieces), settings: { executionOrder: 'v1' } };
}

/** n8n runs branches from the top of the canvas down. */
function fromTrigger(trigger: Node, pieces: readonly Piece[]): Part {
	const wires = pieces.map(({ root }) => wire(trigger.name, 'main', root));
	const order = new Map(pieces.map(({ root }, index) => [root, index]));
	const all = merged({ nodes: [trigger], connections: {} }, ...pieces, ...wires);
	const nodes = all.nodes.map((node) => ({ ...node, position: [300, (order.get(node.name) ?? 0) * 200] as [number, number] }));
	return { ...all, nodes };
}
