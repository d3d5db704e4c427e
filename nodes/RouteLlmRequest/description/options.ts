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
			typeOptions: { minValue: LIMITS.costCap.min, maxValue: LIMITS.costCap.max },
			default: 0,
			description:
				'The most that one execution may spend here; items that do not fit any more go to Fallback. 0 is no cap. With a cap, every enabled model needs a known price, and each answer is limited to Room for the Answer. It is kept to the accuracy of the token estimate.',
			displayOptions: onlyRegistry,
		},
		{
			displayName: 'Daily Budget (USD)',
			name: 'dailyBudget',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.dailyBudget.min, maxValue: LIMITS.dailyBudget.max },
			default: 0,
			description:
				'The most that this node may spend in a day over all its executions. It needs what Cost Cap needs: a known price for every enabled model; each answer is limited to Room for the Answer. 0 is no budget. Workers of n8n in queue mode each count for themselves unless they share an LLM Router Store.',
			displayOptions: onlyRegistry,
		},
		{
			displayName: 'Day Begins in Time Zone',
			name: 'budgetTimeZone',
			type: 'string',
			noDataExpression: true,
			default: '',
			placeholder: 'e.g. Europe/Berlin',
			description:
				'Where the day of the daily budget and of the share for the strongest model begins and ends. Leave it empty for the time zone of the workflow.',
		},
		{
			displayName: 'Deadline per Item (Seconds)',
			name: 'deadline',
			type: 'number',
			typeOptions: { minValue: LIMITS.deadline.min, maxValue: LIMITS.deadline.max },
			default: 0,
			description:
				'How long one item may take in all, with every call, retry and wait. When it is over, a running call is ended and the item goes to Fallback. 0 is no deadline.',
		},
		{
			displayName: 'First Byte Timeout (Seconds)',
			name: 'firstByteTimeout',
			type: 'number',
			typeOptions: { minValue: LIMITS.firstByteTimeout.min, maxValue: LIMITS.firstByteTimeout.max },
			default: 0,
			description:
				'How long a provider may take until it begins to answer. Timeout goes on counting for the whole answer. 0 does not look at the first byte.',
			displayOptions: onlyRegistry,
		},
		{
			displayName: 'Include Details',
			name: 'includeDetails',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to add the ranking, the signals, every attempt and the state of every model to llmRoute on the item',
		},
		{
			displayName: 'Latency Target (Seconds)',
			name: 'latencyTarget',
			type: 'number',
			typeOptions: { minValue: LIMITS.latencyTarget.min, maxValue: LIMITS.latencyTarget.max },
			default: 0,
			description:
				'A model whose answers lately took longer than this (95th percentile) is passed over while another one is as good a choice. It is tried again once a minute. 0 does not look at speed.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Messages Kept',
			name: 'historyLimit',
			type: 'number',
			typeOptions: { minValue: LIMITS.historyLimit.min, maxValue: LIMITS.historyLimit.max, numberPrecision: 0 },
			default: 20,
			description:
				'How many of the previous messages are sent, counted from the last. System messages among them are not counted and always sent.',
			displayOptions: { hide: { '/conversation': ['none'] } },
		},
		{
			displayName: 'Most Requests to the Strongest Model (%)',
			name: 'strongestShare',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.strongestShare.min, maxValue: LIMITS.strongestShare.max },
			default: 100,
			description:
				'Share of the requests of a day that may reach the strongest model, against prompts written to burn money. The day counts as at least 100 requests. Requests that a bypass sends to the strongest are counted but never held back.',
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
			description:
				'How many items are worked on at the same time. Lower it for small local servers; their order inside each branch is kept.',
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
		{
			displayName: 'Strip Reasoning',
			name: 'stripReasoning',
			type: 'boolean',
			default: true,
			description:
				'Whether to leave out of the answer what a model writes between &lt;think&gt; tags before it answers. Quality checks and judges never read it; Include Details keeps it.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'When a Budget Is Used Up',
			name: 'whenSpent',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Send to Fallback', value: 'fallback', description: 'Nothing more is spent, and the items go to Fallback' },
				{
					name: 'Use Only the Cheapest Model',
					value: 'cheapest',
					description: 'The cheapest model goes on answering, and what it costs comes on top',
				},
			],
			default: 'fallback',
			description: 'What happens to an item that fits neither the Cost Cap nor the Daily Budget any more',
			displayOptions: onlyRegistry,
		},
	],
};
