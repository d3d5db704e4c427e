import { collection } from './collection';
import { strategiesUsing } from './strategies';

const ownModels = { loadOptionsDependsOn: ['/models', '/models.values'] };

/** What is not routed, or not freely. */
export const bypassField = collection({
	displayName: 'Bypass',
	name: 'bypass',
	description: 'What is not left to the strategy',
	fields: [
		{
			displayName: 'Always the Strongest When',
			name: 'alwaysStrongest',
			type: 'boolean',
			default: false,
			description:
				'Whether the item goes to the strongest model or, if that fails, to Fallback, and never to a weaker one. For safety-critical items: choose Expression and write the condition. Neither true nor false counts as true.',
		},
		{
			displayName: 'Never Below: Model Name or ID',
			name: 'neverBelow',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getFloorChoices', ...ownModels },
			default: '',
			description:
				'Models weaker than this one are left out, whatever the strategy says. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Bypass Routing: Model Name or ID',
			name: 'bypassRouting',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getBypassRoutingChoices', ...ownModels },
			default: '',
			description:
				'Sends every item to this one model, still measured and recorded, to compare routing with. Another model answers only where this one cannot. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Default Model Name or ID',
			name: 'defaultModel',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getDefaultModelChoices', ...ownModels },
			default: '',
			description:
				'Answers when no rule matches or no example is similar enough. Empty: the strongest model. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			displayOptions: { show: { '/strategy': strategiesUsing('default_model') } },
		},
	],
});
