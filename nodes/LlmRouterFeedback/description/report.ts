import type { INodeProperties } from 'n8n-workflow';

import { routerField } from './routerField';

const show = { resource: ['report'], operation: ['create'] };

export const reportOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['report'] } },
	options: [
		{
			name: 'Create',
			value: 'create',
			action: 'Create a report',
			description: 'Say what routing cost, saved and got wrong, and whether it pays',
		},
	],
	default: 'create',
};

export const reportFields: INodeProperties[] = [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'From / To', value: 'between', description: 'Between two moments' },
			{ name: 'Last N Days', value: 'lastDays', description: 'So many times 24 hours up to now' },
		],
		default: 'lastDays',
		description: 'Which decisions the report is about',
		displayOptions: { show },
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 400 },
		default: 7,
		description: 'How far the report looks back: each day is 24 hours, so a report every 7 days leaves nothing out',
		displayOptions: { show: { ...show, period: ['lastDays'] } },
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'Decided at this moment or later, in the time zone of the workflow',
		displayOptions: { show: { ...show, period: ['between'] } },
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		description: 'Decided before this moment. Left empty: up to now.',
		displayOptions: { show: { ...show, period: ['between'] } },
	},
	routerField({ description: 'One Route LLM Request node. Left empty: all of them.', displayOptions: { show } }),
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: 'LLM Router',
		description: 'The heading of the report',
		displayOptions: { show },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'One Item for the Report',
				value: 'report',
				description: 'Verdict, a summary in words and all rows in one item: for an email or a message',
			},
			{
				name: 'One Item per Row',
				value: 'rows',
				description: 'The total, each router, strategy, route, day and budget key, one value a column: for a sheet',
			},
		],
		default: 'report',
		description: 'What leaves the node',
		displayOptions: { show },
	},
	{
		displayName: 'HTML Page',
		name: 'htmlPage',
		type: 'boolean',
		default: true,
		description: 'Whether to add the report as one HTML file with charts and tables, which opens without a network and prints well',
		displayOptions: { show: { ...show, output: ['report'] } },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { ...show, output: ['report'], htmlPage: [true] } },
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
				displayName: 'Tolerance (%)',
				name: 'tolerance',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 99 },
				default: 5,
				description: 'How much worse than the strongest model answers may be on average for the verdict to count them as good enough',
			},
		],
	},
];
