import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from './modelModes';
import { rowSettings } from './rowSettings';

const model: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	required: true,
	noDataExpression: true,
	default: { mode: 'list', value: '' },
	description: 'The model to ask, as provider/model. The list holds the models of every provider set up in the credential.',
	displayOptions: { show: { '/modelsFrom': ['registry'] } },
	...modelModes({ search: 'searchModels', placeholder: 'Choose a model…', example: 'openai/gpt-4o-mini' }),
};

export const modelsFrom: INodeProperties = {
	displayName: 'Models From',
	name: 'modelsFrom',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Connected Chat Models',
			value: 'connected',
			description: 'Chat Model nodes plugged into this node, one port per row of Models, each with its own credential and settings',
		},
		{
			name: 'Registry Credential',
			value: 'registry',
			description: 'Models of every provider in one credential, chosen by name; this node calls them itself',
		},
	],
	default: 'registry',
	description: 'Where the models to choose from are set up',
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
	{
		displayName: 'Route Only calls no model: set Models From to Registry Credential, or Operation to Route and Answer.',
		name: 'connectedRouteOnlyNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { modelsFrom: ['connected'], operation: ['routeOnly'] } },
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
				{ model: { __rl: true, mode: 'list', value: '' }, branchName: '', settings: {} },
				{ model: { __rl: true, mode: 'list', value: '' }, branchName: '', settings: {} },
			],
		},
		description: 'The models to choose from. Each row is one output, in this order, below Fallback.',
		options: [
			{
				displayName: 'Model',
				name: 'values',
				values: [
					model,
					{
						displayName: 'Branch Name',
						name: 'branchName',
						type: 'string',
						noDataExpression: true,
						default: '',
						placeholder: 'e.g. Cheap',
						description: "The output's label on the canvas. Empty: the model's name.",
					},
					rowSettings,
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
