import { completeBaseUrl } from '../../adapters/baseUrl';
import { PROVIDER_KINDS, PROVIDERS, readBaseUrl, type ProviderKind } from '../../adapters/providers';

/** Pasted → what is called. */
const COMPLETED: Readonly<Partial<Record<ProviderKind, readonly (readonly [pasted: string, base: string])[]>>> = {
	openai: [
		['https://api.openai.com', 'https://api.openai.com/v1'],
		['https://api.openai.com/', 'https://api.openai.com/v1'],
		['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
		[' https://api.openai.com/v1/chat/completions ', 'https://api.openai.com/v1'],
		['https://api.openai.com/chat/completions', 'https://api.openai.com/v1'],
		['https://api.openai.com/v1/responses', 'https://api.openai.com/v1'],
		['https://api.openai.com/v1/models', 'https://api.openai.com/v1'],
		['https://proxy.example', 'https://proxy.example/v1'],
		['https://proxy.example/chat/completions', 'https://proxy.example'],
		['https://proxy.example/team/openai/v1/chat/completions', 'https://proxy.example/team/openai/v1'],
		['https://gateway.example/v1/account/gateway/openai', 'https://gateway.example/v1/account/gateway/openai'],
	],
	anthropic: [
		['https://api.anthropic.com', 'https://api.anthropic.com/v1'],
		['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com/v1'],
	],
	gemini: [
		['https://generativelanguage.googleapis.com', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		['https://generativelanguage.googleapis.com/v1beta', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		['https://generativelanguage.googleapis.com/v1beta/', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		['https://generativelanguage.googleapis.com/v1', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		['https://generativelanguage.googleapis.com/v1beta/openai/v1', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		['https://generativelanguage.googleapis.com/v1beta/openai/chat/completions', 'https://generativelanguage.googleapis.com/v1beta/openai'],
		[
			'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent',
			'https://generativelanguage.googleapis.com/v1beta/openai',
		],
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1beta/openai'],
		['http://127.0.0.1:8080/v1beta', 'http://127.0.0.1:8080/v1beta/openai'],
		['https://litellm.example/v1', 'https://litellm.example/v1'],
	],
	groq: [
		['https://api.groq.com', 'https://api.groq.com/openai/v1'],
		['https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
		['https://api.groq.com/v1', 'https://api.groq.com/openai/v1'],
		['https://api.groq.com/openai/v1/chat/completions', 'https://api.groq.com/openai/v1'],
	],
	openrouter: [
		['https://openrouter.ai', 'https://openrouter.ai/api/v1'],
		['https://openrouter.ai/api', 'https://openrouter.ai/api/v1'],
		['https://openrouter.ai/v1', 'https://openrouter.ai/api/v1'],
		['https://openrouter.ai/api/v1/chat/completions', 'https://openrouter.ai/api/v1'],
	],
	mistral: [['https://api.mistral.ai', 'https://api.mistral.ai/v1']],
	deepseek: [
		['https://api.deepseek.com', 'https://api.deepseek.com/v1'],
		['https://api.deepseek.com/chat/completions', 'https://api.deepseek.com/v1'],
		['https://api.deepseek.com/beta', 'https://api.deepseek.com/beta'],
	],
	xai: [['https://api.x.ai', 'https://api.x.ai/v1']],
	together: [['https://api.together.xyz', 'https://api.together.xyz/v1']],
	ollama: [
		['http://localhost:11434', 'http://localhost:11434/v1'],
		['http://host.docker.internal:11434/', 'http://host.docker.internal:11434/v1'],
		['http://host:11434/api', 'http://host:11434/v1'],
		['http://host:11434/api/chat', 'http://host:11434/v1'],
		['http://host:11434/v1', 'http://host:11434/v1'],
		['http://host:11434/v1/chat/completions', 'http://host:11434/v1'],
		['http://host:11434/chat/completions', 'http://host:11434/v1'],
		['https://home.example/ollama', 'https://home.example/ollama/v1'],
	],
	azure: [
		['https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-02-01', 'https://x.openai.azure.com'],
		['https://x.openai.azure.com/', 'https://x.openai.azure.com'],
	],
	custom1: [
		['http://localhost:1234', 'http://localhost:1234/v1'],
		['http://localhost:1234/', 'http://localhost:1234/v1'],
		['http://localhost:1234//v1//', 'http://localhost:1234/v1'],
		['http://localhost:1234/v1/models', 'http://localhost:1234/v1'],
		['http://localhost:1234/v1/chat', 'http://localhost:1234/v1'],
		['https://host.example/v1/chat/completions', 'https://host.example/v1'],
		['https://host.example/v1/embeddings', 'https://host.example/v1'],
		['https://host.example/V1/Chat/Completions', 'https://host.example/V1'],
		['https://host.example/chat/completions', 'https://host.example'],
		['https://host.example/api/paas/v4', 'https://host.example/api/paas/v4'],
		['https://host.example/api/chat/completions', 'https://host.example/api'],
		['https://models.github.ai/inference', 'https://models.github.ai/inference'],
		['https://x.services.ai.azure.com/models', 'https://x.services.ai.azure.com/models'],
		['https://api.perplexity.ai', 'https://api.perplexity.ai'],
		['https://api.perplexity.ai/chat/completions', 'https://api.perplexity.ai'],
	],
};

describe.each(Object.entries(COMPLETED))('an address pasted for %s', (kind, cases) => {
	const known = PROVIDER_KINDS.find((one) => one === kind) ?? 'custom1';
	it.each(cases)('%s is called at %s', (pasted, base) => {
		expect(readBaseUrl(known, pasted)).toBe(base);
	});
});

it.each(PROVIDER_KINDS)('%s: its default address is what it means', (kind) => {
	const { defaultBaseUrl } = PROVIDERS[kind];
	expect(defaultBaseUrl === null ? null : readBaseUrl(kind, defaultBaseUrl)).toBe(defaultBaseUrl);
});

it.each(['', 'localhost:1234', 'ftp://x/y', 'http://', 'https://user:pass@host/v1'])('refuses %j', (typed) => {
	expect(() => completeBaseUrl(typed, { baseUrl: null, alwaysEndsIn: null })).toThrow(TypeError);
});
