import type { ModelSpec } from '../../router/registry/model';
import type { Carried, ContentPart, Message, ToolCall } from '../../router/request/request';
import type { OpenAI } from '../../vendor/openai';
import type { ProviderKind } from '../providers';

import { withCallIds } from './callIds';

type Param = OpenAI.Chat.ChatCompletionMessageParam;

/** The turns as they go out. What a provider gave with a turn goes back to the model that gave it alone. */
export function messageParams(messages: readonly Message[], model: ModelSpec, kind: ProviderKind): Param[] {
	return withCallIds(messages, kind).map((message) => messageParam(message, model));
}

function messageParam({ role, content, toolCalls = [], toolCallId, carried }: Message, model: ModelSpec): Param {
	if (role === 'tool') return { role, content: textOf(content), tool_call_id: toolCallId ?? '' };
	if (role === 'assistant' && toolCalls.length > 0) {
		const tool_calls = toolCalls.map((call) => callParam(call, model));
		return { ...backTo(model, carried), role, content: textOf(content) || null, tool_calls };
	}
	// Only people's turns may carry more than text on the wire.
	if (role === 'user') return { role, content: typeof content === 'string' ? content : content.map(userPart) };
	const texts = typeof content === 'string' ? content : content.flatMap(textPart);
	return role === 'assistant' ? { ...backTo(model, carried), role, content: texts } : { role, content: texts };
}

function backTo({ providerId, apiModel }: ModelSpec, carried: Carried | undefined): Readonly<Record<string, unknown>> {
	return carried?.providerId === providerId && carried.apiModel === apiModel ? carried.fields : {};
}

function callParam({ id, name, arguments: given, carried }: ToolCall, model: ModelSpec) {
	const called = { name, arguments: given.trim() === '' ? '{}' : given };
	return { ...backTo(model, carried), id: id ?? '', type: 'function' as const, function: called };
}

function textOf(content: Message['content']): string {
	return typeof content === 'string'
		? content
		: content
				.flatMap(textPart)
				.map(({ text }) => text)
				.join('\n');
}

function textPart(part: ContentPart): OpenAI.Chat.ChatCompletionContentPartText[] {
	return part.kind === 'text' ? [{ type: 'text', text: part.text }] : [];
}

function userPart(part: ContentPart): OpenAI.Chat.ChatCompletionContentPart {
	if (part.kind === 'text') return { type: 'text', text: part.text };
	if (part.kind === 'image') return { type: 'image_url', image_url: { url: part.url } };
	const format = SOUNDS[part.mediaType.toLowerCase()];
	const data = /^data:[^,]*;base64,(.*)$/is.exec(part.url)?.[1];
	if (format !== undefined && data !== undefined) return { type: 'input_audio', input_audio: { data, format } };
	return { type: 'file', file: { filename: part.name ?? 'file', file_data: part.url } };
}

const SOUNDS: Readonly<Record<string, 'wav' | 'mp3'>> = {
	'audio/wav': 'wav',
	'audio/x-wav': 'wav',
	'audio/wave': 'wav',
	'audio/vnd.wave': 'wav',
	'audio/mpeg': 'mp3',
	'audio/mp3': 'mp3',
};
