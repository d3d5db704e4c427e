import type { INodeProperties } from 'n8n-workflow';

import { alertFields, alertOperations } from './alert';
import { decisionFields, decisionOperations } from './decision';
import { outcomeFields, outcomeOperations } from './outcome';
import { reportFields, reportOperations } from './report';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Alert', value: 'alert', description: 'Tell when a figure crosses a limit, or traffic, prices or models have moved' },
		{ name: 'Decision', value: 'decision', description: 'What the router decided, and what came of it' },
		{ name: 'Outcome', value: 'outcome', description: 'How good an answer turned out to be' },
		{ name: 'Report', value: 'report', description: 'What routing cost and saved, how good the answers were, and whether it pays' },
	],
	default: 'outcome',
};

export const properties: INodeProperties[] = [
	resource,
	outcomeOperations,
	decisionOperations,
	reportOperations,
	alertOperations,
	...outcomeFields,
	...decisionFields,
	...reportFields,
	...alertFields,
];
