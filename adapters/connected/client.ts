import { failure, type Callee } from '../../router/calls/classify';
import { classifyBroken, type Broken } from '../../router/calls/classifyNetwork';
import type { CallResult, ModelClient, ModelRequest } from '../../router/calls/client';
import type { FailureKind } from '../../router/calls/failure';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { withoutKeys } from '../../router/calls/withoutKeys';
import type { ModelSpec } from '../../router/registry/model';
import type { Message } from '../../router/request/request';
import { withFormatInWords } from '../../router/request/responseFormat';
import { callWhenSent } from '../onSent';
import { withThoughtsApart } from '../openai/thoughts';

import { keysOf, type ChatModelLike } from './chatModel';
import { withoutKeyShapes } from './keyShapes';
import { readReply, readReplyBill } from './reply';
import { readReplyThoughts } from './thoughts';
import { classifyThrown } from './thrown';

interface ConnectedClientOptions {
	/** By the `keyId` of the models to be called. */
	readonly models: ReadonlyMap<string, ChatModelLike>;
	/** Wall clock in ms, to read dates in headers by. */
	readonly now: () => number;
}

/**
 * Reaches the Chat Models plugged into the node. Temperature, log-probabilities and output limit are settings of the
 * sub-node: none can be sent along with a call to whatever model is behind it. A format is asked for in words.
 * @throws Error for a model whose `keyId` has no Chat Model. All else that can happen is returned.
 */
export function createConnectedClient(options: ConnectedClientOptions): ModelClient {
	const redactor = createRedactor([...options.models.values()].flatMap(keysOf));
	const lineTo = (model: ModelSpec): Line => {
		const chatModel = options.models.get(model.keyId);
		if (chatModel === undefined) throw new Error(`No Chat Model is connected for the model "${model.id}"`);
		const name = model.id.slice(model.id.indexOf('/') + 1);
		return { chatModel, redactor, callee: { name, redact: (text) => withoutKeyShapes(redactor.message(text)) } };
	};
	return {
		complete(request, signal, onLeave) {
			const line = lineTo(request.model);
			callWhenSent(onLeave);
			return complete(line, request, signal, options.now);
		},
		async embed(model) {
			const words = 'a connected Chat Model cannot make embeddings';
			return { ok: false, failure: failure(lineTo(model).callee, { kind: 'unsupported', billed: false, retryable: false, words }) };
		},
	};
}

interface Line {
	readonly chatModel: ChatModelLike;
	readonly callee: Callee;
	readonly redactor: Redactor;
}

async function complete(line: Line, request: ModelRequest, signal: AbortSignal, now: () => number): Promise<CallResult> {
	const had = await exchange(line.chatModel, request, signal);
	if (had.kind === 'reply') return completed(line, had.reply);
	if (had.kind === 'thrown') return { ok: false, usage: null, ...classifyThrown(line.callee, had.error, now()) };
	return { ok: false, failure: classifyBroken(line.callee, had), usage: null, limits: null };
}

function completed({ callee, redactor }: Line, reply: unknown): CallResult {
	const completion = withThoughtsApart(readReply(reply), { aside: readReplyThoughts(reply), tokens: null });
	const fail = (kind: FailureKind, words: string): CallResult => ({
		ok: false,
		failure: failure(callee, { kind, billed: true, words }),
		...readReplyBill(reply),
		limits: null,
	});
	switch (completion.kind) {
		case 'answer':
			return {
				ok: true,
				answer: { ...withoutKeys(completion.answer, { answer: redactor.answer, message: callee.redact }), ...readReplyBill(reply) },
				limits: null,
			};
		case 'interrupted':
			return {
				...fail('interrupted', `its reason to finish is "${completion.reason}"`),
				...(completion.text !== '' && { partial: redactor.answer(completion.text) }),
			};
		case 'truncated':
			return fail('truncated', '');
		case 'window_exceeded':
			return fail('context_too_long', '');
		case 'filtered':
			return fail('content_policy', 'the answer was filtered out');
		case 'none':
			return fail('invalid_response', completion.why);
	}
}

type Exchange =
	| { readonly kind: 'reply'; readonly reply: unknown }
	| { readonly kind: 'thrown'; readonly error: unknown }
	| Extract<Broken, { kind: 'cancelled' | 'timeout' }>;

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One call; never throws. It ends at the timeout or on cancel even if the sub-node goes on. */
async function exchange(model: ChatModelLike, request: ModelRequest, signal: AbortSignal): Promise<Exchange> {
	const { responseFormat, timeoutMs } = request;
	const messages = responseFormat === null ? request.messages : withFormatInWords(request.messages, responseFormat);
	if (signal.aborted) return { kind: 'cancelled', sent: false };
	const stop = new AbortController();
	let release = () => {};
	const ended = new Promise<Exchange>((resolve) => {
		const cancel = () => resolve({ kind: 'cancelled', sent: true });
		const timer = setTimeout(() => resolve({ kind: 'timeout', afterMs: timeoutMs }), Math.min(timeoutMs, LONGEST_TIMER_MS));
		signal.addEventListener('abort', cancel, { once: true });
		release = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', cancel);
		};
	});
	try {
		return await Promise.race([invoke(model, messages, stop.signal), ended]);
	} finally {
		release();
		stop.abort();
	}
}

async function invoke(model: ChatModelLike, messages: readonly Message[], signal: AbortSignal): Promise<Exchange> {
	try {
		return { kind: 'reply', reply: await model.invoke(messages.map(chatMessage), { signal }) };
	} catch (error) {
		return { kind: 'thrown', error };
	}
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
