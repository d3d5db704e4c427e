import type { INodeProperties } from 'n8n-workflow';

import { documentModes } from './documentModes';

/** Above Threshold. @param tuned the strategies that Auto-Tune can choose the threshold of. */
export const thresholdSourceFields = (tuned: readonly string[]): INodeProperties[] => [
	{
		displayName: 'Threshold From',
		name: 'thresholdFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Auto-Tune',
				value: 'auto_tune',
				description: 'Compares some answers in the background, and sends work to cheaper models only once they are shown to be good enough',
				displayOptions: { show: { operation: ['routeAndAnswer'], strategy: [...tuned] } },
			},
			{ name: 'This Panel', value: 'panel', description: 'The number below' },
			{
				name: 'Named Threshold',
				value: 'named',
				description: 'One that LLM Router Feedback has stored under a name: several nodes can share it, and a calibration can change it',
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
			'A threshold that LLM Router Feedback has calibrated or set. A calibrated one is used only while models, weights and settings are those it was calibrated with; otherwise the Threshold below is used, and the run says why.',
		...documentModes({ search: 'searchThresholds', placeholder: 'Choose a threshold', example: 'support-mail' }),
		displayOptions: { show: { thresholdFrom: ['named'] } },
	},
];
