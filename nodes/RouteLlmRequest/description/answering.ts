import type { INodeProperties } from 'n8n-workflow';

import { maximumSteps, moreChecks } from './checks';
import { LIMITS } from './defaults';
import { whenAnswering } from './show';

/** Above what the prompt comes with. */
export const systemMessageFields: INodeProperties[] = [
	header('What Is Sent', 'sentHeader'),
	{
		displayName: 'System Message',
		name: 'systemMessage',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. You answer customers of a bicycle shop, in two sentences.',
		description: 'Sent to the model before the prompt. It counts as input tokens, but never influences which model is chosen.',
		displayOptions: whenAnswering,
	},
];

export const answeringFields: INodeProperties[] = [
	header('Quality Checks', 'checksHeader', whenAnswering),
	{
		displayName: 'Not Empty',
		name: 'checkNotEmpty',
		type: 'boolean',
		default: true,
		description: 'Whether to reject an answer without any text and ask a stronger model',
		displayOptions: whenAnswering,
	},
	{
		displayName: 'Not Cut Off',
		name: 'checkNotCutOff',
		type: 'boolean',
		default: true,
		description: 'Whether to reject an answer that stopped at the output limit and ask a model with a larger one',
		displayOptions: whenAnswering,
	},
	moreChecks,
	{
		displayName: 'Accept From',
		name: 'acceptFrom',
		type: 'number',
		typeOptions: { minValue: LIMITS.acceptFrom.min, maxValue: LIMITS.acceptFrom.max, numberPrecision: 2 },
		default: 0.5,
		description:
			'From 0 to 1. The lowest score of the quality checks with which an answer is accepted; below it a stronger model is asked. Raise it to be stricter.',
		displayOptions: whenAnswering,
	},
	maximumSteps,
];

export const failureFields: INodeProperties[] = [
	header('If a Model Fails', 'failureHeader'),
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: LIMITS.maxRetries.min, maxValue: LIMITS.maxRetries.max, numberPrecision: 0 },
		default: 2,
		description:
			'How often the same model is asked again before another one is. Only failures that may pass by themselves are tried again, such as a server error.',
		displayOptions: whenAnswering,
	},
	{
		displayName: 'Max Wait Time (Seconds)',
		name: 'patience',
		type: 'number',
		typeOptions: { minValue: LIMITS.patience.min, maxValue: LIMITS.patience.max },
		default: '',
		placeholder: 'Automatic',
		description:
			'How long one item may wait in total for retries, rate limits and models on cooldown. After that it goes to Fallback. Empty: 30 seconds, and for rate limits as long as the items of the run need, up to 10 minutes. 0: never wait.',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: LIMITS.timeout.min, maxValue: LIMITS.timeout.max },
		default: 120,
		description: 'How long one call may take before it counts as failed. Raise it for long answers or slow local models.',
		displayOptions: whenAnswering,
	},
	{
		displayName: 'Never Fall Back to a Dearer Model',
		name: 'neverDearer',
		type: 'boolean',
		default: false,
		description:
			'Whether a failed call may only be replaced by a model that costs no more. An answer that fails the quality checks still goes to a stronger model.',
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
				description: 'Items without an answer leave nowhere; a hint on the run says how many and why',
			},
			{
				name: 'Stop with an Error',
				value: 'stop',
				description: 'Every item is finished and recorded, then the node stops with the counts and reasons',
			},
		],
		default: 'stop',
		description: 'What happens to items without an answer while nothing is wired to the Fallback output',
	},
	{
		displayName:
			'<b>Fallback</b> (the first output) gets every item no model could take: no prompt, all models failed, or no answer passed the checks; <code>llmRoute</code> on the item says why. It also gets everything while this node is disabled or its output is pinned, and with <b>Always Output Data</b> switched on in Settings an empty item whenever it would be empty.',
		name: 'fallbackNotice',
		type: 'notice',
		default: '',
	},
];

/** A divider with a title, as the editor draws above Options. */
function header(displayName: string, name: string, displayOptions?: INodeProperties['displayOptions']): INodeProperties {
	const base: INodeProperties = { displayName, name, type: 'notice', default: '', typeOptions: { sectionHeader: true } };
	return displayOptions ? { ...base, displayOptions } : base;
}
