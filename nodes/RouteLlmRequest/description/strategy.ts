import type { INodeProperties } from 'n8n-workflow';

import { adaptiveNotice, thresholdSourceFields, weightsFields } from './learned';
import { whenStrategy } from './show';

const threshold = (description: string, value: number, displayOptions: INodeProperties['displayOptions']): INodeProperties => ({
	displayName: 'Threshold',
	name: 'threshold',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
	default: value,
	description,
	...(displayOptions && { displayOptions }),
});

export const strategyFields: INodeProperties[] = [
	{
		displayName: 'Strategy',
		name: 'strategy',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Adaptive',
				value: 'adaptive',
				description:
					'The classifier, corrected by how good the answers really were: it learns from the ratings and audits that LLM Router Feedback records',
			},
			{
				name: 'Cascade',
				value: 'cascade',
				description:
					'The cheapest model answers first; the quality checks decide whether a stronger one is asked. Needs good checks, and pays for rejected drafts.',
				displayOptions: { show: { operation: ['routeAndAnswer'] } },
			},
			{
				name: 'Classifier',
				value: 'classifier',
				description: 'A small built-in model reads each prompt and predicts which models answer it well. No extra call, no extra cost.',
			},
			{
				name: 'LLM Judge',
				value: 'llmJudge',
				description: 'A cheap model reads each prompt and says how strong a model it needs. One extra short call for each item.',
			},
			{
				name: 'Rules',
				value: 'rules',
				description: 'Your own rules on the prompt and on the item, read from top to bottom. The first match wins.',
			},
			{
				name: 'Semantic',
				value: 'semantic',
				description: 'You give example prompts for each model; a new prompt goes where the most similar examples are',
			},
		],
		default: 'classifier',
		description: 'How the model for each item is chosen',
	},
	{
		displayName:
			'The cheapest model is asked first, and <b>Quality Checks</b> below decide whether its answer stays: choose checks that know a wrong answer from a right one. To start higher up, choose another strategy: its rejected answers escalate in the same way.',
		name: 'cascadeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { strategy: ['cascade'], operation: ['routeAndAnswer'] } },
	},
	{
		displayName: '<b>Cascade</b> judges answers, and Route Only has none: set Operation to Route and Answer, or choose another strategy.',
		name: 'cascadeRouteOnlyNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { strategy: ['cascade'], operation: ['routeOnly'] } },
	},
	adaptiveNotice,
	...thresholdSourceFields,
	threshold(
		"From 0 to 1. How sure the classifier must be that a cheaper model's answer is as good as the strongest's; the cheapest model that reaches it is asked. Start high: more goes to the strong model. Relax it once your own data shows that the cheap answers hold up.",
		0.76,
		whenStrategy('classifier', 'adaptive'),
	),
	threshold(
		'From 0 to 1. How sure the judge must be of its tier; where it is less sure, the item goes one tier higher. Start high, and relax it once your own data shows that the cheap answers hold up.',
		0.7,
		whenStrategy('llmJudge'),
	),
	threshold(
		"From 0 to 1. How alike a prompt must be to a model's examples; below it the default model is asked. Raise it to send more to the default model. With an embedding model of a provider, similarities are higher: start at about 0.35.",
		0.1,
		whenStrategy('semantic'),
	),
	...weightsFields,
];
