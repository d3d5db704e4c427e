import type { INodeProperties } from 'n8n-workflow';

import { answerField } from './answer';
import { bypassField } from './bypass';
import { failuresField } from './failures';
import { learningField } from './learning';
import { limitsField } from './limits';
import { connectedNotices, modelFields } from './models';
import { catalogueNotices, modelsFrom } from './modelsFrom';
import { optionsField } from './options';
import { qualityChecksField } from './qualityChecks';
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
			description: "Choose a model for each item, ask it, and send the item with its answer to that model's branch",
		},
		{
			name: 'Route Only',
			value: 'routeOnly',
			action: 'Route a prompt without answering it',
			description: "Choose a model for each item and send the item to that model's branch; your workflow asks the model",
		},
	],
	default: 'routeAndAnswer',
};

const routeOnlyNotice: INodeProperties = {
	displayName: 'Connect the error output of the node that asks the model back to this node: the item then goes to the next model.',
	name: 'routeOnlyNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { operation: ['routeOnly'] } },
};

const promptFields: INodeProperties[] = [
	{
		displayName: 'Prompt',
		name: 'promptFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Automatic (Chat, Slack, Email, …)',
				value: 'automatic',
				description: 'Finds the text of chats, emails, forms, webhooks, sheets and AI nodes; the reason names the field',
			},
			{ name: 'Define Below', value: 'define', description: 'Use an expression or fixed text' },
		],
		default: 'automatic',
		description: 'The text to route. Items without text go to Fallback, and the reason lists their fields.',
	},
	{
		displayName: 'Prompt Text',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '={{ $json.chatInput }}',
		description: 'The text to route, such as an expression that takes it from a field',
		displayOptions: { show: { promptFrom: ['define'] } },
	},
];

/** The panel, top to bottom. */
export const routeProperties: INodeProperties[] = [
	operation,
	...modelsFrom,
	...connectedNotices,
	...promptFields,
	...strategyFields,
	...catalogueNotices,
	...modelFields,
	routeOnlyNotice,
	answerField,
	qualityChecksField,
	failuresField,
	limitsField,
	bypassField,
	learningField,
	optionsField,
];
