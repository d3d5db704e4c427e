import {
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { routeProperties } from './description';
import { hints } from './description/hints';
import { whenRegistry, whenShared } from './description/show';
import { inputsExpression } from './inputs';
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

	methods = {
		listSearch: {
			async searchModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
				const { searchModels } = await import('../shared/searchModels');
				return await searchModels.call(this, filter, paginationToken);
			},
			async searchJudgeModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
				const { searchJudgeModels } = await import('../shared/searchJudgeModels');
				return await searchJudgeModels.call(this, filter, paginationToken);
			},
			async searchEmbeddingModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
				const { searchEmbeddingModels } = await import('../shared/searchModels');
				return await searchEmbeddingModels.call(this, filter, paginationToken);
			},
			async searchThresholds(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchThresholds } = await import('../shared/searchDocuments');
				return await searchThresholds.call(this, filter);
			},
			async searchWeights(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchWeights } = await import('../shared/searchDocuments');
				return await searchWeights.call(this, filter);
			},
		},
		loadOptions: {
			async getModelChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { getModelChoices } = await import('../shared/searchModels');
				return await getModelChoices.call(this);
			},
			async getDefaultJudgeChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { getModelChoices } = await import('../shared/searchModels');
				return [{ name: 'Weakest', value: '' }, ...(await getModelChoices.call(this))];
			},
			async getDefaultModelChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { getModelChoices } = await import('../shared/searchModels');
				return [{ name: 'Strongest', value: '' }, ...(await getModelChoices.call(this))];
			},
			async getFloorChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { getModelChoices } = await import('../shared/searchModels');
				return [{ name: 'None', value: '' }, ...(await getModelChoices.call(this))];
			},
			async getBypassRoutingChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { getModelChoices } = await import('../shared/searchModels');
				return [{ name: 'Off: Route Every Item', value: '' }, ...(await getModelChoices.call(this))];
			},
		},
		credentialTest: {
			async testLlmModelRegistry(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testLlmModelRegistry } = await import('../shared/credentialTest');
				return await testLlmModelRegistry.call(this, credential);
			},
			async testLlmRouterStore(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
				const { testLlmRouterStore } = await import('../shared/storeCredentialTest');
				return await testLlmRouterStore(credential);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { executeRoute: execute } = await import('./execute');
		return await execute.call(this);
	}
}
