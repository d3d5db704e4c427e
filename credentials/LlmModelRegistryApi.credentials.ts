import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { DEFAULT_AZURE_API_VERSION, PROVIDER_KINDS, PROVIDERS, type ProviderKind } from '../adapters/providers';

/**
 * Keys of many providers in one credential. Secrets are flat fields: n8n restores blanked secrets inside
 * rows by their index, so deleting a row would hand one provider's key to another's host.
 */
export class LlmModelRegistryApi implements ICredentialType {
	name = 'llmModelRegistryApi';

	displayName = 'LLM Model Registry';

	icon: Icon = { light: 'file:llmModelRegistry.svg', dark: 'file:llmModelRegistry.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-llm-router';

	properties: INodeProperties[] = [
		{
			displayName: 'Whoever may use this credential may spend with every key in it. Each key is sent only to its own base URL.',
			name: 'spendNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Providers',
			name: 'providers',
			type: 'multiOptions',
			default: ['openai'],
			description: 'Where your models are. Keys of providers you take out of this list are not used.',
			options: PROVIDER_KINDS.map(optionOf),
			// Drawn before the editor has filled in defaults, a list of several empties itself and loses its own.
			displayOptions: { show: { spendNotice: [''] } },
		},
		...PROVIDER_KINDS.flatMap(fieldsOf),
		{
			displayName: '<b>Optional: Model Facts.</b> Prices, windows and limits that you know better than the catalogue.',
			name: 'factsNotice',
			type: 'notice',
			default: '',
		},
		modelFacts(),
	];
}

function optionOf(kind: ProviderKind) {
	const { name } = PROVIDERS[kind];
	return { name: isCustom(kind) ? `${name} (OpenAI-Compatible)` : name, value: kind };
}

/** A server that only the user knows. */
function isCustom(kind: ProviderKind): boolean {
	return kind !== 'azure' && PROVIDERS[kind].defaultBaseUrl === null;
}

function fieldsOf(kind: ProviderKind): INodeProperties[] {
	if (kind === 'azure') return [key(kind), ...azure()];
	return isCustom(kind) ? [...custom(kind), key(kind)] : [key(kind), base(kind, 'Change it for a proxy or a gateway')];
}

function azure(): INodeProperties[] {
	return [
		{
			...base('azure', 'A model of this provider is named by its deployment: azure/my-deployment'),
			displayName: 'Azure OpenAI Endpoint',
			placeholder: 'https://my-resource.openai.azure.com',
		},
		{
			displayName: 'Azure OpenAI API Version',
			name: 'azureApiVersion',
			type: 'string',
			default: DEFAULT_AZURE_API_VERSION,
			displayOptions: { show: { providers: ['azure'] } },
		},
	];
}

function custom(kind: ProviderKind): INodeProperties[] {
	return [
		{
			displayName: `${PROVIDERS[kind].name} Name`,
			name: `${kind}Name`,
			type: 'string',
			default: '',
			placeholder: 'My gateway',
			description: `The name that errors use. Its models are called ${kind}/model-name.`,
			displayOptions: { show: { providers: [kind] } },
		},
		{ ...base(kind, 'With or without /v1; the whole address of chat/completions works too'), placeholder: 'https://llm.example.com/v1' },
	];
}

function key(kind: ProviderKind): INodeProperties {
	const { name, keyOptional } = PROVIDERS[kind];
	return {
		displayName: `${name} API Key`,
		name: `${kind}ApiKey`,
		type: 'string',
		typeOptions: { password: true },
		default: '',
		...(keyOptional && { description: 'Leave empty where your server asks for none' }),
		displayOptions: { show: { providers: [kind] } },
	};
}

function base(kind: ProviderKind, description: string): INodeProperties {
	const { name, defaultBaseUrl } = PROVIDERS[kind];
	return {
		displayName: `${name} Base URL`,
		name: `${kind}BaseUrl`,
		type: 'string',
		default: defaultBaseUrl ?? '',
		description,
		displayOptions: { show: { providers: [kind] } },
	};
}

/** No secrets here, so rows are safe. */
function modelFacts(): INodeProperties {
	return {
		displayName: 'Model Facts',
		name: 'modelFacts',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Model',
		description: 'What you know better than the catalogue: your own prices, windows and rate limits. Leave 0 for "not said".',
		options: [
			{
				displayName: 'Model',
				name: 'values',
				values: [
					{
						displayName: 'Model ID',
						name: 'modelId',
						type: 'string',
						default: '',
						placeholder: 'openai/gpt-4o-mini',
					},
					...numbers(),
					{
						displayName: 'Capabilities',
						name: 'capabilities',
						type: 'multiOptions',
						default: [],
						description: 'Leave empty to use the catalogue',
						options: [
							{ name: 'Answers by JSON Schema', value: 'json_schema' },
							{ name: 'Calls Tools', value: 'tools' },
							{ name: 'Reads Images', value: 'vision' },
						],
					},
				],
			},
		],
	};
}

function numbers(): INodeProperties[] {
	const fields: readonly (readonly [string, string])[] = [
		['Input Price (USD per 1M Tokens)', 'inputPrice'],
		['Cached Input Price (USD per 1M Tokens)', 'cachedInputPrice'],
		['Output Price (USD per 1M Tokens)', 'outputPrice'],
		['Context Window (Tokens)', 'contextTokens'],
		['Output Limit (Tokens)', 'maxOutputTokens'],
		['Requests per Minute', 'requestsPerMinute'],
		['Tokens per Minute', 'tokensPerMinute'],
		['Parallel Calls', 'parallelCalls'],
	];
	return fields.map(([displayName, name]) => ({
		displayName,
		name,
		type: 'number',
		default: 0,
		typeOptions: { minValue: 0 },
	}));
}
