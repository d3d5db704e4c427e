import type { INodeProperties } from 'n8n-workflow';

import { LIMITS } from './defaults';

/** The output of a connected Chat Model cannot be limited from here, so a cap could not be kept. */
const onlyRegistry: INodeProperties['displayOptions'] = { show: { '/operation': ['routeAndAnswer'], '/modelsFrom': ['registry'] } };
const onlyAnswering: INodeProperties['displayOptions'] = { show: { '/operation': ['routeAndAnswer'] } };

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Ask Another Model After a Content Refusal',
			name: 'contentPolicyFallback',
			type: 'boolean',
			default: false,
			description: "Whether to ask another model when a provider's content filter refused the prompt. Off: the item goes to Fallback.",
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Cost Cap (USD)',
			name: 'costCap',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.costCap.min, maxValue: LIMITS.costCap.max, numberPrecision: 6 },
			default: 0,
			description:
				'The most that one execution may spend here; items that do not fit any more go to Fallback. 0 is no cap. With a cap, every enabled model needs a known price, and each answer is limited to Room for the Answer. It is kept to the accuracy of the token estimate.',
			displayOptions: onlyRegistry,
		},
		{
			displayName: 'Include Details',
			name: 'includeDetails',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to add the ranking, the signals and every attempt to llmRoute on the item',
		},
		{
			displayName: 'Messages Kept',
			name: 'historyLimit',
			type: 'number',
			typeOptions: { minValue: LIMITS.historyLimit.min, maxValue: LIMITS.historyLimit.max, numberPrecision: 0 },
			default: 20,
			description: 'How many of the previous messages are sent, counted from the last. System messages among them are not counted and always sent.',
			displayOptions: { hide: { '/conversation': ['none'] } },
		},
		{
			displayName: 'Output Field',
			name: 'outputField',
			type: 'string',
			default: 'output',
			description: 'The field of the item that the answer is written to. Items on Fallback have no answer: the field is taken off them.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Parallel Items',
			name: 'parallelItems',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.parallelItems.min, maxValue: LIMITS.parallelItems.max, numberPrecision: 0 },
			default: 10,
			description: 'How many items are worked on at the same time. Lower it for small local servers; their order inside each branch is kept.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Room for the Answer (Tokens)',
			name: 'roomForAnswer',
			type: 'number',
			typeOptions: { minValue: LIMITS.roomForAnswer.min, maxValue: LIMITS.roomForAnswer.max, numberPrecision: 0 },
			default: 1024,
			description: "Tokens of a model's window kept free for the answer. A model whose window cannot hold prompt and room is left out.",
		},
	],
};
