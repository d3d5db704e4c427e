import type { ModelRequest } from '../../router/calls/client';
import type { Message } from '../../router/request/request';
import { withFormatInWords } from '../../router/request/responseFormat';
import { readBlock } from '../langchain/blocks';
import { Original } from '../langchain/original';
import { isFunction } from '../langchain/methods';

import { isChatModel, type ChatModelLike } from './chatModel';

/** What a Chat Model is called with. */
export interface Ask {
	/** With its tools. */
	readonly model: ChatModelLike;
	readonly messages: readonly object[];
	readonly options: Readonly<Record<string, unknown>>;
}

/**
 * How a Chat Model is asked: with what the consumer has asked in its own words, untouched, or with our messages in the
 * plain form LangChain takes. `null`: tools are asked for, and it takes none.
 */
export function askOf(model: ChatModelLike, { original, messages, responseFormat }: ModelRequest): Ask | null {
	if (original instanceof Original) return originalAsk(model, original);
	const sent = responseFormat === null ? messages : withFormatInWords(messages, responseFormat);
	return { model, messages: sent.map(chatMessage), options: {} };
}

function originalAsk(model: ChatModelLike, { messages, tools, toolChoice, stop, options, beforeCall }: Original): Ask | null {
	const runId = beforeCall(model);
	const more = { ...(tools.length > 0 && toolChoice !== undefined && { tool_choice: toolChoice }), ...options };
	const bound = boundTo(model, tools, more);
	if (bound === null) return null;
	return {
		model: bound,
		messages: usesResponsesApi(model) ? messages.map(withInputFiles) : messages,
		// No handler of the consumer's run may hear it: Agents add up what all models below them write.
		options: { ...(bound === model && options), ...(stop !== undefined && { stop }), ...(runId !== null && { runId }), callbacks: [] },
	};
}

/** With the tools its provider runs itself, which n8n's sub-nodes keep in `metadata`, after the consumer's. */
function boundTo(model: ChatModelLike, asked: readonly unknown[], more: object): ChatModelLike | null {
	const metadata: unknown = Reflect.get(model, 'metadata');
	const own: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'tools') : [];
	const tools = Array.isArray(own) ? asked.concat(own) : asked;
	if (tools.length === 0) return model;
	const bindTools: unknown = Reflect.get(model, 'bindTools');
	if (!isFunction(bindTools)) return asked.length === 0 ? model : null;
	const bound: unknown = Reflect.apply(bindTools, model, [tools, more]);
	return isChatModel(bound) ? bound : null;
}

function usesResponsesApi(model: object): boolean {
	const asks: unknown = Reflect.get(model, '_useResponsesApi');
	return isFunction(asks) ? Reflect.apply(asks, model, [undefined]) === true : Reflect.get(model, 'useResponsesApi') === true;
}

/** OpenAI's Responses API takes PDFs in its own form alone, which n8n's Agent writes only where it sees the model itself. */
function withInputFiles(message: object): object {
	const content: unknown = Reflect.get(message, 'content');
	if (!Array.isArray(content)) return message;
	const converted = content.map(inputFile);
	if (converted.every((block, index) => block === content[index])) return message;
	const copy: unknown = Reflect.construct(message.constructor, [{ ...message, content: converted }]);
	return typeof copy === 'object' && copy !== null ? copy : message;
}

function inputFile(block: unknown): unknown {
	if (typeof block !== 'object' || block === null || Reflect.get(block, 'type') !== 'file') return block;
	const read = readBlock(block);
	if (read.kind !== 'part' || read.part.kind !== 'file' || read.part.mediaType !== 'application/pdf') return block;
	const { url, name } = read.part;
	return { type: 'input_file', ...(url.startsWith('data:') ? { file_data: url, filename: name ?? 'attachment.pdf' } : { file_url: url }) };
}

/** The plain shape LangChain takes; only people's turns may carry images. */
function chatMessage({ role, content }: Message): object {
	if (typeof content === 'string') return { role, content };
	const parts = content.flatMap((part): object[] => {
		if (part.kind === 'text') return [{ type: 'text', text: part.text }];
		return role === 'user' ? [{ type: 'image_url', image_url: { url: part.url } }] : [];
	});
	return { role, content: parts };
}
