import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from './modelModes';

const exampleRow: INodeProperties[] = [
	{
		displayName: 'Model Name or ID',
		name: 'model',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getModelChoices', loadOptionsDependsOn: ['models.values', '/models', '/models.values'] },
		default: '',
		description:
			'The model that requests like these are for. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Examples',
		name: 'examples',
		type: 'string',
		noDataExpression: true,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Where do I find my invoice?\nI was charged twice',
		description: 'One request per line, as people really write them. Five varied ones already help; twenty do better.',
	},
];

/** Of the Semantic strategy. Example texts take no expressions: they are learned once a run, and their vectors are kept. */
export const semanticFields: INodeProperties[] = [
	{
		displayName: 'Examples',
		name: 'examples',
		type: 'fixedCollection',
		placeholder: 'Add Examples of a Model',
		typeOptions: { multipleValues: true, fixedCollection: { itemTitle: '={{ $collection.item.value.model || "" }}' } },
		default: {},
		description:
			'Requests that each model is for. An item goes to the model whose examples its prompt is most like, or to the default model where it is like none. A model without examples can only be the default.',
		options: [{ displayName: 'Examples of a Model', name: 'values', values: exampleRow }],
	},
	{
		displayName: 'Margin',
		name: 'margin',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.02,
		description:
			"From 0 to 1. How much more like the best model's examples a prompt must be than like those of the next; below it the default model is asked. Raise it to send more in doubt to the default model.",
	},
	{
		displayName: 'Embeddings',
		name: 'embeddings',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Built In (No Key)',
				value: 'lexical',
				description:
					'Compares words, parts of words and common business topics inside n8n. No extra call, no extra cost. For special subjects, few examples or other languages, an embedding model does far better.',
			},
			{
				name: 'Embedding Model of a Provider',
				value: 'provider',
				description:
					'Compares meaning in any language the model knows. One small call per new prompt; the vectors of the examples are kept on disk, those of prompts only in memory.',
			},
		],
		default: 'lexical',
		description: 'What tells how alike a prompt and an example are',
	},
	{
		displayName: 'Embedding Model',
		name: 'embeddingModel',
		type: 'resourceLocator',
		required: true,
		noDataExpression: true,
		default: { mode: 'list', value: '' },
		description: 'The embedding model, as provider/model. The list holds those of every provider set up in the credential.',
		...modelModes({ search: 'searchEmbeddingModels', placeholder: 'Choose an embedding model…', example: 'openai/text-embedding-3-small' }),
		displayOptions: { show: { embeddings: ['provider'] } },
	},
];
