import type { INodeProperties } from 'n8n-workflow';

import { answeringFields, failureFields, systemMessageFields } from './answering';
import { bypassFields } from './bypass';
import { conversationFields } from './conversation';
import { feedbackField } from './feedback';
import { connectedNotices, modelFields, modelsFrom } from './models';
import { optionsField } from './options';
import { strategyFields } from './strategy';

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Route and Answer',
			value: 'routeAndAnswer',
			action: 'Route and answer a prompt',
			description: "Choose a model for each item, ask it, and send the item with its answer out of that model's branch",
		},
		{
			name: 'Route Only',
			value: 'routeOnly',
			action: 'Route a prompt without answering it',
			description: "Choose a model for each item and send the item out of that model's branch; your workflow asks the model",
		},
	],
	default: 'routeAndAnswer',
};

const routeOnlyNotice: INodeProperties = {
	displayName:
		'Wire the error output of the node that asks the model back into this node: an item that failed there goes to the next model, and to Fallback when none is left.',
	name: 'routeOnlyNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { operation: ['routeOnly'] } },
};

const prompt: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '={{ $json.chatInput ?? $json.text ?? $json.textPlain }}',
	description:
		'The text to route. An item whose prompt is empty or not text goes to Fallback, and the reason lists the fields it does have.',
};

/** The panel, top to bottom. */
export const routeProperties: INodeProperties[] = [
	operation,
	modelsFrom,
	...connectedNotices,
	routeOnlyNotice,
	prompt,
	...modelFields,
	...strategyFields,
	...bypassFields,
	...systemMessageFields,
	...conversationFields,
	...answeringFields,
	...failureFields,
	feedbackField,
	optionsField,
];
