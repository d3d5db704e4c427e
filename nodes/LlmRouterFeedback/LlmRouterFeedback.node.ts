import {
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties } from './description';
import { outputsExpression } from './outputs';

// n8n loads this file at every start, so what does the work is loaded on first use.
export class LlmRouterFeedback implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LLM Router Feedback',
		name: 'llmRouterFeedback',
		icon: { light: 'file:llmRouterFeedback.svg', dark: 'file:llmRouterFeedback.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["resource"] + ": " + $parameter["operation"] }}',
		description: 'Record how good the answers of Route LLM Request were, report what routing costs and saves, raise alerts, and find, export and delete decisions',
		defaults: { name: 'LLM Router Feedback' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		usableAsTool: true,
		credentials: [{ name: 'llmRouterStoreApi', required: false, testedBy: 'testLlmRouterStore' }],
		properties,
	};

	methods = {
		credentialTest: {
			async testLlmRouterStore(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const { testLlmRouterStore } = await import('../shared/storeCredentialTest');
				return await testLlmRouterStore(credential);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { execute } = await import('./execute');
		return await execute.call(this);
	}
}
