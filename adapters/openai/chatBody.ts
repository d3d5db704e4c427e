import type { ModelRequest } from '../../router/calls/client';
import type { Sent } from '../../router/calls/sentParameters';
import type { Message } from '../../router/request/request';
import { withFormatInWords } from '../../router/request/responseFormat';
import type { OpenAI } from '../../vendor/openai';
import { PROVIDERS, type ProviderKind } from '../providers';
import { thinkingOf } from '../reasoning';
import { formatAskOf, type FormatAsk } from '../responseFormats';

type Body = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

/** What is sent for a request: only what was asked for, and none of what the model has refused. */
export function chatBody(request: ModelRequest, kind: ProviderKind): Body {
	const { omit, temperature, responseFormat, model } = request;
	const { field, inWords } = formatOf(request, kind);
	const messages = responseFormat !== null && inWords ? withFormatInWords(request.messages, responseFormat) : request.messages;
	const body: Body = { model: model.apiModel, messages: messages.map(messageParam) };
	if (temperature !== null && !omit.includes('temperature')) body.temperature = temperature;
	if (field !== null) body.response_format = field;
	if (request.logProbs && !omit.includes('logprobs')) body.logprobs = true;
	const limit = outputLimitName(kind, omit);
	if (request.maxOutputTokens !== null && limit !== null) body[limit] = request.maxOutputTokens;
	return { ...body, ...withoutOmitted(settingsOf(request, kind), omit) };
}

/** A model that has refused the field is told in words. */
function formatOf({ omit, responseFormat, model }: ModelRequest, kind: ProviderKind): FormatAsk {
	if (responseFormat === null) return { field: null, inWords: false };
	return omit.includes('response_format') ? { field: null, inWords: true } : formatAskOf(kind, model, responseFormat);
}

/** What the row adds, its own fields of the body last. */
function settingsOf({ settings, maxOutputTokens, model }: ModelRequest, kind: ProviderKind): Record<string, unknown> {
	const { topP, stop, effort, extraBody } = settings ?? {};
	return {
		...(topP !== undefined && { top_p: topP }),
		...(stop !== undefined && { stop: [...stop] }),
		...(effort !== undefined && thinkingOf(kind, effort, { maxOutputTokens, modelLimit: model.maxOutputTokens })),
		...extraBody,
	};
}

function withoutOmitted(fields: Record<string, unknown>, omit: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.includes(name)));
}

/** What a body asks for besides an answer: a refusal may be about it. */
export function sentIn({ model: _model, messages: _messages, ...parameters }: Body): Sent {
	const names = Object.keys(parameters);
	const limit = OUTPUT_LIMITS.find((name) => parameters[name] != null);
	return { parameters: names, outputLimit: limit === undefined ? null : { name: limit, tokens: parameters[limit] ?? 0 } };
}

const OUTPUT_LIMITS = ['max_completion_tokens', 'max_tokens'] as const;

type LimitName = 'max_completion_tokens' | 'max_tokens';

/** A model that refuses one name knows the other; `null` once it has refused both. */
function outputLimitName(kind: ProviderKind, omit: readonly string[]): LimitName | null {
	const first = PROVIDERS[kind].outputLimitParameter;
	const second: LimitName = first === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
	return [first, second].find((name) => !omit.includes(name)) ?? null;
}

function messageParam({ role, content, toolCallId }: Message): OpenAI.Chat.ChatCompletionMessageParam {
	const texts =
		typeof content === 'string'
			? content
			: content.flatMap((part) => (part.kind === 'text' ? [{ type: 'text' as const, text: part.text }] : []));
	if (role === 'tool') return { role, content: texts, tool_call_id: toolCallId ?? '' };
	// Only people's turns may carry images on the wire.
	if (role !== 'user' || typeof content === 'string') return { role, content: texts };
	return {
		role,
		content: content.flatMap((part): OpenAI.Chat.ChatCompletionContentPart[] => {
			if (part.kind === 'text') return [{ type: 'text' as const, text: part.text }];
			return part.kind === 'image' ? [{ type: 'image_url' as const, image_url: { url: part.url } }] : [];
		}),
	};
}
