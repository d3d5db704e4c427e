import type { ModelRequest } from '../../router/calls/client';
import type { Sent } from '../../router/calls/sentParameters';
import type { ToolChoice } from '../../router/request/request';
import { withFormatInWords } from '../../router/request/responseFormat';
import { thinkingOf, type Thinking } from '../reasoning';

import type { Turn } from './block';
import { withCacheMarks, type Markable } from './cacheMarks';
import { mayThink } from './thinking';
import { conversationOf } from './turns';

/** https://docs.claude.com/en/api/messages */
export interface MessagesBody {
	readonly model: string;
	readonly max_tokens: number;
	readonly messages: readonly Turn[];
	readonly [parameter: string]: unknown;
}

/** What is sent for a request, and what a refusal may be about. */
export function messagesBody(request: ModelRequest, isStream: boolean): { readonly body: MessagesBody; readonly sent: Sent } {
	const { model, omit, responseFormat } = request;
	const messages = responseFormat === null ? request.messages : withFormatInWords(request.messages, responseFormat);
	const unmarked: Markable = { ...conversationOf(messages, model), tools: toolsOf(request) };
	const marked = marksItself(request) || omit.includes('cache_control') ? null : withCacheMarks(unmarked);
	const { system, turns, tools } = marked ?? unmarked;
	const fields = {
		...(tools.length > 0 && { tools, ...(request.toolChoice && { tool_choice: choiceOf(request.toolChoice) }) }),
		...settingsOf(request, turns),
		...(isStream && { stream: true }),
	};
	const { max_tokens: asked, ...rest } = Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.includes(name)));
	const max_tokens = typeof asked === 'number' ? asked : SAFE_LIMIT;
	const body = { model: model.apiModel, max_tokens, ...(system.length > 0 && { system }), messages: turns, ...rest };
	return { body, sent: sentIn(body, marked !== null) };
}

/** The API wants a limit. The oldest models it has ever had take this much, so none refuses it; what they take beyond is not known. */
const SAFE_LIMIT = 4_096;

/** Whoever sets marks of their own knows better, and too many are refused. */
function marksItself({ settings }: ModelRequest): boolean {
	return JSON.stringify(settings?.extraBody ?? {}).includes('"cache_control"');
}

function toolsOf({ tools = [] }: ModelRequest): object[] {
	// n8n's Agent binds its tools twice, and the API refuses two of one name.
	return [...new Map(tools.map((tool) => [tool.name, tool])).values()].map(({ name, description, parameters }) => ({
		name,
		...(description !== null && { description }),
		input_schema: { type: 'object', ...parameters },
	}));
}

function choiceOf(choice: ToolChoice): object {
	if (choice.kind === 'tool') return { type: 'tool', name: choice.name };
	return { type: choice.kind === 'required' ? 'any' : choice.kind };
}

/** What the request and its row set, the row's own fields of the body last. */
function settingsOf(request: ModelRequest, turns: readonly Turn[]): Record<string, unknown> {
	const { model, omit, settings = {}, temperature } = request;
	const { topP, extraBody } = settings;
	const maxOutputTokens = omit.includes('max_tokens') ? SAFE_LIMIT : request.maxOutputTokens;
	const thinking = thinkingFields({ ...request, maxOutputTokens }, turns);
	const thinks = thinking !== null && settings.effort !== 'none';
	const stop = stopsOf(request);
	return {
		max_tokens: maxOutputTokens ?? model.maxOutputTokens ?? SAFE_LIMIT,
		// A model that thinks takes no temperature but 1, and no share but nearly all.
		...(temperature !== null && (!thinks || temperature === 1) && { temperature }),
		...(topP !== undefined && (!thinks || topP >= LEAST_SHARE) && { top_p: topP }),
		...(stop.length > 0 && { stop_sequences: stop }),
		...thinking,
		...extraBody,
	};
}

const LEAST_SHARE = 0.95;

/** `null`: nothing is said of thinking. */
function thinkingFields(
	{ settings, omit, maxOutputTokens, model, tools = [], toolChoice }: ModelRequest,
	turns: readonly Turn[],
): Thinking | null {
	const effort = settings?.effort;
	if (effort === undefined || omit.includes('thinking')) return null;
	const fields = thinkingOf('anthropic', effort, { maxOutputTokens, modelLimit: model.maxOutputTokens });
	if (fields['thinking'] === undefined) return null;
	const forced = tools.length > 0 && (toolChoice?.kind === 'required' || toolChoice?.kind === 'tool');
	return effort === 'none' || mayThink(turns, forced) ? fields : null;
}

/** The row's and the request's. The API refuses those of nothing but white space. */
function stopsOf({ settings, stop = [] }: ModelRequest): string[] {
	return [...new Set([...(settings?.stop ?? []), ...stop])].filter((text) => text.trim() !== '');
}

function sentIn({ model: _model, messages: _messages, ...parameters }: MessagesBody, isMarked: boolean): Sent {
	return {
		parameters: [...Object.keys(parameters), ...(isMarked ? ['cache_control'] : [])],
		outputLimit: { name: 'max_tokens', tokens: parameters.max_tokens },
	};
}
