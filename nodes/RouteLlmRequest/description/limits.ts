import { collection } from './collection';
import { LIMITS } from './defaults';
import { onlyAnswering, onlyAnsweringRegistry } from './show';

export const limitsField = collection({
	displayName: 'Limits and Budgets',
	name: 'limits',
	description: 'How much may be spent, how fast, and on which models',
	fields: [
		{
			displayName: 'Allowed Models',
			name: 'allowedModels',
			type: 'string',
			default: '',
			placeholder: "e.g. {{ $json.isPrivate === false ? '*' : ['Local'] }}",
			description:
				'The only models that may see the item, judges and embedding models included: branch names, model names or IDs, with commas or as a list. Empty or *: all. An expression that gives nothing allows none.',
		},
		{
			displayName: 'Budget (USD)',
			name: 'budget',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.budget.min, maxValue: LIMITS.budget.max },
			default: 0,
			description:
				'The most that this node may spend in a day or month over all its executions, for each Budget Key. It needs what Cost Cap needs. Workers of n8n in queue mode count together only with Share Limits and Log Between Workers. 0: no budget.',
			displayOptions: onlyAnsweringRegistry,
		},
		{
			displayName: 'Budget Key',
			name: 'budgetKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.customerId }}',
			description:
				'Whose budget the item is counted in: a customer, user or tag. Each key has its own Budget and its own share of the strongest model. Kept only as a hash. Items without a key share one budget.',
		},
		{
			displayName: 'Budget Per',
			name: 'budgetPer',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Day', value: 'day', description: 'It is full again at midnight' },
				{ name: 'Month', value: 'month', description: 'The budget starts over on the first day of the month' },
			],
			default: 'day',
			description: 'How long Budget must last. Most Requests to the Strongest Model counts over the same time.',
		},
		{
			displayName: 'Budget Time Zone',
			name: 'budgetTimeZone',
			type: 'string',
			noDataExpression: true,
			default: '',
			placeholder: 'e.g. Europe/Berlin',
			description: 'The time zone in which the day or month begins at midnight. Empty: the time zone of the workflow.',
		},
		{
			displayName: 'Cost Cap (USD)',
			name: 'costCap',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.costCap.min, maxValue: LIMITS.costCap.max },
			default: 0,
			description:
				'The most that one execution may spend here. Needs a known price for every enabled model, and limits each answer to Reserved Output Tokens. As accurate as the token estimate. 0: no cap.',
			displayOptions: onlyAnsweringRegistry,
		},
		{
			displayName: 'Latency Target (Seconds)',
			name: 'latencyTarget',
			type: 'number',
			typeOptions: { minValue: LIMITS.latencyTarget.min, maxValue: LIMITS.latencyTarget.max },
			default: 0,
			description:
				'A model whose recent answers took longer than this (95th percentile) is skipped while another one is as good a choice. It is tried again once a minute. 0: no target.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Most Requests to the Strongest Model (%)',
			name: 'strongestShare',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.strongestShare.min, maxValue: LIMITS.strongestShare.max },
			default: 100,
			description:
				'Share of the requests of a day or month (Budget Per) that may reach the strongest model, for each Budget Key, against prompts written to burn money. At least 100 requests are counted. What Bypass sends there is counted but never held back.',
		},
		{
			displayName: 'Parallel Items',
			name: 'parallelItems',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: LIMITS.parallelItems.min, maxValue: LIMITS.parallelItems.max, numberPrecision: 0 },
			default: 10,
			description:
				'How many items are processed at the same time. Lower it for small local servers. Items keep their order in each branch.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Reserved Output Tokens',
			name: 'reservedOutputTokens',
			type: 'number',
			typeOptions: { minValue: LIMITS.reservedOutputTokens.min, maxValue: LIMITS.reservedOutputTokens.max, numberPrecision: 0 },
			default: 1024,
			description:
				"Tokens of a model's context window kept free for the answer. A model whose window cannot hold both prompt and answer is left out.",
		},
		{
			displayName: 'Show Keys in Report',
			name: 'showKeys',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether the log also keeps each Budget Key in clear text, so that reports show it instead of a hash. Treat it as personal data. LLM Router Feedback deletes it with the decisions of that key.',
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
					description: 'The cheapest model keeps answering; its cost goes beyond the budget',
				},
			],
			default: 'fallback',
			description: 'What happens to an item that no longer fits within Cost Cap or Budget',
			displayOptions: onlyAnsweringRegistry,
		},
	],
});
