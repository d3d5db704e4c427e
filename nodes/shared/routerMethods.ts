import {
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type ILoadOptionsFunctions,
	type INodeCredentialTestResult,
	type INodeListSearchResult,
	type INodePropertyOptions,
} from 'n8n-workflow';

/** What the panel of a router asks of the node: lists, choices and credential tests. What does the work is loaded on first use. */
export const routerMethods = {
	listSearch: {
		async searchModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
			const { searchModels } = await import('./searchModels');
			return await searchModels.call(this, filter, paginationToken);
		},
		async searchJudgeModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
			const { searchJudgeModels } = await import('./searchJudgeModels');
			return await searchJudgeModels.call(this, filter, paginationToken);
		},
		async searchEmbeddingModels(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
			const { searchEmbeddingModels } = await import('./searchModels');
			return await searchEmbeddingModels.call(this, filter, paginationToken);
		},
		async searchThresholds(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
			const { searchThresholds } = await import('./searchDocuments');
			return await searchThresholds.call(this, filter);
		},
		async searchWeights(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
			const { searchWeights } = await import('./searchDocuments');
			return await searchWeights.call(this, filter);
		},
	},
	loadOptions: {
		async getModelChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('./searchModels');
			return await getModelChoices.call(this);
		},
		async getDefaultJudgeChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('./searchModels');
			return [{ name: 'Weakest', value: '' }, ...(await getModelChoices.call(this))];
		},
		async getDefaultModelChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('./searchModels');
			return [{ name: 'Strongest', value: '' }, ...(await getModelChoices.call(this))];
		},
		async getFloorChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('./searchModels');
			return [{ name: 'None', value: '' }, ...(await getModelChoices.call(this))];
		},
		async getBypassRoutingChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('./searchModels');
			return [{ name: 'Off: Route Every Item', value: '' }, ...(await getModelChoices.call(this))];
		},
	},
	credentialTest: {
		async testLlmModelRegistry(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
			const { testLlmModelRegistry } = await import('./credentialTest');
			return await testLlmModelRegistry.call(this, credential);
		},
		async testLlmRouterStore(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
			const { testLlmRouterStore } = await import('./storeCredentialTest');
			return await testLlmRouterStore(credential);
		},
	},
};
