import type { Message, ResponseFormat } from './request';

/** The format as an instruction to the model. */
export function inWords(format: ResponseFormat): string {
	if (format.kind === 'json_object') return `Answer with one JSON object ${ALONE}.`;
	return `Answer with JSON that fits the JSON Schema below, ${ALONE}. The schema is not the answer.\n${JSON.stringify(format.schema)}`;
}

const ALONE = 'and nothing else: no words before or after it, no code fence';

/** The messages with the format in words, at the end of the system message: many models take only one, and only first. */
export function withFormatInWords(messages: readonly Message[], format: ResponseFormat): readonly Message[] {
	const [first, ...rest] = messages;
	const words = inWords(format);
	if (first?.role !== 'system') return [{ role: 'system', content: words }, ...messages];
	const content: Message['content'] =
		typeof first.content === 'string' ? `${first.content}\n\n${words}` : [...first.content, { kind: 'text', text: words }];
	return [{ role: 'system', content }, ...rest];
}
