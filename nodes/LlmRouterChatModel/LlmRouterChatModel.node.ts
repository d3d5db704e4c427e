import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type ISupplyDataFunctions, type SupplyData } from 'n8n-workflow';

import { hints } from '../RouteLlmRequest/description/hints';
import { whenRegistry, whenShared } from '../RouteLlmRequest/description/show';
import { modelPortsExpression } from '../RouteLlmRequest/inputs';
import { subtitleExpression } from '../RouteLlmRequest/outputs';
import { routerMethods } from '../shared/routerMethods';

import { chatModelProperties } from './description';

// n8n loads this file at every start, so what does the work is loaded on first use: an n8n without its AI Node SDK
// must still load the other nodes.
export class LlmRouterChatModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LLM Router Chat Model',
		name: 'lmChatLlmRouter',
		icon: { light: 'file:../RouteLlmRequest/routeLlmRequest.svg', dark: 'file:../RouteLlmRequest/routeLlmRequest.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression,
		description: 'For an AI Agent or chain: asks the cheapest model that answers each request well, and another one if it fails',
		defaults: { name: 'LLM Router Chat Model' },
		inputs: modelPortsExpression,
		outputs: [NodeConnectionTypes.AiLanguageModel],
		outputNames: ['Model'],
		credentials: [
			{ name: 'llmModelRegistryApi', required: true, testedBy: 'testLlmModelRegistry', displayOptions: whenRegistry },
			{ name: 'llmRouterStoreApi', required: true, testedBy: 'testLlmRouterStore', displayOptions: whenShared },
		],
		hints,
		properties: chatModelProperties,
	};

	methods = routerMethods;

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		const { supplyRouter } = await import('./supply');
		return await supplyRouter.call(this, itemIndex);
	}
}
