import type { INodeProperties } from 'n8n-workflow';

interface ModelModesOptions {
	/** One of the node's list searches. */
	readonly search: 'searchModels' | 'searchJudgeModels' | 'searchEmbeddingModels' | 'searchAutoTuneJudges';
	/** What the empty list shows. */
	readonly placeholder: string;
	/** A model id, `provider/model`. */
	readonly example: string;
	/** Whether n8n asks for the credential before it shows the list; default: yes. */
	readonly needsCredential?: boolean;
}

/** The two ways to choose a model of a provider: from the list, or by its id. */
export function modelModes({ search, placeholder, example, needsCredential = true }: ModelModesOptions): Pick<INodeProperties, 'modes'> {
	return {
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod: search, searchable: true, ...(!needsCredential && { skipCredentialsCheckInRLC: true }) },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${example}`,
				validation: [
					{
						type: 'regex',
						properties: {
							// Empty is said by `required` where it counts.
							regex: '^\\s*([a-z0-9]+/\\S.*)?$',
							errorMessage: `Write it as provider/model, for example ${example} or custom1/my-model`,
						},
					},
				],
			},
		],
	};
}
