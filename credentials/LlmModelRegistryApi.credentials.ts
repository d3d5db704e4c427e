import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Keys of many providers in one credential. Secrets are flat fields: n8n restores blanked secrets inside
 * rows by their index, so deleting a row would hand one provider's key to another's host.
 */
export class LlmModelRegistryApi implements ICredentialType {
	name = 'llmModelRegistryApi';

	displayName = 'LLM Model Registry API';

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
			options: [
				{ name: 'Anthropic', value: 'anthropic' },
				{ name: 'Azure OpenAI', value: 'azure' },
				{ name: 'Custom 1 (OpenAI-Compatible)', value: 'custom1' },
				{ name: 'Custom 2 (OpenAI-Compatible)', value: 'custom2' },
				{ name: 'Custom 3 (OpenAI-Compatible)', value: 'custom3' },
				{ name: 'DeepSeek', value: 'deepseek' },
				{ name: 'Google Gemini', value: 'gemini' },
				{ name: 'Groq', value: 'groq' },
				{ name: 'Mistral', value: 'mistral' },
				{ name: 'Ollama', value: 'ollama' },
				{ name: 'OpenAI', value: 'openai' },
				{ name: 'OpenRouter', value: 'openrouter' },
				{ name: 'Together', value: 'together' },
				{ name: 'xAI', value: 'xai' },
			],
		},
		...provider('openai', 'OpenAI', 'https://api.openai.com/v1'),
		...provider('anthropic', 'Anthropic', 'https://api.anthropic.com/v1'),
		...provider('gemini', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'),
		...azure(),
		...provider('mistral', 'Mistral', 'https://api.mistral.ai/v1'),
		...provider('groq', 'Groq', 'https://api.groq.com/openai/v1'),
		...provider('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1'),
		...provider('xai', 'xAI', 'https://api.x.ai/v1'),
		...provider('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1'),
		...provider('together', 'Together', 'https://api.together.xyz/v1'),
		...provider('ollama', 'Ollama', 'http://localhost:11434/v1', 'Leave empty where your server asks for none'),
		...custom('custom1', 'Custom 1'),
		...custom('custom2', 'Custom 2'),
		...custom('custom3', 'Custom 3'),
		modelFacts(),
	];
}

function provider(kind: string, name: string, baseUrl: string, hint = ''): INodeProperties[] {
	return [key(kind, name, hint), base(kind, name, baseUrl, 'Change it for a proxy or a gateway')];
}

function azure(): INodeProperties[] {
	return [
		key('azure', 'Azure OpenAI', ''),
		{
			...base('azure', 'Azure OpenAI', '', 'A model of this provider is named by its deployment: azure/my-deployment'),
			displayName: 'Azure OpenAI Endpoint',
			placeholder: 'https://my-resource.openai.azure.com',
		},
		{
			displayName: 'Azure OpenAI API Version',
			name: 'azureApiVersion',
			type: 'string',
			default: '2024-10-21',
			displayOptions: { show: { providers: ['azure'] } },
		},
	];
}

function custom(kind: string, name: string): INodeProperties[] {
	return [
		{
			displayName: `${name} Name`,
			name: `${kind}Name`,
			type: 'string',
			default: '',
			placeholder: 'My gateway',
			description: `How errors name it. Its models are called ${kind}/model-name.`,
			displayOptions: { show: { providers: [kind] } },
		},
		{ ...base(kind, name, '', ''), placeholder: 'https://llm.example.com/v1' },
		key(kind, name, 'Leave empty where your server asks for none'),
	];
}

function key(kind: string, name: string, description: string): INodeProperties {
	return {
		displayName: `${name} API Key`,
		name: `${kind}ApiKey`,
		type: 'string',
		typeOptions: { password: true },
		default: '',
		...(description === '' ? {} : { description }),
		displayOptions: { show: { providers: [kind] } },
	};
}

function base(kind: string, name: string, url: string, description: string): INodeProperties {
	return {
		displayName: `${name} Base URL`,
		name: `${kind}BaseUrl`,
		type: 'string',
		default: url,
		...(description === '' ? {} : { description }),
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
