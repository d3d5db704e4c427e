import type { INodeProperties } from 'n8n-workflow';

import { judgeOption, logFields, mostOption, policyOption } from './loggedRouter';
import { routerField } from './routerField';

const of = (...operations: string[]) => ({ resource: ['threshold'], operation: operations });

export const thresholdOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['threshold'] } },
	options: [
		{
			name: 'Calibrate',
			value: 'calibrate',
			action: 'Calibrate a threshold',
			description: 'Find the cheapest threshold at which answers stay as good as you require, with the confidence you require',
		},
		{
			name: 'Change Auto-Tune',
			value: 'changeAutoTune',
			action: 'Pause resume or reset auto tune',
			description: 'Pause, resume or reset Auto-Tune of one router',
		},
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete a named threshold',
			description: 'Delete a named threshold. Routers that use it continue with their own.',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a named threshold',
			description: 'Show a named threshold with its versions, and whether it still holds',
		},
		{
			name: 'Get Auto-Tune',
			value: 'getAutoTune',
			action: 'Get what auto tune has found out',
			description: 'Show which model answers which share, what is promised, how many comparisons there were and what they cost',
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many named thresholds',
			description: 'Show the named thresholds, and which of them are certified',
		},
		{
			name: 'Set',
			value: 'set',
			action: 'Set a named threshold',
			description: 'Store a threshold of your own choice under a name, for routers to read',
		},
	],
	default: 'calibrate',
};

export const thresholdFields: INodeProperties[] = [
	...logFields(of('calibrate'), {
		default: 3650,
		description:
			'How far to look back in the log, in days. Leave it as it is where you calibrate again and again: the promise is for a log that begins where it began, and with fewer days, or Most Decisions reached, it begins elsewhere each night.',
	}),
	{
		displayName: 'Target (%)',
		name: 'target',
		type: 'number',
		typeOptions: { minValue: 50, maxValue: 99.9 },
		default: 95,
		description:
			"How many of the answers, in percent, must be at least as good as the strongest model's. More needs more audits and saves less. It speaks of the models that the threshold chooses: an answer by a weaker one, because those failed, is counted in the Degraded Share of a report and not here.",
		displayOptions: { show: of('calibrate') },
	},
	{
		displayName: 'Confidence (%)',
		name: 'confidence',
		type: 'number',
		typeOptions: { minValue: 50, maxValue: 99.9 },
		default: 95,
		description:
			'How sure that must be, in percent: with 95, the chance that a threshold that misses the target is ever handed out is at most one in twenty, however often you calibrate. More needs more audits. Another policy or judge starts over.',
		displayOptions: { show: of('calibrate') },
	},
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. support',
		description: 'The name under which routers read the threshold',
		displayOptions: { show: of('delete', 'get', 'set') },
	},
	{
		displayName: 'Threshold',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 4 },
		required: true,
		default: 0.7,
		description:
			'Least predicted quality, from 0 to 1, that a cheaper model must reach to answer. It carries no promise: Calibrate finds one that is certified.',
		displayOptions: { show: of('set') },
	},
	{
		displayName: 'Recent Days',
		name: 'recentDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 365 },
		default: 7,
		description: 'How many days of the log are used to check whether a certified threshold still holds',
		displayOptions: { show: of('get') },
	},
	routerField({
		description:
			'Which Route LLM Request node with Auto-Tune. Left empty: the only one that has it; where there are more, the error lists them.',
		displayOptions: { show: of('getAutoTune', 'changeAutoTune') },
	}),
	{
		displayName: 'Change',
		name: 'autoTuneChange',
		type: 'options',
		options: [
			{
				name: 'Pause',
				value: 'pause',
				description: 'No more comparisons, and everything goes to the strongest model. What was found out is kept.',
			},
			{
				name: 'Reset',
				value: 'reset',
				description:
					'Start over: forget what is certified and compare again. It costs confidence: each start needs more comparisons than the one before. For work that has changed.',
			},
			{ name: 'Resume', value: 'resume', description: 'Continue where it was paused' },
		],
		default: 'pause',
		description: 'What to do with Auto-Tune of this router',
		displayOptions: { show: of('changeAutoTune') },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: of('calibrate') },
		options: [
			judgeOption,
			mostOption,
			policyOption,
			{
				displayName: 'Save As',
				name: 'saveAs',
				type: 'string',
				default: '',
				placeholder: 'e.g. support',
				description:
					'Store the threshold under this name if it is certified, for routers to read. If none is certified, the threshold stored under this name stays as it is.',
			},
		],
	},
];
