import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from './modelModes';

/** A setting of Feedback Loop. */
export const embeddingModelOption: INodeProperties = {
	displayName: 'Embedding Model for the Classifier',
	name: 'embeddingModel',
	type: 'resourceLocator',
	noDataExpression: true,
	default: { mode: 'list', value: '' },
	description:
		'Lets the classifier go by the meaning of a prompt and not by its words alone. With Keep Features for Training, each prompt is sent to this model in one small paid call and its vector is kept with the features, so that training can read it. Weights that were trained with it have each prompt embedded before a model is chosen. A vector can be partly turned back into its text: treat it as personal data. Empty: none is asked.',
	...modelModes({ search: 'searchEmbeddingModels', placeholder: 'Choose an embedding model…', example: 'openai/text-embedding-3-small' }),
	displayOptions: { show: { '/modelsFrom': ['registry'] } },
};
