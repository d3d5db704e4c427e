import type { INodeProperties } from 'n8n-workflow';

import { alertFields, alertOperations } from './alert';
import { auditFields, auditOperations } from './audit';
import { classifierFields, classifierOperations } from './classifier';
import { decisionFields, decisionOperations } from './decision';
import { outcomeFields, outcomeOperations } from './outcome';
import { reportFields, reportOperations } from './report';
import { simulationFields, simulationOperations } from './simulation';
import { thresholdFields, thresholdOperations } from './threshold';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Alert', value: 'alert', description: 'Tell when a figure crosses a limit, or traffic, prices or models have moved' },
		{ name: 'Audit', value: 'audit', description: 'Compare a random share of the answers with those of other models' },
		{ name: 'Classifier', value: 'classifier', description: 'What decides which model is good enough, trained on your own outcomes' },
		{ name: 'Decision', value: 'decision', description: 'What the router decided, and what came of it' },
		{ name: 'Outcome', value: 'outcome', description: 'How good an answer turned out to be' },
		{ name: 'Report', value: 'report', description: 'What routing cost and saved, how good the answers were, and whether it pays' },
		{ name: 'Simulation', value: 'simulation', description: 'What routing differently would have cost, and how good it would have been' },
		{ name: 'Threshold', value: 'threshold', description: 'The predicted quality from which a cheaper model may answer, with a guarantee' },
	],
	default: 'outcome',
};

export const feedbackProperties: INodeProperties[] = [
	resource,
	outcomeOperations,
	decisionOperations,
	auditOperations,
	classifierOperations,
	thresholdOperations,
	simulationOperations,
	reportOperations,
	alertOperations,
	...outcomeFields,
	...decisionFields,
	...auditFields,
	...classifierFields,
	...thresholdFields,
	...simulationFields,
	...reportFields,
	...alertFields,
];
