import { createAnthropicClient } from '../../adapters/anthropic/client';
import type { Endpoint } from '../../adapters/providers';
import { createSend } from '../../nodes/shared/transport';
import type { ModelRequest, StreamPart } from '../../router/calls/client';
import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import { requestHelper } from './requestHelper';

export const KEY = 'sk-ant-test-Aa11+Bb22/Cc33Dd44';
export const NOW = Date.parse('2026-03-01T12:00:00Z');

export const MODEL: ModelSpec = {
	id: 'anthropic/claude-x',
	apiModel: 'claude-x',
	slot: 1,
	rank: 0,
	branch: 'claude-x',
	providerId: 'http://127.0.0.1',
	keyId: 'cred:anthropic',
	limitsKey: 'cred:anthropic:claude-x',
	contextTokens: null,
	maxOutputTokens: null,
	capabilities: null,
	limits: NO_LIMITS,
	price: null,
};

export const REQUEST: ModelRequest = {
	model: MODEL,
	messages: [{ role: 'user', content: 'Hello' }],
	maxOutputTokens: null,
	temperature: null,
	responseFormat: null,
	logProbs: false,
	omit: [],
	timeoutMs: 20_000,
	firstByteMs: null,
};

export function clientFor(baseUrl: string, more: Partial<Endpoint> = {}) {
	const endpoint: Endpoint = { kind: 'anthropic', name: 'Anthropic', baseUrl, apiKey: KEY, apiVersion: null, ...more };
	return createAnthropicClient({ endpoints: new Map([[MODEL.keyId, endpoint]]), send: createSend(requestHelper), now: () => NOW });
}

/** What the parts say, put together. */
export function told(parts: readonly StreamPart[]) {
	const textOf = (kind: 'text' | 'reasoning') => parts.map((part) => (part.kind === kind ? part.text : '')).join('');
	const calls: { id: string | null; name: string | null; arguments: string }[] = [];
	for (const part of parts) {
		if (part.kind !== 'tool_call') continue;
		const { id, name } = calls[part.index] ?? part;
		calls[part.index] = { id, name, arguments: `${calls[part.index]?.arguments ?? ''}${part.arguments}` };
	}
	return { text: textOf('text'), reasoning: textOf('reasoning'), calls };
}
