import { DEFAULT_AZURE_API_VERSION, PROVIDER_KINDS, PROVIDERS } from '../../adapters/providers';
import { LlmModelRegistryApi } from '../../credentials/LlmModelRegistryApi.credentials';
import { readRegistry } from '../../nodes/shared/registryCredential';

const { properties } = new LlmModelRegistryApi();
const named = (name: string) => properties.filter((property) => property.name === name);

it('keeps every secret in a flat field: in rows n8n restores blanked ones by index, to another provider', () => {
	const secrets = properties.filter((property) => property.typeOptions?.password === true).map(({ name }) => name);
	expect(secrets.sort()).toEqual(PROVIDER_KINDS.map((kind) => `${kind}ApiKey`).sort());
	const rows = properties.filter(({ type }) => type === 'fixedCollection' || type === 'collection');
	expect(rows.map(({ name }) => name)).toEqual(['modelFacts']);
	expect(JSON.stringify(rows)).not.toMatch(/password|apiKey|secret/i);
});

it.each(PROVIDER_KINDS)('%s: is offered, and shows its key and address only when selected', (kind) => {
	expect(named('providers').flatMap(({ options }) => options ?? [])).toContainEqual(expect.objectContaining({ value: kind }));
	for (const field of [`${kind}ApiKey`, `${kind}BaseUrl`]) {
		expect(named(field)).toEqual([expect.objectContaining({ displayOptions: { show: { providers: [kind] } } })]);
	}
});

it.each(PROVIDER_KINDS)('%s: its address is prefilled with the one that is used when it is left empty', (kind) => {
	expect(named(`${kind}BaseUrl`)[0]?.default).toBe(PROVIDERS[kind].defaultBaseUrl ?? '');
});

it('prefills the Azure API version that is used', () => {
	expect(named('azureApiVersion')[0]?.default).toBe(DEFAULT_AZURE_API_VERSION);
});

it('warns who may spend', () => {
	expect(properties.find(({ type }) => type === 'notice')?.displayName).toMatch(/may spend with every key/);
});

it('asks for the key as soon as it is opened, and reads with nothing but that', () => {
	const defaults = Object.fromEntries(properties.map(({ name, default: value }) => [name, value]));
	expect(() => readRegistry(defaults)).toThrow(/OpenAI API Key: is empty/);
	expect([...readRegistry({ ...defaults, openaiApiKey: 'k' }).endpoints.keys()]).toEqual(['openai']);
});
