import {
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeListSearchResult,
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { feedbackProperties } from './description';
import { whenCallingModels } from './description/show';
import { feedbackOutputsExpression } from './outputs';

// n8n loads this file at every start, so what does the work is loaded on first use.
export class LlmRouterFeedback implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LLM Router Feedback',
		name: 'llmRouterFeedback',
		icon: { light: 'file:llmRouterFeedback.svg', dark: 'file:llmRouterFeedback.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["resource"] + ": " + $parameter["operation"] }}',
		description: 'Record how good the answers of Route LLM Request were, report, audit, calibrate and train on them, and raise alerts',
		defaults: { name: 'LLM Router Feedback' },
		inputs: [NodeConnectionTypes.Main],
		outputs: feedbackOutputsExpression,
		usableAsTool: true,
		credentials: [
			{ name: 'llmModelRegistryApi', required: true, testedBy: 'testLlmModelRegistry', displayOptions: whenCallingModels },
			{ name: 'llmRouterStoreApi', required: false, testedBy: 'testLlmRouterStore' },
		],
		properties: feedbackProperties,
	};

	methods = {
		listSearch: {
			async searchModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
				const { searchModels } = await import('../shared/searchModels');
				return await searchModels.call(this, filter, paginationToken);
			},
			async searchRouters(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
				const { searchRouters } = await import('../shared/searchRouters');
				return await searchRouters.call(this, filter);
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
		const { executeFeedback: execute } = await import('./execute');
		return await execute.call(this);
	}
}
