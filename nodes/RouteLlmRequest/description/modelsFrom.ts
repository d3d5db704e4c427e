import type { INodeProperties } from 'n8n-workflow';

/** Declared once per operation: n8n shows the one that fits, and a new node gets that one's default. */
export const modelsFrom: INodeProperties[] = [
	{
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
		displayOptions: { show: { operation: ['routeAndAnswer'] } },
	},
	{
		displayName: 'Models From',
		name: 'modelsFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Catalogue (No Key)',
				value: 'catalogue',
				description: 'Any model, with the prices and limits that are publicly known. Nothing is called, so no key is needed.',
			},
			{
				name: 'Registry Credential',
				value: 'registry',
				description: 'Models of every provider in one credential, with its Model Facts; needed where a model helps to choose',
			},
		],
		default: 'catalogue',
		description: 'Where the models to choose from are listed',
		displayOptions: { show: { operation: ['routeOnly'] } },
	},
];

/** What asks a provider says so where it is chosen. */
export const catalogueNotices: INodeProperties[] = [
	{
		displayName: 'LLM Judge asks a model, which takes a key: set Models From to Registry Credential.',
		name: 'catalogueJudgeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { modelsFrom: ['catalogue'], strategy: ['llm_judge'] } },
	},
	{
		displayName: 'An embedding model takes a key: set Models From to Registry Credential, or Embeddings to Built In.',
		name: 'catalogueEmbeddingsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { modelsFrom: ['catalogue'], strategy: ['semantic'], embeddings: ['provider'] } },
	},
];
