import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { collection } from './collection';
import { LIMITS } from './defaults';
import { documentModes } from './documentModes';
import { modelModes } from './modelModes';
import { onlyAnswering } from './show';
import { strategiesUsing } from './strategies';

const whenTrained = (...weights: readonly string[]): IDisplayOptions => ({ show: { weights: [...weights] } });

const weightsFields: INodeProperties[] = [
	{
		displayName: 'Classifier Weights',
		name: 'weights',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Fixed Version', value: 'version', description: 'A certain version of your own training, whatever is trained later' },
			{
				name: 'Latest Trained',
				value: 'latest',
				description: 'The newest of your own training; until there is one, those that come with this node',
			},
			{
				name: 'Shipped',
				value: 'shipped',
				description: 'Those that come with this node, trained on written requests and public benchmark questions',
			},
		],
		default: 'shipped',
		description: 'The weights that the classifier predicts with. LLM Router Feedback trains weights on your own outcomes.',
	},
	{
		displayName: 'Weights Name',
		name: 'weightsName',
		type: 'resourceLocator',
		noDataExpression: true,
		default: { mode: 'name', value: 'default' },
		description: 'The name that the weights were trained under. It is "default" unless you gave another one there.',
		...documentModes({ search: 'searchWeights', placeholder: 'Choose trained weights', example: 'default' }),
		displayOptions: whenTrained('latest', 'version'),
	},
	{
		displayName: 'Weights Version',
		name: 'weightsVersion',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: LIMITS.weightsVersion.min, maxValue: LIMITS.weightsVersion.max, numberPrecision: 0 },
		default: 1,
		description: 'Version of the weights, 1 being the first. If it does not exist, the shipped weights are used, and the run says so.',
		displayOptions: whenTrained('version'),
	},
];

const embeddingModel: INodeProperties = {
	displayName: 'Embedding Model for the Classifier',
	name: 'classifierEmbeddingModel',
	type: 'resourceLocator',
	noDataExpression: true,
	default: { mode: 'list', value: '' },
	description:
		'Lets weights of your own training read the meaning of a prompt, in one small paid call per prompt. With Keep Features for Training, the vector is kept; it can be partly turned back into text, so treat it as personal data. Empty: none.',
	...modelModes({ search: 'searchEmbeddingModels', placeholder: 'Choose an embedding model…', example: 'openai/text-embedding-3-small' }),
	displayOptions: { show: { '/modelsFrom': ['registry'] } },
};

const keptFields: INodeProperties[] = [
	{
		displayName: 'Audit Share (%)',
		name: 'auditShare',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: LIMITS.auditShare.min, maxValue: LIMITS.auditShare.max },
		default: 0,
		description:
			"Share of the requests, sampled at random, whose cheaper answer can later be compared with the strongest model's. Their prompts and answers are kept until then. LLM Router Feedback runs the paid comparison. 0 keeps no text.",
		displayOptions: onlyAnswering,
	},
	{
		displayName: 'Audited Content Kept (Days)',
		name: 'auditDays',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: LIMITS.auditDays.min, maxValue: LIMITS.auditDays.max, numberPrecision: 0 },
		default: 30,
		description: 'How long prompts and answers sampled for an audit are kept if no audit runs. Run audits more often than that.',
		displayOptions: onlyAnswering,
	},
	{
		displayName: 'Keep Features for Training (Days)',
		name: 'featureDays',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: LIMITS.featureDays.min, maxValue: LIMITS.featureDays.max, numberPrecision: 0 },
		default: 0,
		description:
			'How long the words of each request are kept as hashes, for training the classifier. A dictionary can reverse them: treat them as personal data. 0 keeps none, and nothing can be trained.',
	},
	{
		displayName: 'Subject Key',
		name: 'subjectKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.userId }}',
		description:
			'Who the request is about, such as a customer number, so that LLM Router Feedback can find and delete everything kept about one person',
	},
];

/** What the router learns from, and what is kept for that. Nothing of it is on by itself. */
export const learningField = collection({
	displayName: 'Learning',
	name: 'learning',
	description: 'What is kept so that LLM Router Feedback can check, calibrate and train. Prompts and answers are kept only if you say so.',
	fields: [
		...weightsFields.map(forWeighted),
		embeddingModel,
		{
			displayName: 'Exploration (%)',
			name: 'exploration',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.exploration.min, maxValue: LIMITS.exploration.max },
			default: 5,
			description:
				'Share of the requests whose model is sampled at random, to learn about the others. Some of these get a weaker or more expensive model than they need. 0: only audits teach. Bypassed requests are never sampled.',
			displayOptions: { show: { '/strategy': strategiesUsing('exploration') } },
		},
		...keptFields,
	],
});

function forWeighted(field: INodeProperties): INodeProperties {
	return { ...field, displayOptions: { show: { ...field.displayOptions?.show, '/strategy': strategiesUsing('weights') } } };
}
