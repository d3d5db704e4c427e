import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from './modelModes';

const strengths = [
	{ name: 'Auto', value: 'auto', description: 'Ordered by list price: a dearer model counts as stronger' },
	{ name: '1 (Weakest)', value: '1' },
	...['2', '3', '4', '5', '6', '7', '8', '9'].map((value) => ({ name: value, value })),
	{ name: '10 (Strongest)', value: '10' },
];

const modelModesOf = { search: 'searchModels', placeholder: 'Choose a model…', example: 'openai/gpt-4o-mini' } as const;

const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	required: true,
	noDataExpression: true,
	default: { mode: 'list', value: '' },
	description: 'The model to ask, as provider/model. The list holds the models of every provider set up in the credential.',
	displayOptions: { show: { '/modelsFrom': ['registry'] } },
	...modelModes(modelModesOf),
};

/** The same without a credential, which n8n would ask for before it shows the list. */
const catalogueModel: INodeProperties = {
	...model,
	description: 'The model to choose, as provider/model. The list holds what the catalogue knows; any other can be written by its ID.',
	displayOptions: { show: { '/modelsFrom': ['catalogue'] } },
	...modelModes({ ...modelModesOf, needsCredential: false }),
};

const overrides: INodeProperties = {
	displayName: 'Overrides',
	name: 'overrides',
	type: 'collection',
	placeholder: 'Add Override',
	default: {},
	description: 'What you know better than the model catalogue: your own price, window or abilities of this model',
	options: [
		{
			displayName: 'Cached Input Price (USD per Million Tokens)',
			name: 'cachedInputPrice',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'What a million input tokens cost that the provider found in its prompt cache. Leave it out to bill them as input.',
		},
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
			description: 'All that this model can do. A model that lacks what a request needs is left out for that request.',
		},
		{
			displayName: 'Context Window (Tokens)',
			name: 'contextTokens',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 128000,
			description: 'Tokens of prompt and answer together that the model can hold. Longer requests go to another model.',
		},
		{
			displayName: 'Input Price (USD per Million Tokens)',
			name: 'inputPrice',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'What a million input tokens cost you. Set the output price with it.',
		},
		{
			displayName: 'Output Limit (Tokens)',
			name: 'maxOutputTokens',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 4096,
			description: 'Tokens that one answer of this model can have at most',
		},
		{
			displayName: 'Output Price (USD per Million Tokens)',
			name: 'outputPrice',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'What a million output tokens cost you. Set the input price with it.',
		},
		{
			displayName: 'Parallel Calls',
			name: 'parallelCalls',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 10,
			description: 'How many calls to this model may be under way at the same time, over all workflows that use this credential',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 60,
			description:
				"The provider's limit for your key and this model. It is kept over all workflows that use this credential: a full model is skipped, or waited for within Max Wait Time.",
		},
		{
			displayName: 'Tokens per Minute',
			name: 'tokensPerMinute',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 100000,
			description:
				"The provider's limit for your key and this model, input and output together. Each call reserves what its answer is likely to need.",
		},
	],
};

/** Route Only has no port to plug a model into: nothing is called there. */
export const connectedNotices: INodeProperties[] = [
	{
		displayName: 'Connect one Chat Model to each port below the node. Their settings are set there; prices and Strength in the rows here.',
		name: 'connectedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { modelsFrom: ['connected'], operation: ['routeAndAnswer'] } },
	},
];

export const modelFields: INodeProperties[] = [
	{
		displayName: 'Models',
		name: 'models',
		type: 'fixedCollection',
		placeholder: 'Add Model',
		// A moved row would take the place, and so the wire, of another.
		typeOptions: {
			multipleValues: true,
			sortable: false,
			fixedCollection: { itemTitle: '={{ $collection.item.value.branchName || $collection.item.value.model?.value || "" }}' },
		},
		default: {
			values: [
				{ model: { __rl: true, mode: 'list', value: '' }, branchName: '', strength: 'auto', enabled: true, overrides: {} },
				{ model: { __rl: true, mode: 'list', value: '' }, branchName: '', strength: 'auto', enabled: true, overrides: {} },
			],
		},
		description:
			'The models to choose from. Each row is one output branch, in this order, below Fallback. For connected Chat Models it is one port too.',
		options: [
			{
				displayName: 'Model',
				name: 'values',
				values: [
					model,
					catalogueModel,
					{
						displayName: 'Branch Name',
						name: 'branchName',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. Cheap',
						description:
							"The output's label on the canvas, and the port's for a connected Chat Model. Empty: the model's name, or Model 1, Model 2 and so on for connected ones.",
					},
					{
						displayName: 'Strength',
						name: 'strength',
						type: 'options',
						noDataExpression: true,
						options: strengths,
						default: 'auto',
						description:
							'How good the model is among the models in this list. Auto orders them by list price; set it where the dearer model is not the better one, or where a price is not known.',
					},
					{
						displayName: 'Enabled',
						name: 'enabled',
						type: 'boolean',
						noDataExpression: true,
						default: true,
						description: 'Whether this model may be chosen. Switched off, it keeps its output and its wire.',
					},
					overrides,
				],
			},
		],
	},
	{
		displayName: 'To remove a model, switch off Enabled. Deleting a row moves all branches below it, but the wires on the canvas stay.',
		name: 'modelsNotice',
		type: 'notice',
		default: '',
	},
];
