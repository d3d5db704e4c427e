import type { INodeProperties } from 'n8n-workflow';

interface RouterFieldOptions {
	/** What it is for, and what it means to leave it empty. */
	readonly description: string;
	/** Default: always shown, as in a collection. */
	readonly displayOptions?: INodeProperties['displayOptions'];
}

/** Which Route LLM Request node: from the list of those in the log, or by its id. Empty by default. */
export function routerField({ description, displayOptions }: RouterFieldOptions): INodeProperties {
	return {
		displayName: 'Router',
		name: 'routerId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a router',
				// Without a store the log is a file, and the editor loads no list of a node without credentials.
				typeOptions: { searchListMethod: 'searchRouters', searchable: true, skipCredentialsCheckInRLC: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. aB3dE5fG7hJ9kL1m:0f3c…',
				hint: '<workflow ID>:<node ID>, as decisions name their router',
				validation: [
					{
						type: 'regex',
						properties: {
							regex: '^\\s*([^:]*:\\s*\\S.*)?$',
							errorMessage: 'Write it as <workflow ID>:<node ID>, as decisions name their router, or choose it from the list',
						},
					},
				],
			},
		],
		...(displayOptions && { displayOptions }),
	};
}
