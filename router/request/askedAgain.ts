import type { LlmRequest } from './request';

/** The prompt alone, which is known before the answer: a request with a longer one could not be kept, and so not audited. */
const MAX_PROMPT_CHARS = 500_000;

/** What a model does with tools depends on what they return, and nobody may run them again for an audit. */
export function usesTools({ tools = [], messages }: LlmRequest): boolean {
	return tools.length > 0 || messages.some(({ role }) => role === 'tool');
}

/** Whether it can be asked again later, of another model. */
export function canBeAskedAgain(request: LlmRequest): boolean {
	return !usesTools(request) && charsOf(request) <= MAX_PROMPT_CHARS;
}

function charsOf({ messages }: LlmRequest): number {
	return messages.reduce(
		(sum, { content }) =>
			sum +
			(typeof content === 'string'
				? content.length
				: content.reduce((chars, part) => chars + (part.kind === 'text' ? part.text : part.url).length, 0)),
		0,
	);
}
