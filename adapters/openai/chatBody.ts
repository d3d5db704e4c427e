import type { ModelRequest } from '../../router/calls/client';
import type { Sent } from '../../router/calls/sentParameters';
import { withFormatInWords } from '../../router/request/responseFormat';
import type { OpenAI } from '../../vendor/openai';
import { PROVIDERS, type ProviderKind } from '../providers';
import { thinkingOf } from '../reasoning';
import { formatAskOf, type FormatAsk } from '../responseFormats';

import { messageParams } from './messageParams';
import { toolChoiceParam, toolParams } from './toolParams';

type Body = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'stream'> & { stream?: boolean };

/**
 * What is sent for a request: only what was asked for, and none of what the model has refused. Tools are sent in any
 * case: an answer without them is another answer.
 * @param streams the answer is wanted in pieces.
 */
export function chatBody(request: ModelRequest, kind: ProviderKind, streams = false): Body {
	const { omit, temperature, responseFormat, model } = request;
	const { field, inWords } = formatOf(request, kind);
	const messages = responseFormat !== null && inWords ? withFormatInWords(request.messages, responseFormat) : request.messages;
	const body: Body = { model: model.apiModel, messages: messageParams(messages, model, kind) };
	if (temperature !== null && !omit.includes('temperature')) body.temperature = temperature;
	if (field !== null) body.response_format = field;
	if (request.logProbs && !omit.includes('logprobs')) body.logprobs = true;
	const limit = outputLimitName(kind, omit);
	if (request.maxOutputTokens !== null && limit !== null) body[limit] = request.maxOutputTokens;
	const optional = { ...settingsOf(request, kind), ...choiceOf(request), ...(streams && streamOf(omit)) };
	const tools = toolParams(request.tools ?? []);
	// Behind all else: a refusal that could mean either is about what can be left out.
	return { ...body, ...withoutOmitted(optional, omit), ...(tools.length > 0 && { tools }) };
}

/** Without tools there is nothing to choose from, and some refuse that. */
function choiceOf({ tools = [], toolChoice }: ModelRequest): Record<string, unknown> {
	return tools.length === 0 || toolChoice === undefined ? {} : { tool_choice: toolChoiceParam(toolChoice) };
}

function streamOf(omit: readonly string[]): Record<string, unknown> {
	return omit.includes('stream') ? {} : { stream: true, stream_options: { include_usage: true } };
}

/** A model that has refused the field is told in words. */
function formatOf({ omit, responseFormat, model }: ModelRequest, kind: ProviderKind): FormatAsk {
	if (responseFormat === null) return { field: null, inWords: false };
	return omit.includes('response_format') ? { field: null, inWords: true } : formatAskOf(kind, model, responseFormat);
}

/** What the row adds, its own fields of the body last. */
function settingsOf({ settings, stop: asked = [], maxOutputTokens, model }: ModelRequest, kind: ProviderKind): Record<string, unknown> {
	const { topP, effort, extraBody } = settings ?? {};
	const stop = [...new Set([...asked, ...(settings?.stop ?? [])])].slice(0, MOST_STOPS);
	return {
		...(topP !== undefined && { top_p: topP }),
		...(stop.length > 0 && { stop }),
		...(effort !== undefined && thinkingOf(kind, effort, { maxOutputTokens, modelLimit: model.maxOutputTokens })),
		...extraBody,
	};
}

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop */
const MOST_STOPS = 4;

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
