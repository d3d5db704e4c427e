import { joinHardness } from './hardness/hardness';
import { createRememberingTaskReader, readParts, readTask } from './parts';
import { readSignals } from './readSignals';
import type { AnalyzedRequest, LlmRequest } from './request';
import { countTokens, createRememberingCounter, estimateTokens, type TokenCounter } from './tokens';
import { imagesOf, readUserText } from './userText';

/**
 * Reads what strategies, selection and the ledger want to know of a request, in time linear in the read text
 * (64 Ki characters at most, of each part). `count` is the token counter.
 */
export function analyze(request: LlmRequest, count: TokenCounter = countTokens, readTaskOf = readTask): AnalyzedRequest {
	const userText = readUserText(request);
	const tokens = estimateTokens(request, count);
	const whole = { text: userText.text, signals: readSignals(userText, request.wantsJsonSchema, tokens) };
	const parts = readParts({ request, whole, count, readTask: readTaskOf });
	const hardness = joinHardness(parts.task?.signals.hardness ?? null, parts.item.signals.hardness);
	return {
		request,
		text: whole.text,
		signals: { ...whole.signals, hardness },
		parts,
		needs: {
			inputTokens: tokens.request,
			roomTokens: request.roomTokens,
			vision: request.messages.some((message) => imagesOf(message) > 0),
			tools: request.wantsTools || (request.tools?.length ?? 0) > 0 || request.messages.some(({ role }) => role === 'tool'),
			jsonSchema: request.wantsJsonSchema,
		},
	};
}

/** Reads many requests with the same task, such as those of a run: what was read of it is remembered. */
export function createAnalyzer(): (request: LlmRequest) => AnalyzedRequest {
	const count = createRememberingCounter();
	const readTaskOf = createRememberingTaskReader();
	return (request) => analyze(request, count, readTaskOf);
}
