import type { INodeProperties } from 'n8n-workflow';

import { classifierFields, classifierOperations } from './classifier';
import { decisionFields, decisionOperations } from './decision';
import { outcomeFields, outcomeOperations } from './outcome';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Classifier', value: 'classifier', description: 'What decides which model is good enough, trained on your own outcomes' },
		{ name: 'Decision', value: 'decision', description: 'What the router decided, and what came of it' },
		{ name: 'Outcome', value: 'outcome', description: 'How good an answer turned out to be' },
	],
	default: 'outcome',
};

export const properties: INodeProperties[] = [resource, classifierOperations, outcomeOperations, decisionOperations, ...outcomeFields, ...decisionFields, ...classifierFields];
