import { collection } from './collection';
import { LIMITS } from './defaults';
import { onlyAnswering, onlyAnsweringRegistry } from './show';

export const failuresField = collection({
	displayName: 'If a Model Fails',
	name: 'ifModelFails',
	description: 'Retries, waiting, time limits, and who answers instead',
	fields: [
		{
			displayName: 'Max Retries',
			name: 'maxRetries',
			type: 'number',
			typeOptions: { minValue: LIMITS.maxRetries.min, maxValue: LIMITS.maxRetries.max, numberPrecision: 0 },
			default: 2,
			description: 'How often the same model is tried again before another one. Only failures that may be temporary are retried.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Max Wait Time (Seconds)',
			name: 'maxWaitTime',
			type: 'number',
			typeOptions: { minValue: LIMITS.maxWaitTime.min, maxValue: LIMITS.maxWaitTime.max },
			default: '',
			placeholder: 'Automatic',
			description:
				'How long one item may wait in total for retries, rate limits and models on cooldown before it goes to Fallback. Empty: 30 seconds, and up to 10 minutes for rate limits. 0: never wait.',
		},
		{
			displayName: 'Timeout (Seconds)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: LIMITS.timeout.min, maxValue: LIMITS.timeout.max },
			default: 120,
			description: 'How long one call may take before it counts as failed. Raise it for long answers or slow local models.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'First Byte Timeout (Seconds)',
			name: 'firstByteTimeout',
			type: 'number',
			typeOptions: { minValue: LIMITS.firstByteTimeout.min, maxValue: LIMITS.firstByteTimeout.max },
			default: 0,
			description: 'How long a provider may take to begin its answer; Timeout still applies to the whole. 0: no limit.',
			displayOptions: onlyAnsweringRegistry,
		},
		{
			displayName: 'Deadline per Item (Seconds)',
			name: 'deadline',
			type: 'number',
			typeOptions: { minValue: LIMITS.deadline.min, maxValue: LIMITS.deadline.max },
			default: 0,
			description: 'How long one item may take in total, with every call, retry and wait. After that it goes to Fallback. 0: no deadline.',
		},
		{
			displayName: 'Never Fall Back to a More Expensive Model',
			name: 'neverMoreExpensive',
			type: 'boolean',
			default: false,
			description:
				'Whether a failed call may be replaced only by a model that costs no more. Answers that fail the quality checks still go to a stronger model.',
		},
		{
			displayName: 'Ask Another Model After a Content Refusal',
			name: 'contentPolicyFallback',
			type: 'boolean',
			default: false,
			description: "Whether to ask another model when a provider's content filter refused the prompt. Off: the item goes to Fallback.",
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'If Fallback Is Not Connected',
			name: 'ifFallbackNotConnected',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Drop and Hint',
					value: 'drop',
					description: 'Items without an answer are dropped; a hint on the run says how many and why',
				},
				{
					name: 'Stop with an Error',
					value: 'stop',
					description: 'Every item is finished and recorded, then the node stops with the counts and reasons',
				},
			],
			default: 'stop',
			description: 'What happens to items without an answer while nothing is connected to the Fallback output',
		},
	],
});
