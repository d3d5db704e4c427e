import type { IConnections, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { NodeTypesByName, RunResult, WorkflowJson } from '../../scripts/lib/engine';
import { merged } from './section';
import { stockType } from './stock';
import { KEY, measured, NODE } from './workflows';

interface StockRun {
	readonly nodes: NodeTypesByName;
	readonly items: readonly INodeExecutionData[];
}

interface CallingRun extends StockRun {
	readonly baseUrl: string;
	readonly parallel: number;
}

/** n8n's Switch: two rules and what matches neither. */
export async function runSwitch({ nodes, items }: StockRun): Promise<RunResult> {
	const type = stockType('switch');
	return await measured({
		type,
		typeVersion: defaultVersion(nodes, type),
		parameters: { rules: { values: ['7:', '3:'].map((word) => ({ conditions: contains(word) })) }, options: { fallbackOutput: 'extra' } },
		items,
		nodeTypes: nodes,
		outputs: 3,
	});
}

/** n8n's If: one condition, two outputs. */
export async function runIf({ nodes, items }: StockRun): Promise<RunResult> {
	const type = stockType('if');
	return await measured({
		type,
		typeVersion: defaultVersion(nodes, type),
		parameters: { conditions: contains('7:'), options: {} },
		items,
		nodeTypes: nodes,
		outputs: 2,
	});
}

/** Basic LLM Chain with n8n's OpenAI Chat Model, so many items in a batch. @param selects a Model Selector of two rules is between. */
export async function runChain({ nodes, items, baseUrl, parallel }: CallingRun, selects = false): Promise<RunResult> {
	const models = selects ? ['Model 1', 'Model 2'] : ['Model 1'];
	const selector = { name: 'Selector', type: stockType('modelSelector'), typeVersion: 1, parameters: SELECTOR_RULES };
	return await measured({
		type: stockType('chain'),
		typeVersion: 1.9,
		parameters: { promptType: 'define', text: '={{ $json.text }}', batching: { batchSize: parallel, delayBetweenBatches: 0 } },
		items,
		nodeTypes: nodes,
		credentials: { openai: { apiKey: KEY, url: baseUrl, header: false } },
		outputs: 1,
		others: [...models.map(chatModel), ...(selects ? [selector] : [])],
		wires: merged([
			...models.map((name, index) => asModel(name, selects ? 'Selector' : NODE, selects ? index : 0)),
			...(selects ? [asModel('Selector', NODE)] : []),
		]),
	});
}

/** HTTP Request with its batches: that many requests each time the provider's answer takes, which is how people keep to a limit. */
export async function runHttpRequest({ nodes, items, baseUrl, parallel }: CallingRun, everyMs: number): Promise<RunResult> {
	return await measured({
		type: stockType('httpRequest'),
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/chat/completions`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: "={{ JSON.stringify({ model: 'small', messages: [{ role: 'user', content: $json.text }] }) }}",
			options: { batching: { batch: { batchSize: parallel, batchInterval: everyMs } } },
		},
		items,
		nodeTypes: nodes,
		outputs: 1,
	});
}

function chatModel(name: string): WorkflowJson['nodes'][number] {
	return {
		name,
		type: stockType('chatModel'),
		typeVersion: 1.3,
		parameters: {
			model: { __rl: true, mode: 'id', value: 'small' },
			responsesApiEnabled: false,
			options: { maxRetries: 0, timeout: 60_000 },
		},
		credentials: { openAiApi: { id: 'openai', name: 'openai' } },
	};
}

function asModel(from: string, to: string, index = 0): IConnections {
	return { [from]: { ai_languageModel: [[{ node: to, type: 'ai_languageModel', index }]] } };
}

function contains(word: string): INodeParameters {
	return {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		combinator: 'and',
		conditions: [{ leftValue: '={{ $json.text }}', rightValue: word, operator: { type: 'string', operation: 'contains' } }],
	};
}

const SELECTOR_RULES: INodeParameters = {
	numberInputs: 2,
	rules: {
		rule: [
			{ modelIndex: 1, conditions: contains('7:') },
			{ modelIndex: 2, conditions: contains('Request') },
		],
	},
};

function defaultVersion(nodes: NodeTypesByName, type: string): number {
	return nodes[type]?.description.defaultVersion ?? 1;
}
