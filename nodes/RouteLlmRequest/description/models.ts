import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from './modelModes';
import { rowSettings } from './rowSettings';

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
					catalogueModel,
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
