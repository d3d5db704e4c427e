import { collection, type CollectionOptions } from './collection';

export const options: CollectionOptions = {
	displayName: 'Options',
	name: 'options',
	button: 'Add Option',
	fields: [
		{
			displayName: 'Include Details',
			name: 'includeDetails',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to add the ranking, the signals, every attempt and the state of every model to llmRoute on the item',
		},
		{
			displayName: 'Share Limits and Log Between Workers',
			name: 'shareBetweenWorkers',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether all workers of n8n in queue mode share rate limits, budgets and the log, through an LLM Router Store credential (Postgres, Redis)',
		},
	],
};

export const optionsField = collection(options);
