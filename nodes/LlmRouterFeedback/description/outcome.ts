import type { INodeProperties } from 'n8n-workflow';

const of = { resource: ['outcome'], operation: ['record'] };
const show = { show: of };
const rated = { show: of, hide: { scale: ['reference'] } };
const compared = { show: { ...of, scale: ['reference'] } };

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
		description:
			'Which answer the outcome is about: the ID in llmRoute on the item that came out of Route LLM Request. If other nodes have replaced it since, drag it in from the output of the router.',
		displayOptions: show,
	},
	{
		displayName: 'Given As',
		name: 'scale',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: '0 to 10', value: 'ten', description: 'A number from 0 to 10' },
			{ name: 'Label', value: 'label', description: 'The word good or bad, correct or incorrect, pass or fail' },
			{ name: 'Per Cent', value: 'percent', description: 'From 0 to 100' },
			{ name: 'Reference Answer', value: 'reference', description: 'The answer as it should be, for this node to compare with' },
			{ name: 'Score', value: 'score', description: 'From 0 to 1' },
			{ name: 'Stars', value: 'stars', description: 'From 1 to 5' },
			{ name: 'Thumbs', value: 'thumbs', description: 'Up or down' },
		],
		default: 'thumbs',
		description: 'How it is known how good the answer was',
		displayOptions: show,
	},
	{
		displayName: 'Rating',
		name: 'rating',
		type: 'string',
		required: true,
		default: '={{ $json.rating }}',
		description: 'How good the answer was, on the scale above',
		displayOptions: rated,
	},
	{
		displayName: 'Answer',
		name: 'answer',
		type: 'string',
		required: true,
		default: '={{ $json.output }}',
		description: 'The answer to be compared, as the model gave it. It is not stored.',
		displayOptions: compared,
	},
	{
		displayName: 'Reference Answer',
		name: 'reference',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. {{ $json.expected }}',
		description: 'The answer as it should be. It is not stored.',
		displayOptions: compared,
	},
	{
		displayName: 'Compare By',
		name: 'compareBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contains Reference', value: 'contains', description: 'The words of the reference appear in the answer, in a row' },
			{ name: 'Same JSON', value: 'json', description: 'The same JSON value, whatever the order of its keys' },
			{ name: 'Same Number', value: 'number', description: 'The final number is the same: 1,200.0 is 1200' },
			{ name: 'Same Text', value: 'text', description: 'The same words; case, space and punctuation do not matter' },
		],
		default: 'text',
		description: 'When the answer is right: its score is then 1, otherwise 0',
		displayOptions: compared,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: show,
		options: [
			{
				displayName: 'Dedupe Key',
				name: 'dedupeKey',
				type: 'string',
				default: '',
				description: 'Outcomes with the same key are one: the last one counts. Left empty, there is one for each answer, source and rater.',
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
				displayName: 'Rated By',
				name: 'ratedBy',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.user }}',
				description:
					'Who gave the rating, where several people may rate one answer: each has one vote, and may change it. Only a hash of it is stored.',
			},
			{
				displayName: 'Source',
				name: 'source',
				type: 'string',
				default: '',
				placeholder: 'e.g. support',
				description: 'Where the outcome comes from; reports show sources apart. Left empty: user, or reference where answers are compared.',
			},
		],
	},
];
