import { type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { routeProperties } from './description';
import { hints } from './description/hints';
import { whenRegistry, whenShared } from './description/show';
import { inputsExpression } from './inputs';
import { methods } from './methods';
import { outputsExpression, subtitleExpression } from './outputs';

// n8n loads this file at every start, so what does the work is loaded on first use.
export class RouteLlmRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Route LLM Request',
		name: 'routeLlmRequest',
		icon: { light: 'file:routeLlmRequest.svg', dark: 'file:routeLlmRequest.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression,
		description: 'Send each prompt to the cheapest model that answers it well: one branch per model, plus Fallback',
		defaults: { name: 'Route LLM Request' },
		inputs: inputsExpression,
		outputs: outputsExpression,
		credentials: [
			{ name: 'llmModelRegistryApi', required: true, testedBy: 'testLlmModelRegistry', displayOptions: whenRegistry },
			{ name: 'llmRouterStoreApi', required: true, testedBy: 'testLlmRouterStore', displayOptions: whenShared },
		],
		hints,
		properties: routeProperties,
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeRoute: execute } = await import('./execute');
		return await execute.call(this);
	}
}
