import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { resolveEmbeddingModel } from '../../../nodes/shared/embeddingModel';
import { readRegistry } from '../../../nodes/shared/registryCredential';

const registry = readRegistry({
	providers: ['openai', 'custom1'], openaiApiKey: 'sk-one', openaiBaseUrl: 'https://proxy.example/v1', custom1BaseUrl: 'http://localhost:1234/v1',
	modelFacts: { values: [{ modelId: 'custom1/own-embed', inputPrice: 3, outputPrice: 3 }] },
});
const resolve = (modelId: string) => resolveEmbeddingModel({ modelId, registry, credentialId: 'cred', catalogue: createCatalogue(), atMs: 0 });

it('is reached over its provider’s endpoint', () => {
	const { model, endpoint } = resolve('openai/text-embedding-3-small');
	expect(model).toMatchObject({ id: 'openai/text-embedding-3-small', apiModel: 'text-embedding-3-small', keyId: 'cred/openai', providerId: 'https://proxy.example' });
	expect(endpoint).toBe(registry.endpoints.get('openai'));
});

it('takes a price from the credential', () => {
	expect(resolve('custom1/own-embed').model.price).toMatchObject({ source: 'credential', tiers: [{ inputUsdPerMTok: 3 }] });
});

it('of a provider that is not in the credential is an error', () => {
	expect(() => resolve('mistral/mistral-embed')).toThrow('Embedding Model: "mistral/mistral-embed" is of a provider that is not in the credential. Write provider/model with one of its providers (openai, custom1)');
});
