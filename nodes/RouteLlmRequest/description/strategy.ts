import type { INodeProperties } from 'n8n-workflow';

import { whenClassifying } from './show';

export const strategyFields: INodeProperties[] = [
	{
		displayName: 'Strategy',
		name: 'strategy',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Classifier',
				value: 'classifier',
				description: 'A small built-in model reads each prompt and predicts which models answer it well. No extra call, no extra cost.',
			},
			{
				name: 'Rules',
				value: 'rules',
				description: 'Your own rules on the prompt and on the item, read from top to bottom. The first match wins.',
			},
		],
		default: 'classifier',
		description: 'How the model for each item is chosen',
	},
	{
		displayName: 'Threshold',
		name: 'threshold',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.76,
		description:
			"From 0 to 1. How sure the classifier must be that a cheaper model's answer is as good as the strongest's; the cheapest model that reaches it is asked. Start high: more goes to the strong model. Relax it once your own data shows that the cheap answers hold up.",
		displayOptions: whenClassifying,
	},
];
