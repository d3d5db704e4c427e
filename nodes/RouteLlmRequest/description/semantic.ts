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
			'Requests that each model is for. A request goes to the model whose examples are most similar to its prompt, or to Bypass, Default Model if none is. For a model without examples, its Good At is the example.',
		options: [{ displayName: 'Examples of a Model', name: 'values', values: exampleRow }],
	},
	{
		displayName: 'Margin',
		name: 'margin',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.02,
		description:
			"From 0 to 1. How much more similar a prompt must be to the best model's examples than to the next one's. Higher: more in doubt goes to the default model.",
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
				description: 'Compares words, parts of words and what English words are about, inside n8n. No extra call, no extra cost.',
			},
			{
				name: 'Embedding Model of a Provider',
				value: 'provider',
				description:
					'Compares whole sentences in any language the model knows, and is far better for special subjects. One small call per new prompt.',
			},
		],
		default: 'lexical',
		description: 'How the similarity of a prompt and an example is measured',
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
