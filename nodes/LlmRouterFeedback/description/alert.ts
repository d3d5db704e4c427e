import type { INodeProperties } from 'n8n-workflow';

import { routerField } from './routerField';

const show = { resource: ['alert'], operation: ['check'] };

/** How sure a rule must be, by what it watches: as MEASURES in router/report/alerts/measures.ts have it. */
const CERTAIN = ['quality', 'routing_accuracy', 'false_cheap_rate', 'saving_to_strongest', 'saving_to_best_single'];
const CERTAIN_ON_WISH = ['escalation_rate', 'fallback_rate', 'degraded_share'];

const onlyWhenCertain: INodeProperties = {
	displayName: 'Only When Certain',
	name: 'certain',
	type: 'boolean',
	default: true,
	description:
		'Whether to wait with the alert until the whole 95 % interval of the figure lies beyond the value, so that chance alone raises none',
	displayOptions: { show: { measure: CERTAIN } },
};

const ruleFields: INodeProperties[] = [
	{
		displayName: 'Measure',
		name: 'measure',
		type: 'options',
		options: [
			{ name: 'Cost per Request (USD)', value: 'cost_per_request', description: 'All that was paid, divided by all requests' },
			{
				name: 'Degraded Share (%)',
				value: 'degraded_share',
				description: 'Answered by a model below the threshold, because nothing better could',
			},
			{
				name: 'Escalation Rate (%)',
				value: 'escalation_rate',
				description: 'Handed to a stronger model because an answer was not good enough',
			},
			{ name: 'Fallback Rate (%)', value: 'fallback_rate', description: 'Answered by no model' },
			{ name: 'False-Cheap Rate (%)', value: 'false_cheap_rate', description: 'Answered cheaply, and not good enough. Needs audits.' },
			{ name: 'Latency P50 (Ms)', value: 'latency_p50', description: 'Half of the answers took longer' },
			{ name: 'Latency P95 (Ms)', value: 'latency_p95', description: 'One answer in twenty took longer' },
			{ name: 'Quality (%)', value: 'quality', description: 'Compared with the strongest model, which is 100. Needs audits.' },
			{ name: 'Requests', value: 'requests', description: 'How many there were' },
			{ name: 'Routing Accuracy (%)', value: 'routing_accuracy', description: 'Cheap answers that were good enough. Needs audits.' },
			{
				name: 'Saving Against the Best Single Model (%)',
				value: 'saving_to_best_single',
				description: 'Compared with the cheapest model known to be good enough for everything',
			},
			{
				name: 'Saving Against the Strongest (%)',
				value: 'saving_to_strongest',
				description: 'Compared with the strongest model for everything',
			},
			{ name: 'Total Cost (USD)', value: 'total_cost', description: 'All that was paid within the window' },
			{ name: 'Unknown Cost Share (%)', value: 'unknown_cost_share', description: 'Requests of whose cost a part is not known' },
		],
		default: 'fallback_rate',
		description: 'Which figure to watch',
	},
	{
		displayName: 'Is',
		name: 'is',
		type: 'options',
		options: [
			{ name: 'Above', value: 'above' },
			{ name: 'Below', value: 'below' },
		],
		default: 'above',
		description: 'On which side of the value something is wrong',
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'number',
		default: 5,
		description: 'The limit, in the unit shown after the measure. The value itself is still within the limit.',
	},
	{
		displayName: 'Window (Hours)',
		name: 'windowHours',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 24,
		description: 'How far back from now the figure looks',
	},
	{
		displayName: 'At Least (Requests)',
		name: 'minRequests',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 20,
		description: 'With fewer requests in the window nothing is said: no alert begins, and none ends',
		displayOptions: { hide: { measure: ['requests'] } },
	},
	onlyWhenCertain,
	{ ...onlyWhenCertain, default: false, displayOptions: { show: { measure: CERTAIN_ON_WISH } } },
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Too many fallbacks',
		description: 'The name of this rule in the alert. Left empty: the rule itself.',
	},
];

export const alertOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['alert'] } },
	options: [
		{
			name: 'Check',
			value: 'check',
			action: 'Check for alerts',
			description: 'Say once when something goes wrong, and once when it is over',
		},
	],
	default: 'check',
};

export const alertFields: INodeProperties[] = [
	{
		displayName:
			'Put a Schedule Trigger before this node. <b>Alert</b> gets an item when a problem begins or ends, <b>Checked</b> gets every check.',
		name: 'alertNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	routerField({
		description:
			'One Route LLM Request node. Left empty: rules look at all of them together, and what has moved is looked for in each of them.',
		displayOptions: { show },
	}),
	{
		displayName: 'Rules',
		name: 'rules',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Rule',
		default: { values: [{ measure: 'fallback_rate', is: 'above', value: 5, windowHours: 24, minRequests: 20, certain: false, name: '' }] },
		description: 'Limits on figures. Changing a rule makes it a new one: what it had found before is forgotten.',
		displayOptions: { show },
		options: [{ displayName: 'Rule', name: 'values', values: ruleFields }],
	},
	{
		displayName: 'What May Move',
		name: 'drift',
		type: 'multiOptions',
		noDataExpression: true,
		options: [
			{
				name: 'Models',
				value: 'models',
				description: 'Models were added or removed, one was retired by the price list, or its provider no longer knows one',
			},
			{ name: 'Prices', value: 'prices', description: 'Models cost more or less than before, or than the price list says' },
			{ name: 'Traffic', value: 'traffic', description: 'Requests have become easier or harder than those that the threshold was set for' },
		],
		default: [],
		description: 'What to compare with before, for each router: a threshold that was right may no longer be',
		displayOptions: { show },
	},
	{
		displayName: 'Compare the Last (Hours)',
		name: 'driftHours',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 168,
		description: 'What counts as now. 168 hours are a week.',
		displayOptions: { show: { ...show, drift: ['models', 'prices', 'traffic'] } },
	},
	{
		displayName: 'Compare With',
		name: 'compareWith',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Named Threshold',
				value: 'threshold',
				description: 'What it was certified for. Other routers than its own are compared with the time before.',
			},
			{ name: 'Time Before', value: 'before', description: 'As many hours before those' },
		],
		default: 'before',
		description: 'What counts as before',
		displayOptions: { show: { ...show, drift: ['models', 'prices', 'traffic'] } },
	},
	{
		displayName: 'Threshold Name',
		name: 'thresholdName',
		type: 'string',
		required: true,
		default: '',
		description: 'As it was saved by Threshold: Calibrate',
		displayOptions: { show: { ...show, drift: ['models', 'prices', 'traffic'], compareWith: ['threshold'] } },
	},
	{
		displayName: 'Auto-Tune',
		name: 'autoTune',
		type: 'boolean',
		default: true,
		description:
			'Whether to tell once when Auto-Tune certifies a larger share, gives up because routing does not pay, sends everything to the strongest model again because answers became worse, refuses its judge, or has spent Spend at Most',
		displayOptions: { show },
	},
];
