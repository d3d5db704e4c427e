import type { INodeProperties } from 'n8n-workflow';

import { judgeOption, logFields, mostOption, policyOption } from './loggedRouter';

const show = { resource: ['simulation'], operation: ['run'] };

export const simulationOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['simulation'] } },
	options: [
		{
			name: 'Run',
			value: 'run',
			action: 'Run a simulation',
			description:
				'Ask the log what other thresholds, models or prices would have cost, and how good the answers would have been. Costs are those of the answers alone, without drafts, judges and checks.',
		},
	],
	default: 'run',
};

export const simulationFields: INodeProperties[] = [
	...logFields(show),
	{
		displayName: 'Thresholds',
		name: 'thresholds',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0.6, 0.7, 0.8',
		description:
			'Thresholds to try, from 0 to 1, separated by commas. Left empty: the whole curve, from always the strongest model to always the cheapest.',
		displayOptions: { show },
	},
	{
		displayName: 'Predictions',
		name: 'predictions',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'As Logged', value: 'logged', description: 'The predicted quality as it was when the request was routed' },
			{
				name: 'By Shipped Weights',
				value: 'shipped',
				description: 'Predict again with the classifier weights that come with the package, where features were kept',
			},
			{
				name: 'By Trained Weights',
				value: 'trained',
				description: 'Predict again with weights trained on your own outcomes, where features were kept',
			},
		],
		default: 'logged',
		description:
			'Which predicted quality the thresholds are compared with. Predicting again needs the option Keep Features for Training on the router.',
		displayOptions: { show },
	},
	{
		displayName: 'Weights Name',
		name: 'weightsName',
		type: 'string',
		default: 'default',
		description: 'Which trained weights',
		displayOptions: { show: { ...show, predictions: ['trained'] } },
	},
	{
		displayName: 'Weights Version',
		name: 'weightsVersion',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: 'Which version of them; 0: the latest',
		displayOptions: { show: { ...show, predictions: ['trained'] } },
	},
	{
		displayName: 'Other Prices',
		name: 'prices',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Price',
		default: {},
		description: 'What models would cost instead of what the log recorded',
		displayOptions: { show },
		options: [
			{
				displayName: 'Price',
				name: 'values',
				values: [
					{
						displayName: 'Model',
						name: 'model',
						type: 'string',
						default: '',
						placeholder: 'e.g. openai/gpt-4o-mini',
						description: 'Whose price, as provider/model',
					},
					{
						displayName: 'Input Price (USD per Million Tokens)',
						name: 'input',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description: 'What a million input tokens would cost',
					},
					{
						displayName: 'Output Price (USD per Million Tokens)',
						name: 'output',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description: 'What a million output tokens would cost',
					},
				],
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			judgeOption,
			{
				displayName: 'Models',
				name: 'models',
				type: 'string',
				default: '',
				placeholder: 'e.g. openai/gpt-4o-mini, openai/gpt-4o',
				description:
					'The models to choose from, as provider/model, separated by commas. Left empty: all in the log. A model that is not in the log cannot be simulated.',
			},
			mostOption,
			{
				displayName: 'Points of the Curve',
				name: 'steps',
				type: 'number',
				typeOptions: { minValue: 2, maxValue: 100, numberPrecision: 0 },
				default: 20,
				description: 'How many thresholds to try at most if you enter none',
			},
			policyOption,
		],
	},
];
