import type { IConnections, ICredentialDataDecryptedObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { createTransport } from '../../nodes/shared/transport';
import {
	codeNode,
	connect,
	noOp,
	runWorkflow,
	type EngineRunOptions,
	type NodeTypesByName,
	type RunResult,
	type WorkflowJson,
} from '../../scripts/lib/engine';
import { PACKAGE } from '../../scripts/lib/paths';
import OpenAI from '../../vendor/openai';

export const KEY = 'sk-bench';
/** The node that is measured. */
export const NODE = 'Measured';
export const ROUTER = `${PACKAGE}.routeLlmRequest`;
const BARE = 'bench.bare';
const PASS = 'bench.pass';

/** Prompts of about 300 characters, no two alike. */
export function itemsOf(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, n) => ({
		json: { text: `Request ${String(n)}: ${'please say in two sentences what the customer wants to know. '.repeat(5)}` },
	}));
}

export interface RouterRun {
	/** Of the small model's provider. */
	readonly baseUrl: string;
	/** Of the large one's. Default: the same. */
	readonly fallbackUrl?: string;
	readonly items: readonly INodeExecutionData[];
	readonly parameters: INodeParameters;
	/** Ours in another form. Default: as it is built. */
	readonly nodeTypes?: EngineRunOptions['nodeTypes'];
	/** Cooldowns hang on it: runs that are to know nothing of each other have their own. Default: one for all. */
	readonly credential?: string;
}

/** Runs Manual Trigger → the router → No Operation on each output. */
export async function runRouter({
	baseUrl,
	fallbackUrl = baseUrl,
	items,
	parameters,
	nodeTypes,
	credential = 'bench',
}: RouterRun): Promise<RunResult> {
	const row = (provider: string, id: string, strength: number) => ({
		model: { __rl: true, mode: 'id', value: `${provider}/${id}` },
		branchName: id,
		settings: { strength: String(strength), inputPrice: strength, outputPrice: strength * 4 },
	});
	const providers = Object.fromEntries(
		[baseUrl, fallbackUrl].flatMap((url, index) => {
			const name = `custom${String(index + 1)}`;
			return [
				[`${name}Name`, `Bench ${name}`],
				[`${name}BaseUrl`, url],
				[`${name}ApiKey`, KEY],
			];
		}),
	);
	return await measured({
		type: ROUTER,
		...(nodeTypes && { nodeTypes }),
		parameters: { models: { values: [row('custom1', 'small', 1), row('custom2', 'large', 2)] }, ...parameters },
		items,
		credentials: { [credential]: { providers: ['custom1', 'custom2'], ...providers } },
		uses: { llmModelRegistryApi: { id: credential, name: credential } },
		outputs: 3,
	});
}

/** Route Only over the same two models, without a call. */
export async function runRouteOnly(items: readonly INodeExecutionData[], nodeTypes?: NodeTypesByName): Promise<RunResult> {
	const parameters = { operation: 'routeOnly', modelsFrom: 'registry', threshold: 0.5 };
	return await runRouter({ baseUrl: 'http://127.0.0.1:9/v1', items, parameters, ...(nodeTypes && { nodeTypes }) });
}

export interface BareRun {
	readonly baseUrl: string;
	readonly items: readonly INodeExecutionData[];
	readonly parallel: number;
	/** Sent with every request. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** The same with a node that calls the same client over the same request helper, so many at a time, and does nothing else. */
export async function runBareLoop({ baseUrl, items, parallel, headers }: BareRun): Promise<RunResult> {
	const bare = codeNode(async (all, ctx) => {
		const client = new OpenAI({
			baseURL: baseUrl,
			apiKey: KEY,
			maxRetries: 0,
			...(headers && { defaultHeaders: headers }),
			fetch: createTransport((options) => ctx.helpers.httpRequest(options)),
		});
		const answered: INodeExecutionData[] = [];
		const queue = all.entries();
		const worker = async () => {
			for (const [index, { json }] of queue) {
				const completion = await client.chat.completions.create({
					model: 'small',
					messages: [{ role: 'user', content: textOf(json) }],
					max_completion_tokens: 1_024,
				});
				answered[index] = { json: { ...json, output: completion.choices[0]?.message.content ?? '' }, pairedItem: { item: index } };
			}
		};
		await Promise.all(Array.from({ length: parallel }, worker));
		return [answered];
	});
	return await measured({ type: BARE, parameters: {}, items, nodeTypes: { [BARE]: bare }, outputs: 1 });
}

/** What n8n itself costs: a node in our place that passes its items on. */
export async function runPassThrough(items: readonly INodeExecutionData[]): Promise<RunResult> {
	return await measured({ type: PASS, parameters: {}, items, nodeTypes: { [PASS]: noOp }, outputs: 1 });
}

function textOf({ text }: INodeExecutionData['json']): string {
	return typeof text === 'string' ? text : '';
}

interface WorkflowSpeed {
	readonly type: string;
	readonly typeVersion?: number;
	readonly parameters: INodeParameters;
	readonly items: readonly INodeExecutionData[];
	readonly nodeTypes?: NodeTypesByName;
	/** Decrypted data by id. */
	readonly credentials?: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Of the measured node. */
	readonly uses?: INode['credentials'];
	readonly outputs: number;
	/** Sub-nodes. */
	readonly others?: WorkflowJson['nodes'];
	readonly wires?: IConnections;
}

/** Runs one node between a trigger and the ends. @throws where the run fails or an item is missing: then there is nothing to measure. */
export async function measured(ask: WorkflowSpeed): Promise<RunResult> {
	const { type, typeVersion = 1, parameters, items, nodeTypes, credentials, uses, outputs, others = [], wires } = ask;
	const ends = Array.from({ length: outputs }, (_, index) => `End ${String(index)}`);
	const result = await runWorkflow({
		items,
		startNode: 'Start',
		...(nodeTypes && { nodeTypes }),
		...(credentials && { credentials }),
		workflow: {
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{ name: NODE, type, typeVersion, parameters, ...(uses && { credentials: uses }) },
				...others,
				...ends.map((name) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} })),
			],
			connections: { ...connect('Start', [NODE]), ...connect(NODE, ends), ...wires },
		},
	});
	if (result.error) throw result.error;
	const left = result.counts(NODE).reduce((sum, count) => sum + count, 0);
	if (left !== items.length) throw new Error(`${String(left)} of ${String(items.length)} items left the node.`);
	return result;
}

/** Milliseconds until it is done. */
export async function wallMs(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}
