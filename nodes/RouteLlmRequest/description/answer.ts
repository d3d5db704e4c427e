import type { INodeProperties } from 'n8n-workflow';

import { collection } from './collection';
import { LIMITS } from './defaults';
import { onlyAnswering } from './show';

const previousMessages: INodeProperties[] = [
	{
		displayName: 'Previous Messages From',
		name: 'conversation',
		type: 'options',
		// It decides whether the node has a port for a Memory.
		noDataExpression: true,
		options: [
			{
				name: 'Connected Memory',
				value: 'memory',
				description: 'A Memory node connected below, such as Simple Memory. Items are answered one after the other.',
			},
			{ name: 'Field', value: 'field', description: 'A list of messages on the item' },
			{ name: 'None', value: 'none', description: 'Each prompt is on its own' },
		],
		default: 'none',
		description: 'Where the conversation before the prompt comes from. Its last user messages count for the choice of the model, too.',
	},
	{
		displayName: 'Previous Messages',
		name: 'previousMessages',
		type: 'string',
		default: '={{ $json.messages }}',
		description:
			'A list of messages, oldest first, or its JSON text. Each has a role (user, assistant, system) and content. Tool calls are left out. An item whose list cannot be read goes to Fallback.',
		displayOptions: { show: { conversation: ['field'] } },
	},
	{
		displayName: 'Messages Kept',
		name: 'historyLimit',
		type: 'number',
		typeOptions: { minValue: LIMITS.historyLimit.min, maxValue: LIMITS.historyLimit.max, numberPrecision: 0 },
		default: 20,
		description: 'How many of the previous messages are sent, counted from the last. System messages are always sent.',
		displayOptions: { show: { conversation: ['field', 'memory'] } },
	},
];

const responseFormat: INodeProperties[] = [
	{
		displayName: 'Response Format',
		name: 'responseFormat',
		type: 'options',
		options: [
			{ name: 'JSON', value: 'json', description: 'The answer is a JSON object or list. Use JSON Schema where its fields matter.' },
			{ name: 'JSON Schema', value: 'json_schema', description: 'The answer is JSON that fits your schema: add the field JSON Schema' },
			{ name: 'Text', value: 'text' },
		],
		default: 'text',
		description:
			'The format of the answer. Each model is asked for it as its provider documents, or in words if it has no such option. An answer that does not fit counts as a failed quality check. With JSON, the Output Field holds the object.',
		displayOptions: onlyAnswering,
	},
	{
		displayName: 'JSON Schema',
		name: 'responseSchema',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '',
		placeholder: 'e.g. { "type": "object", "properties": { "total": { "type": "number" } }, "required": ["total"] }',
		description:
			'Describes the answer: an object or a list. OpenAI and others follow it strictly if every object lists all its properties under "required" and sets "additionalProperties" to false.',
		displayOptions: { show: { '/operation': ['routeAndAnswer'], responseFormat: ['json_schema'] } },
	},
];

/** What is sent beside the prompt, and where the answer goes. */
export const answerField = collection({
	displayName: 'Answer',
	name: 'answer',
	description: 'What the model gets besides the prompt, and where its answer goes',
	fields: [
		{
			displayName: 'System Message',
			name: 'systemMessage',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. You answer customers of a bicycle shop, in two sentences.',
			description: 'Sent to the model before the prompt. It counts as input tokens, but never influences which model is chosen.',
		},
		...responseFormat,
		...previousMessages,
		{
			displayName: 'Image Fields',
			name: 'imageFields',
			type: 'string',
			default: '',
			placeholder: 'e.g. photo, screenshot',
			description:
				'Names of binary fields, separated by commas, whose images are sent with the prompt; <code>*</code> sends every image of the item. Only models that read images get such items. At most 20 MB per image.',
		},
		{
			displayName: 'Output Field',
			name: 'outputField',
			type: 'string',
			default: 'output',
			description: 'The field of the item that the answer is written to. Items on Fallback have no answer.',
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Strip Reasoning',
			name: 'stripReasoning',
			type: 'boolean',
			default: true,
			description:
				'Whether to leave out of the answer what a model writes between &lt;think&gt; tags. Quality checks never read it; Include Details keeps it.',
			displayOptions: onlyAnswering,
		},
	],
});
