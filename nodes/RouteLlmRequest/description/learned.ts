import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { documentModes } from './documentModes';

/** What hidden fields count as: the panel's defaults again, which its linter wants written out there. */
export const LEARNED_DEFAULTS = {
	thresholdFrom: 'panel',
	thresholdName: '',
	weights: 'shipped',
	weightsName: 'default',
	weightsVersion: 1,
	/** Per cent. */
	exploration: 5,
} as const;

/** Inclusive. */
export const LEARNED_LIMITS = {
	weightsVersion: { min: 1, max: 1_000_000 },
	/** More would be a lottery. */
	exploration: { min: 0, max: 50 },
	/** As long as a document's name may be. */
	nameChars: 200,
} as const;

const whenTrained = (...weights: readonly string[]): IDisplayOptions => ({ show: { weights: [...weights] } });

export const adaptiveNotice: INodeProperties = {
	displayName:
		'<b>Adaptive</b> begins as the classifier and corrects it by what LLM Router Feedback records: ratings of these answers, and audits. It learns by model and kind of request, slowly, and only from outcomes that chance had a hand in. What it has learned is looked up again once a minute while the node runs.',
	name: 'adaptiveNotice',
	type: 'notice',
	default: '',
};

/** Above Threshold. */
export const thresholdSourceFields: INodeProperties[] = [
	{
		displayName: 'Threshold From',
		name: 'thresholdFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'This Panel', value: 'panel', description: 'The number below' },
			{
				name: 'Named Threshold',
				value: 'named',
				description: 'One that LLM Router Feedback has stored under a name, so that several nodes share it and a calibration can change it',
			},
		],
		default: 'panel',
		description: 'Where the threshold comes from',
	},
	{
		displayName: 'Named Threshold',
		name: 'thresholdName',
		type: 'resourceLocator',
		noDataExpression: true,
		default: { mode: 'list', value: '' },
		description:
			'A threshold that LLM Router Feedback has stored: calibrated, or set by hand. It is read once a run. A calibrated one is used only while models, weights and the other settings are those it was calibrated with. Where it is missing or cannot be used, the Threshold below goes on, and the run says why.',
		...documentModes({ search: 'searchThresholds', placeholder: 'Choose a threshold', example: 'support-mail' }),
		displayOptions: { show: { thresholdFrom: ['named'] } },
	},
];

/** Below Threshold. */
export const explorationField: INodeProperties = {
	displayName: 'Exploration (%)',
	name: 'exploration',
	type: 'number',
	noDataExpression: true,
	typeOptions: { minValue: LEARNED_LIMITS.exploration.min, maxValue: LEARNED_LIMITS.exploration.max },
	default: 5,
	description:
		'Share of the requests whose model chance chooses, so that something is learned of the others too; some of these get a weaker or a dearer model than they need. 0 never does: then ratings teach nothing, only audits do. Bypassed items are never left to chance.',
};

/** Below Threshold. */
export const weightsFields: INodeProperties[] = [
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
				description: 'The newest of your own training, as soon as there is one; until then those that come with this node',
			},
			{ name: 'Shipped', value: 'shipped', description: 'Those that come with this node, trained on public benchmark questions' },
		],
		default: 'shipped',
		description: 'What the classifier predicts with. The operation Train of LLM Router Feedback makes weights of your own outcomes.',
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
		typeOptions: { minValue: LEARNED_LIMITS.weightsVersion.min, maxValue: LEARNED_LIMITS.weightsVersion.max, numberPrecision: 0 },
		default: 1,
		description:
			'Version of the weights, 1 being the first that was trained. Where it does not exist the shipped weights go on, and the run says so.',
		displayOptions: whenTrained('version'),
	},
];
