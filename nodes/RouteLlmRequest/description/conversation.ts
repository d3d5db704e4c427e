import type { INodeProperties } from 'n8n-workflow';

/** What the model sees beside the prompt: what was said before, and images. */
export const conversationFields: INodeProperties[] = [
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
				description:
					'A Memory node connected below, such as Simple Memory. The prompt and its answer are kept in it. Items are answered one after the other, so that each sees the turns of those before it.',
			},
			{
				name: 'Field',
				value: 'field',
				description: 'A list of messages on the item',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Each prompt stands alone',
			},
		],
		default: 'none',
		description:
			'Where the conversation before the prompt comes from. Its last user messages are read for the choice of the model as well.',
	},
	{
		displayName: 'Previous Messages',
		name: 'previousMessages',
		type: 'string',
		default: '={{ $json.messages }}',
		description:
			'A list of messages, oldest first, or JSON text of one. Each has a role (user, assistant or system; human and ai work too) and content. Tool calls are left out, and so is the prompt if it is the last message. An empty list is no conversation; an item whose list cannot be read goes to Fallback. Messages Kept under Options says how many are sent.',
		displayOptions: { show: { conversation: ['field'] } },
	},
	{
		displayName: 'Image Fields',
		name: 'imageFields',
		type: 'string',
		default: '',
		placeholder: 'e.g. photo, screenshot',
		description:
			'Names of binary fields, separated by commas, whose images are sent with the prompt; <code>*</code> sends every image of the item. Models that cannot read images are left out for such items. An item without a named field is served without it, and the reason says so; one whose field holds no image, or one above 20 MB, goes to Fallback.',
	},
];
