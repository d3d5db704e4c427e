import type { INodeProperties } from 'n8n-workflow';

const ownModels = { loadOptionsDependsOn: ['models.values', '/models', '/models.values'] };

/** What is not routed, or not freely. */
export const bypassFields: INodeProperties[] = [
	{ displayName: 'Bypass', name: 'bypassHeader', type: 'notice', default: '', typeOptions: { sectionHeader: true } },
	{
		displayName: 'Always the Strongest When',
		name: 'alwaysStrongest',
		type: 'boolean',
		default: false,
		description:
			'Whether to send the item to the strongest model, or to Fallback if that one fails, and never to a weaker one. Meant for what is critical to safety: choose Expression and write the condition that makes an item critical. An item for which it gives neither true nor false counts as critical. On: every item goes there.',
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
		displayName: 'Route Nothing: Model Name or ID',
		name: 'routeNothing',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getRouteNothingChoices', ...ownModels },
		default: '',
		description:
			'Sends every item to this one model, still measured and recorded, to compare routing with. Another model serves only where this one cannot take the request, fails, or gives an answer that the quality checks reject; and the strongest where Always the Strongest When is true. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];
