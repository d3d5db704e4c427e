import { PROVIDER_KINDS } from '../../../adapters/providers';
import { readRegistry } from '../../../nodes/shared/registryCredential';
import { isConfigError } from '../../../router/configError';
import { NO_LIMITS } from '../../../router/registry/model';

const KEY = 'sk-plant-Aa11Bb22Cc33Dd44';

function messageOf(data: unknown): string {
	try {
		readRegistry(data);
	} catch (error) {
		if (isConfigError(error)) return error.message;
		throw error;
	}
	return 'no error';
}

it('reads key and address of the selected providers only', () => {
	const { endpoints } = readRegistry({ providers: ['openai'], openaiApiKey: ` ${KEY} `, groqApiKey: 'gsk-other' });
	expect([...endpoints]).toEqual([
		['openai', { kind: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', apiKey: KEY, apiVersion: null }],
	]);
});

it('keeps the keys of providers taken out of the list for hiding, not for sending', () => {
	const { endpoints, keys } = readRegistry({ providers: ['ollama'], openaiApiKey: KEY });
	expect(keys).toEqual([KEY]);
	expect([...endpoints.values()].map(({ apiKey }) => apiKey)).toEqual([null]);
});

it('names a custom endpoint as its owner does', () => {
	const { endpoints } = readRegistry({ providers: ['custom2'], custom2Name: 'Gateway', custom2BaseUrl: 'https://llm.example.com/v1/' });
	expect(endpoints.get('custom2')).toMatchObject({ name: 'Gateway', baseUrl: 'https://llm.example.com/v1', apiKey: null });
});

it('takes Azure’s address as its portal shows it', () => {
	const azureBaseUrl = 'https://acme.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-02-01';
	const { endpoints } = readRegistry({ providers: ['azure'], azureApiKey: KEY, azureBaseUrl, azureApiVersion: '2025-01-01' });
	expect(endpoints.get('azure')).toMatchObject({ baseUrl: 'https://acme.openai.azure.com', apiVersion: '2025-01-01' });
});

it.each<[string, unknown, RegExp]>([
	['nothing selected', { providers: [], openaiApiKey: KEY }, /^LLM Model Registry, Providers: is empty/],
	['nothing at all', {}, /Providers: is empty/],
	['no credential', null, /^LLM Model Registry: cannot be read/],
	['no key', { providers: ['openai', 'groq'], openaiApiKey: KEY }, /^LLM Model Registry, Groq API Key: is empty/],
	['a blank key', { providers: ['xai'], xaiApiKey: '  ' }, /^LLM Model Registry, xAI API Key: is empty/],
	['no address of a custom endpoint', { providers: ['custom1'], custom1ApiKey: KEY }, /^LLM Model Registry, Custom 1 Base URL: is empty/],
	['no endpoint for Azure', { providers: ['azure'], azureApiKey: KEY }, /^LLM Model Registry, Azure OpenAI Endpoint: is empty/],
	[
		'an address that is no address',
		{ providers: ['openai'], openaiApiKey: KEY, openaiBaseUrl: KEY },
		/OpenAI Base URL: .*must start with http/,
	],
	[
		'another protocol',
		{ providers: ['openai'], openaiApiKey: KEY, openaiBaseUrl: `ftp://${KEY}.example` },
		/OpenAI Base URL: .*must start with http/,
	],
	[
		'a password in the address',
		{ providers: ['openai'], openaiApiKey: KEY, openaiBaseUrl: `https://me:${KEY}@api.example/v1` },
		/OpenAI Base URL: .*user name or password/,
	],
	[
		'a key in the query',
		{ providers: ['gemini'], geminiApiKey: KEY, geminiBaseUrl: `https://api.example/v1?key=${KEY}` },
		/Google Gemini Base URL: has a query/,
	],
	['facts without a model', { providers: ['ollama'], modelFacts: { values: [{ modelId: '' }] } }, /Model Facts, row 1: has no model ID/],
	[
		'facts without a provider',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'gpt-4o' }] } },
		/Model Facts, row 1: does not name its provider/,
	],
	[
		'facts said twice',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'ollama/a' }, { modelId: 'ollama/a' }] } },
		/Model Facts, row 2: names a model a second time/,
	],
	[
		'half a price',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'ollama/a', inputPrice: 1 }] } },
		/Model Facts, row 1: sets only a part of the price/,
	],
	[
		'a price of cached input alone',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'ollama/a', cachedInputPrice: 1 }] } },
		/row 1: sets only a part of the price/,
	],
	[
		'a negative price',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'ollama/a', inputPrice: -1, outputPrice: 1 }] } },
		/row 1, Input Price: is -1/,
	],
	[
		'half a token',
		{ providers: ['ollama'], modelFacts: { values: [{ modelId: 'ollama/a', contextTokens: 0.5 }] } },
		/row 1, Context Window: is 0.5/,
	],
])('says what is wrong, and no key: %s', (_, data, message) => {
	expect(messageOf(data)).toMatch(message);
	expect(messageOf(data)).not.toContain(KEY);
});

it('needs no key of a server that asks for none', () => {
	expect(messageOf({ providers: ['ollama', 'custom1'], custom1BaseUrl: 'http://localhost:1/v1' })).toBe('no error');
});

it('asks for a key of every other provider', () => {
	const silent = PROVIDER_KINDS.filter(
		(kind) => messageOf({ providers: [kind], [`${kind}BaseUrl`]: 'https://llm.example' }) === 'no error',
	);
	expect(silent).toEqual(['ollama', 'custom1', 'custom2', 'custom3']);
});

it('takes 0 in the facts of a model as not said', () => {
	const values = [
		{ modelId: 'ollama/a', inputPrice: 0, cachedInputPrice: 0, outputPrice: 0, contextTokens: 0, maxOutputTokens: 0, capabilities: [] },
	];
	const { facts } = readRegistry({ providers: ['ollama'], modelFacts: { values } });
	expect(facts.get('ollama/a')).toEqual({ price: null, contextTokens: null, maxOutputTokens: null, capabilities: null, limits: NO_LIMITS });
});
