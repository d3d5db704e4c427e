import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_WEIGHTS_NAME } from '../../../router/ledger/weightsName';

import { routerField } from './routerField';

const of = (...operations: string[]) => ({ show: { resource: ['classifier'], operation: operations } });

export const classifierOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['classifier'] } },
	options: [
		{
			name: 'Get Many Versions',
			value: 'getVersions',
			action: 'Get many versions of the classifier',
			description: 'List what was trained and rolled back, newest first',
		},
		{
			name: 'Roll Back',
			value: 'rollBack',
			action: 'Roll back the classifier',
			description: 'Go back to an earlier version: decisions are then as they were',
		},
		{
			name: 'Train',
			value: 'train',
			action: 'Train the classifier',
			description: 'Learn from your own outcomes which requests the cheaper models can answer',
		},
	],
	default: 'train',
};

export const classifierFields: INodeProperties[] = [
	{
		displayName:
			'Learns from audits and evaluations. Set Keep Features for Training and Classifier Weights (Latest Trained) in Route LLM Request first.',
		name: 'trainNotice',
		type: 'notice',
		default: '',
		displayOptions: of('train'),
	},
	{
		displayName: 'Weights Name',
		name: 'weightsName',
		type: 'string',
		required: true,
		default: DEFAULT_WEIGHTS_NAME,
		description: 'The name of the weights. Routers use the same name, so that different tasks can have their own weights.',
		displayOptions: { show: { resource: ['classifier'] } },
	},
	routerField({
		description: 'Learn from the decisions of one Route LLM Request node only. Left empty: of all.',
		displayOptions: of('train'),
	}),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: of('train'),
		options: [
			{
				displayName: 'Prior',
				name: 'prior',
				type: 'options',
				options: [
					{ name: 'Shipped', value: 'shipped', description: 'Start from the shipped weights, with all the outcomes there are' },
					{
						name: 'Weights in Use',
						value: 'in_use',
						description:
							'Continue from the weights in use, with what was judged since they were trained. Keeps what they learned from decisions deleted since.',
					},
				],
				default: 'shipped',
				description: 'The weights that training starts from; a few outcomes change them only a little',
			},
			{
				displayName: 'Use Embeddings',
				name: 'embeddings',
				type: 'boolean',
				default: true,
				description:
					'Whether training may also use the embeddings that routers have kept, if they predict better than the words alone by more than noise. Routers then have to embed each prompt before they choose, which costs a call. They keep embeddings only if an Embedding Model for the Classifier is chosen there.',
			},
		],
	},
	{
		displayName: 'Roll Back To',
		name: 'rollBackTo',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Fixed Version', value: 'version' },
			{ name: 'Shipped Weights', value: 'shipped', description: 'As if nothing had ever been trained' },
			{ name: 'Version Before', value: 'before', description: 'What was in use before the weights in use were trained' },
		],
		default: 'before',
		description: 'It becomes a new version, so that nothing is lost and you can roll back the roll back',
		displayOptions: of('rollBack'),
	},
	{
		displayName: 'Version',
		name: 'version',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description: 'As Get Many Versions lists them',
		displayOptions: { show: { resource: ['classifier'], operation: ['rollBack'], rollBackTo: ['version'] } },
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: of('getVersions'),
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { resource: ['classifier'], operation: ['getVersions'], returnAll: [false] } },
	},
];
