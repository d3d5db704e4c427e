import type { ICredentialDataDecryptedObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { createTransport } from '../../nodes/shared/transport';
import { codeNode, connect, runWorkflow, type NodeTypesByName, type RunResult } from '../../scripts/lib/engine';
import { PACKAGE } from '../../scripts/lib/paths';
import OpenAI from '../../vendor/openai';

export const KEY = 'sk-bench';
const NODE = 'Measured';
const BARE = 'bench.bare';

/** Prompts of about 300 characters, no two alike. */
export function itemsOf(count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, n) => ({
		json: { text: `Request ${String(n)}: ${'please say in two sentences what the customer wants to know. '.repeat(5)}` },
	}));
}

/** Runs Manual Trigger → the router → No Operation on each output. */
export async function runRouter(baseUrl: string, items: readonly INodeExecutionData[], parameters: INodeParameters): Promise<RunResult> {
	const row = (id: string, strength: number) => ({
		model: { __rl: true, mode: 'id', value: `custom1/${id}` },
		branchName: id,
		settings: { strength: String(strength), inputPrice: strength, outputPrice: strength * 4 },
	});
	return await measured({
		type: `${PACKAGE}.routeLlmRequest`,
		parameters: { models: { values: [row('small', 1), row('large', 2)] }, ...parameters },
		items,
		credentials: { providers: ['custom1'], custom1Name: 'Bench', custom1BaseUrl: baseUrl, custom1ApiKey: KEY },
		outputs: 3,
	});
}

/** The same with a node that calls the same client over the same request helper, so many at a time, and does nothing else. */
export async function runBareLoop(baseUrl: string, items: readonly INodeExecutionData[], parallel: number): Promise<RunResult> {
	const bare = codeNode(async (all, ctx) => {
		const client = new OpenAI({
			baseURL: baseUrl,
			apiKey: KEY,
			maxRetries: 0,
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

function textOf({ text }: INodeExecutionData['json']): string {
	return typeof text === 'string' ? text : '';
}

interface WorkflowSpeed {
	readonly type: string;
	readonly typeVersion?: number;
	readonly parameters: INodeParameters;
	readonly items: readonly INodeExecutionData[];
	readonly nodeTypes?: NodeTypesByName;
	readonly credentials?: ICredentialDataDecryptedObject;
	readonly outputs: number;
}

/** Runs one node between a trigger and the ends. @throws where the run fails or an item is missing: then there is nothing to measure. */
export async function measured({
	type,
	typeVersion = 1,
	parameters,
	items,
	nodeTypes,
	credentials,
	outputs,
}: WorkflowSpeed): Promise<RunResult> {
	const ends = Array.from({ length: outputs }, (_, index) => `End ${String(index)}`);
	const credential = credentials && { credentials: { llmModelRegistryApi: { id: 'bench', name: 'bench' } } };
	const result = await runWorkflow({
		items,
		...(nodeTypes && { nodeTypes }),
		...(credentials && { credentials: { bench: credentials } }),
		workflow: {
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{ name: NODE, type, typeVersion, parameters, ...credential },
				...ends.map((name) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} })),
			],
			connections: { ...connect('Start', [NODE]), ...connect(NODE, ends) },
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

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
