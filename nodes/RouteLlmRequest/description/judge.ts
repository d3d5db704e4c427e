import type { INodeProperties } from 'n8n-workflow';

import { LIMITS } from './defaults';
import { modelModes } from './modelModes';

/** What hidden fields count as: the panel's defaults again, which its linter wants written out there. */
export const JUDGE_DEFAULTS = {
	judgeChoosesBy: 'tiers',
	/** Empty: the weakest model of the list. */
	judgeModel: '',
	judgeRow: '',
	judgeCriteria: '',
	/** Seconds. */
	judgeTimeout: 15,
} as const;

/** Inclusive. */
export const JUDGE_LIMITS = { criteriaChars: 4000 } as const;

/** What Threshold means hangs on it. */
export const choosesByField: INodeProperties = {
	displayName: 'Chooses By',
	name: 'judgeChoosesBy',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Tiers', value: 'tiers', description: 'How hard the request is: the harder, the stronger the model' },
		{
			name: 'Descriptions',
			value: 'descriptions',
			description: 'Which model the request is for, by what its row says under Good At: code, research, images',
		},
	],
	default: 'tiers',
	description: 'What the judge is asked',
};

export const judgeFields: INodeProperties[] = [
	{
		displayName: 'Judge Model',
		name: 'judgeModel',
		type: 'resourceLocator',
		noDataExpression: true,
		default: { mode: 'list', value: '' },
		description: 'A small, fast model. Empty: the weakest model of the list. One call for each different request; its cost counts.',
		...modelModes({ search: 'searchJudgeModels', placeholder: 'The weakest model of the list', example: 'openai/gpt-4o-mini' }),
		displayOptions: { show: { modelsFrom: ['registry'] } },
	},
	{
		displayName: 'Judge Model Name or ID',
		name: 'judgeRow',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getDefaultJudgeChoices', loadOptionsDependsOn: ['/models', '/models.values'] },
		default: '',
		description:
			'The connected model that judges. Empty: the weakest one. One call for each different request; its cost counts. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { modelsFrom: ['connected'] } },
	},
	{
		displayName: 'Extra Criteria',
		name: 'judgeCriteria',
		type: 'string',
		noDataExpression: true,
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Questions about refunds are hard. Anything in French is at least moderate.',
		description:
			'What else the judge should know about your requests. It follows these words, so they take no expression: item data must not get in.',
	},
	{
		displayName: 'Judge Timeout (Seconds)',
		name: 'judgeTimeout',
		type: 'number',
		typeOptions: { minValue: LIMITS.judgeTimeout.min, maxValue: LIMITS.judgeTimeout.max },
		default: 15,
		description: 'How long one call of the judge may take. After that the strongest model is asked.',
	},
];
