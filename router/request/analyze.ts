import { readSignals } from './readSignals';
import type { AnalyzedRequest, LlmRequest } from './request';
import { estimateTokens, type TokenCounter } from './tokens';
import { imagesOf, readUserText } from './userText';

/**
 * Reads what strategies, selection and the ledger want to know of a request, in time linear in the read text
 * (64 Ki characters at most). `count` is the token counter: hand over one that remembers where many requests
 * share a system prompt.
 */
export function analyze(request: LlmRequest, count?: TokenCounter): AnalyzedRequest {
	const userText = readUserText(request);
	const tokens = estimateTokens(request, count);
	return {
		request,
		text: userText.text,
		signals: readSignals(userText, request.wantsJsonSchema, tokens),
		needs: {
			inputTokens: tokens.request,
			roomTokens: request.roomTokens,
			vision: request.messages.some((message) => imagesOf(message) > 0),
			tools: request.wantsTools,
			jsonSchema: request.wantsJsonSchema,
		},
	};
}
