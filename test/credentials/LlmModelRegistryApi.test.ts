import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
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

it('offers providers by use and Custom last, and model facts in a section of their own at the end', () => {
	const names = named('providers').flatMap(({ options }) => (options ?? []).map(({ name }) => name));
	expect(names).toEqual([
		'OpenAI',
		'Anthropic',
		'Google Gemini',
		'Azure OpenAI',
		'OpenRouter',
		'Mistral',
		'Groq',
		'DeepSeek',
		'xAI',
		'Together',
		'Ollama',
		...[1, 2, 3].map((number) => `Custom ${String(number)} (OpenAI-Compatible)`),
	]);
	expect(properties.slice(-2).map(({ name, type }) => [name, type])).toEqual([
		['factsNotice', 'notice'],
		['modelFacts', 'fixedCollection'],
	]);
});

// The editor draws the form once before it fills in defaults. A list of several that is drawn then sets itself to [].
it('draws the providers only once defaults are there, so that theirs is kept, and n8n hands them over all the same', () => {
	const isShown = (values: INodeParameters) => named('providers').every((one) => NodeHelpers.displayParameter(values, one, null, null));
	expect(isShown({})).toBe(false);
	expect(isShown({ spendNotice: '' })).toBe(true);
	const stored = { providers: ['groq'], groqApiKey: 'k-1234' };
	const handed = NodeHelpers.getNodeParameters(properties, stored, true, false, null, null) ?? {};
	expect([...readRegistry(handed).endpoints.keys()]).toEqual(['groq']);
	expect(handed).toMatchObject({ groqApiKey: 'k-1234', groqBaseUrl: 'https://api.groq.com/openai/v1' });
});

it('warns who may spend', () => {
	expect(properties.find(({ type }) => type === 'notice')?.displayName).toMatch(/may spend with every key/);
});

it('asks for the key as soon as it is opened, and reads with nothing but that', () => {
	const defaults = Object.fromEntries(properties.map(({ name, default: value }) => [name, value]));
	expect(() => readRegistry(defaults)).toThrow(/OpenAI API Key: is empty/);
	expect([...readRegistry({ ...defaults, openaiApiKey: 'k' }).endpoints.keys()]).toEqual(['openai']);
});

it('has no field that is not read: changing any of them changes what is read', () => {
	const filled = Object.fromEntries(
		properties
			.filter(({ name }) => /ApiKey$|BaseUrl$/.test(name))
			.map(({ name }) => [name, name.endsWith('ApiKey') ? 'k-1234' : 'https://llm.example/v1']),
	);
	const read = (changed: object) => {
		const { endpoints, facts, keys } = readRegistry({ providers: PROVIDER_KINDS, ...filled, ...changed });
		return JSON.stringify([[...endpoints], [...facts], keys]);
	};
	const other = (name: string): unknown => {
		if (name === 'providers') return ['ollama'];
		if (name === 'modelFacts') return { values: [{ modelId: 'openai/m', contextTokens: 5 }] };
		return name.endsWith('BaseUrl') ? 'https://other.example' : 'changed';
	};
	const fields = properties.filter(({ type }) => type !== 'notice').map(({ name }) => name);
	expect(fields.filter((name) => read({ [name]: other(name) }) === read({}))).toEqual([]);
});

it('names the fields of a model’s facts as they are read', () => {
	const rows = named('modelFacts').flatMap(({ options }) => options ?? []);
	const fields = rows.flatMap((option) => ('values' in option ? option.values : []));
	const values = Object.fromEntries(
		fields.map(({ name, type }) => [name, type === 'number' ? 7 : name === 'modelId' ? 'openai/m' : ['tools']]),
	);
	expect(readRegistry({ providers: ['ollama'], modelFacts: { values: [values] } }).facts.get('openai/m')).toEqual({
		price: { inputUsdPerMTok: 7, cachedInputUsdPerMTok: 7, outputUsdPerMTok: 7 },
		contextTokens: 7,
		maxOutputTokens: 7,
		limits: { requestsPerMinute: 7, tokensPerMinute: 7, parallel: 7 },
		capabilities: ['tools'],
	});
});
