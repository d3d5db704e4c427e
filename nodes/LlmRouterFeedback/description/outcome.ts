import type { INodeProperties } from 'n8n-workflow';

const show = { resource: ['outcome'], operation: ['record'] };

export const outcomeOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['outcome'] } },
	options: [{ name: 'Record', value: 'record', action: 'Record an outcome', description: 'Say how good the answer of a decision was' }],
	default: 'record',
};

export const outcomeFields: INodeProperties[] = [
	{
		displayName: 'Decision ID',
		name: 'decisionId',
		type: 'string',
		required: true,
		default: '={{ $json.llmRoute?.id }}',
		description: 'Which decision the outcome belongs to: the ID in llmRoute on the item that came out of Route LLM Request',
		displayOptions: { show },
	},
	{
		displayName: 'Given As',
		name: 'scale',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: '0 to 10', value: 'ten' },
			{ name: 'Label', value: 'label', description: 'The word good or bad' },
			{ name: 'Per Cent', value: 'percent', description: 'From 0 to 100' },
			{ name: 'Score', value: 'score', description: 'From 0 to 1' },
			{ name: 'Stars', value: 'stars', description: 'From 1 to 5' },
			{ name: 'Thumbs', value: 'thumbs', description: 'Up or down' },
		],
		default: 'thumbs',
		description: 'How the rating was given',
		displayOptions: { show },
	},
	{
		displayName: 'Rating',
		name: 'rating',
		type: 'string',
		required: true,
		default: '={{ $json.rating }}',
		description: 'How good the answer was, on the scale above',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Dedupe Key',
				name: 'dedupeKey',
				type: 'string',
				default: '',
				description: 'Outcomes with the same key are one: the last one counts. Left empty, each source gives one outcome for each decision.',
			},
			{
				displayName: 'Model',
				name: 'modelId',
				type: 'string',
				default: '',
				placeholder: 'e.g. openai/gpt-4o-mini',
				description: 'Whose answer it was, as provider/model. Left empty: the model that answered.',
			},
			{
				displayName: 'Source',
				name: 'source',
				type: 'string',
				default: 'user',
				description: 'Who says so, such as user, support or evaluation. Reports show sources apart.',
			},
		],
	},
];
