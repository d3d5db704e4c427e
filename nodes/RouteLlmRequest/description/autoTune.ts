import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { LIMITS } from './defaults';
import { modelModes } from './modelModes';

/** As the panel stores the judge that is the strongest model of the list. */
export const STRONGEST_JUDGE = 'strongest';
export const STRONGEST_JUDGE_NAME = 'Strongest Model';

/** In per cent, as the panel stores them. */
export const TARGETS_PERCENT = [90, 95, 98] as const;

/** For what Auto-Tune does itself. */
export const withoutAutoTune: IDisplayOptions = { show: { thresholdFrom: ['panel', 'named'] } };

const whenTuned = { thresholdFrom: ['auto_tune'], operation: ['routeAndAnswer'] };

const JUDGE_WORDS =
	'Which model compares the answers of a cheaper model with those of the strongest. The strongest model itself is a safe choice: if it prefers its own answers, that costs savings, never quality. A model that takes bad answers for good ones is refused.';

/** In place of Threshold, where Threshold From is Auto-Tune. */
export const autoTuneFields: INodeProperties[] = [
	{
		displayName: 'Target',
		name: 'autoTuneTarget',
		type: 'options',
		noDataExpression: true,
		options: TARGETS_PERCENT.map((percent) => ({
			name: `${String(percent)} %`,
			value: percent,
			description: `${String(percent)} % of all answers are as good as the strongest model's`,
		})),
		default: 95,
		description:
			"What share of all answers should be as good as the strongest model's, in the judge's eyes. Until that is shown with 95 % confidence, everything goes to the strongest model.",
		displayOptions: { show: whenTuned },
	},
	{
		displayName: 'Judge',
		name: 'autoTuneJudge',
		type: 'resourceLocator',
		noDataExpression: true,
		default: { mode: 'list', value: STRONGEST_JUDGE, cachedResultName: STRONGEST_JUDGE_NAME },
		description: JUDGE_WORDS,
		...modelModes({ search: 'searchAutoTuneJudges', placeholder: STRONGEST_JUDGE_NAME, example: 'openai/gpt-4o' }),
		displayOptions: { show: { ...whenTuned, modelsFrom: ['registry'] } },
	},
	{
		displayName: 'Judge Name or ID',
		name: 'autoTuneJudgeRow',
		type: 'options',
		noDataExpression: true,
		typeOptions: { loadOptionsMethod: 'getAutoTuneJudgeChoices', loadOptionsDependsOn: ['/models', '/models.values'] },
		default: STRONGEST_JUDGE,
		description: `${JUDGE_WORDS} Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>`,
		displayOptions: { show: { ...whenTuned, modelsFrom: ['connected'] } },
	},
	{
		displayName: 'Spend at Most ($)',
		name: 'autoTuneMost',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: LIMITS.autoTuneMost.min, maxValue: LIMITS.autoTuneMost.max },
		default: 5,
		description: 'The most that all comparisons of this node may cost together. Needs known prices of all models.',
		displayOptions: { show: whenTuned },
	},
	{
		displayName: 'Prompts and answers of compared requests are kept until they are compared, at most 30 days.',
		name: 'autoTuneNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: whenTuned },
	},
];
