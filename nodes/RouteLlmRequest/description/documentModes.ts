import type { INodeProperties } from 'n8n-workflow';

interface DocumentModesOptions {
	/** One of the node's list searches. */
	readonly search: 'searchThresholds' | 'searchWeights';
	/** What the empty list shows. */
	readonly placeholder: string;
	readonly example: string;
}

/** The two ways to name what LLM Router Feedback has stored: from the list, or by its name. */
export function documentModes({ search, placeholder, example }: DocumentModesOptions): Pick<INodeProperties, 'modes'> {
	return {
		modes: [
			// With connected models and no store the node has no credential, and the editor would load no list.
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod: search, searchable: true, skipCredentialsCheckInRLC: true },
			},
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}
