import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import type { RunSettings } from '../settings';
import { located, readText } from '../../shared/values';

/** The embedding model of the classifier, as `provider/model`; `null`: none. @throws ConfigError where it names no provider. */
export function readEmbeddingModel(ctx: RouterContext, modelsFrom: RunSettings['modelsFrom']): string | null {
	// Hidden with connected Chat Models and the catalogue, which embed nothing.
	if (modelsFrom !== 'registry') return null;
	const field = 'Embedding Model for the Classifier';
	const modelId = readText(field, located(ctx.getNodeParameter('learning.classifierEmbeddingModel', 0, ''))).trim();
	return modelId === '' ? null : withProvider(field, modelId);
}

/** @throws ConfigError where the id names no provider. */
export function withProvider(field: string, modelId: string): string {
	if (/^[^/\s]+\/.+$/.test(modelId)) return modelId;
	throw new ConfigError(field, 'does not name its provider', 'Write it as provider/model, for example openai/text-embedding-3-small.');
}
