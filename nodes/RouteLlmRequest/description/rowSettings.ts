import type { INodeProperties } from 'n8n-workflow';

const strengths = [
	{ name: 'Auto', value: 'auto', description: 'Ordered by list price: a more expensive model counts as stronger' },
	{ name: '1 (Weakest)', value: '1' },
	...['2', '3', '4', '5', '6', '7', '8', '9'].map((value) => ({ name: value, value })),
	{ name: '10 (Strongest)', value: '10' },
];

/** From least to most. */
const efforts = [
	{ name: 'None', value: 'none' },
	{ name: 'Minimal', value: 'minimal' },
	{ name: 'Low', value: 'low' },
	{ name: 'Medium', value: 'medium' },
	{ name: 'High', value: 'high' },
	{ name: 'Maximum', value: 'maximum' },
];

/** Of Good At: a judge reads it with every item. */
export const GOOD_AT_CHARS = 400;

/** A connected Chat Model has these on its own panel. */
const SENT: Pick<INodeProperties, 'noDataExpression' | 'displayOptions'> = {
	noDataExpression: true,
	displayOptions: { hide: { '/modelsFrom': ['connected'] } },
};

function limit(displayName: string, name: string, value: number, description: string): INodeProperties {
	const typeOptions = { minValue: 1, numberPrecision: 0 };
	return { displayName, name, type: 'number', noDataExpression: true, typeOptions, default: value, description };
}

function price(displayName: string, name: string, description: string): INodeProperties {
	return { displayName, name, type: 'number', noDataExpression: true, typeOptions: { minValue: 0 }, default: 0, description };
}

/** What a row may have beside model and branch name. Absent means unset: no default is ever sent. */
export const rowSettings: INodeProperties = {
	displayName: 'Settings',
	name: 'settings',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'Settings of this model. What you do not add comes from the provider, the credential or the model catalogue.',
	options: [
		price(
			'Cached Input Price (USD per Million Tokens)',
			'cachedInputPrice',
			'For input the provider found in its cache. Unset: billed as input.',
		),
		{
			displayName: 'Capabilities',
			name: 'capabilities',
			type: 'multiOptions',
			noDataExpression: true,
			options: [
				{ name: 'JSON Schema', value: 'json_schema', description: 'Answers strictly in a given JSON schema' },
				{ name: 'Tools', value: 'tools', description: 'Can call tools' },
				{ name: 'Vision', value: 'vision', description: 'Reads images' },
			],
			default: [],
			description: 'Everything this model can do. It is skipped for requests that need more.',
		},
		limit('Context Window (Tokens)', 'contextTokens', 128000, 'Prompt and answer together. Longer requests go to another model.'),
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			noDataExpression: true,
			default: true,
			description: 'Whether this model may be chosen. Switched off, it keeps its output and its wire.',
		},
		{
			displayName: 'Extra Body',
			name: 'extraBody',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "seed": 7 }',
			description: 'JSON object with more fields to send, as the provider documents them',
			...SENT,
		},
		{
			displayName: 'Extra Headers',
			name: 'extraHeaders',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "X-Title": "My Workflow" }',
			description: 'JSON object with headers to send. No secrets: keys belong in the credential.',
			...SENT,
		},
		{
			displayName: 'Good At',
			name: 'goodAt',
			type: 'string',
			noDataExpression: true,
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. Code: writing, explaining and debugging programs, SQL and regular expressions',
			description:
				'What requests this model is for, in at most 400 characters. LLM Judge reads it if it chooses by descriptions, and Semantic if the model has no examples.',
		},
		price('Input Price (USD per Million Tokens)', 'inputPrice', 'Your price, instead of the list price. Set Output Price too.'),
		{
			...limit('Maximum Output Tokens', 'maxOutputTokens', 1024, 'The longest answer the model may give, thinking included'),
			...SENT,
		},
		limit('Output Limit (Tokens)', 'outputLimit', 4096, 'The longest answer the model can give. It is not sent.'),
		price('Output Price (USD per Million Tokens)', 'outputPrice', 'Your price, instead of the list price. Set Input Price too.'),
		limit('Parallel Calls', 'parallelCalls', 10, 'Calls to this model at the same time, over all workflows with this credential'),
		{
			displayName: 'Reasoning Effort',
			name: 'reasoningEffort',
			type: 'options',
			options: efforts,
			default: 'medium',
			description: 'How much the model thinks before it answers. Add the model in several rows to route between efforts.',
			...SENT,
		},
		limit(
			'Requests per Minute',
			'requestsPerMinute',
			60,
			"The provider's limit for your key, kept over all workflows and rows of this model",
		),
		{
			displayName: 'Stop Sequences',
			name: 'stopSequences',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Stop Sequence' },
			default: [],
			description: 'Texts at which the answer ends. Write a line break as \\n.',
			...SENT,
		},
		{
			displayName: 'Strength',
			name: 'strength',
			type: 'options',
			noDataExpression: true,
			options: strengths,
			default: 'auto',
			description: 'How good the model is compared with the others in this list. Auto orders them by list price, then by effort.',
		},
		{
			displayName: 'Temperature',
			name: 'temperature',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
			default: 0.7,
			description: 'How varied the answers are: 0 for the most likely words, more for variety',
			...SENT,
		},
		limit('Tokens per Minute', 'tokensPerMinute', 100000, "The provider's limit for your key, input and output together"),
		{
			displayName: 'Top P',
			name: 'topP',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
			default: 1,
			description: 'Only the most likely words up to this share are used. Set this or Temperature, not both.',
			...SENT,
		},
	],
};
