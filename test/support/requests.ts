import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import { analyze } from '../../router/request/analyze';
import type { AnalyzedRequest, LlmRequest, Message } from '../../router/request/request';

export function requestOf(...messages: readonly Message[]): LlmRequest {
	return { messages, wantsJsonSchema: false, wantsTools: false, roomTokens: 1_024 };
}

export function user(content: Message['content']): Message {
	return { role: 'user', content };
}

export function analyzed(text: string): AnalyzedRequest {
	return analyze(requestOf(user(text)));
}

/** Models of rank 0…n−1, weakest first. */
export function ladderOf(size: number): ModelSpec[] {
	return Array.from({ length: size }, (_, rank) => ({
		id: `p/m${rank}`,
		apiModel: `m${rank}`,
		slot: rank + 1,
		rank,
		branch: `m${rank}`,
		providerId: 'https://p',
		keyId: 'p',
		limitsKey: `p/m${rank}`,
		contextTokens: null,
		maxOutputTokens: null,
		capabilities: null,
		limits: NO_LIMITS,
		price: null,
	}));
}
