import { classifyRefusal, failure, type Callee } from '../../router/calls/classify';
import { classifyBroken, type Broken } from '../../router/calls/classifyNetwork';
import type { Answer, CallResult, ModelClient, ModelRequest, OnPart } from '../../router/calls/client';
import type { Failure } from '../../router/calls/failure';
import { rateLimitHint } from '../../router/calls/headers';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import { withoutKeys } from '../../router/calls/withoutKeys';
import type { ModelSpec } from '../../router/registry/model';
import type { Send } from '../http';
import { brokenOff, noCompletion, unusableKey, withHeaders, type Answered } from '../openai/client';
import type { Reply } from '../openai/completion';
import { exchange } from '../openai/exchange';
import { normalBaseUrl, type Endpoint } from '../providers';

import { unreadableIn } from './block';
import { isMessage, readMessage, textIn, type Asked } from './message';
import { messagesBody } from './messagesBody';
import { createPartTeller, tellWhole } from './partTeller';
import { createReception, type Reception } from './reception';
import { readMessageBill } from './usage';

interface AnthropicClientOptions {
	/** By the `keyId` of the models to be called. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** Every byte leaves through it (`nodes/shared/transport.ts`). */
	readonly send: Send;
	/** Wall clock in ms, to read dates in headers by. */
	readonly now: () => number;
}

/**
 * Reaches Anthropic's models over its own Messages API, which has what its compatible endpoint has not: caching of what is
 * sent again, and thoughts that go on over the steps of a tool. Each call is one HTTP request at most.
 * @throws Error for a model whose `keyId` has no endpoint, or whose endpoint has no valid base URL: nothing
 * was sent then. All else that can happen is returned.
 */
export function createAnthropicClient(options: AnthropicClientOptions): ModelClient {
	const redactor = createRedactor([...options.endpoints.values()].map(({ apiKey }) => apiKey));
	const lineTo = (model: ModelSpec): Line => {
		const endpoint = options.endpoints.get(model.keyId);
		if (endpoint === undefined) throw new Error(redactor.message(`No provider is configured for the model "${model.id}"`));
		const url = `${normalBaseUrl(endpoint.kind, endpoint.baseUrl)}/messages`;
		return { endpoint, callee: { name: endpoint.name, redact: redactor.message }, redactor, url };
	};
	return {
		complete: (request, signal, onLeave, onPart) => complete(options, lineTo(request.model), request, { signal, onLeave, onPart }),
		async embed(model) {
			return { ok: false, failure: unsupported(lineTo(model), 'Anthropic offers no embeddings') };
		},
	};
}

/** Where a call goes, and what must not be told of it. */
interface Line {
	readonly endpoint: Endpoint;
	readonly url: string;
	readonly callee: Callee;
	readonly redactor: Redactor;
}

interface Course {
	readonly signal: AbortSignal;
	readonly onLeave: (() => void) | undefined;
	readonly onPart: OnPart | undefined;
}

async function complete(options: AnthropicClientOptions, line: Line, request: ModelRequest, course: Course): Promise<CallResult> {
	const unsent = unsendable(line, request);
	if (unsent !== null) return { ok: false, failure: unsent, usage: null, limits: null };
	const { timeoutMs, firstByteMs, model, omit, settings } = request;
	const { onPart } = course;
	const { body, sent } = messagesBody(request, onPart !== undefined && !omit.includes('stream'));
	const tools = new Set(request.tools?.map(({ name }) => name));
	const teller = onPart && createPartTeller({ onPart, tools, redactor: line.redactor });
	const reception = createReception(teller);
	const send = withHeaders(options.send, settings?.extraHeaders);
	const { signal: stop, onLeave } = course;
	const ask = { send, timeoutMs, firstByteMs, signal: stop, onLeave, onBytes: reception.take };
	const had = await exchange(ask, (fetch, signal) =>
		fetch(line.url, { method: 'POST', headers: headersOf(line.endpoint), body: JSON.stringify(body), signal }),
	);
	reception.close(had.kind === 'response');
	if (had.kind !== 'response') return { ...broken(line, had, reception.body()), limits: null };
	const result = completed(line, { ...had, sent }, reception, { model, tools }, options.now());
	if (result.ok && onPart && !reception.hasBegun()) tellWhole(result.answer, onPart);
	return { ...result, limits: rateLimitHint(had.headers, options.now()) };
}

function unsendable(line: Line, { messages }: ModelRequest): Failure | null {
	const unreadable = unreadableIn(messages);
	return unusableKey(line) ?? (unreadable === null ? null : unsupported(line, unreadable));
}

function unsupported({ callee }: Line, words: string): Failure {
	return failure(callee, { kind: 'unsupported', billed: false, retryable: false, words });
}

/** https://docs.claude.com/en/api/versioning: the only version there is since 2023. */
const API_VERSION = '2023-06-01';

function headersOf({ apiKey }: Endpoint): Record<string, string> {
	const key = apiKey?.trim() || null;
	return { 'content-type': 'application/json', 'anthropic-version': API_VERSION, ...(key !== null && { 'x-api-key': key }) };
}

type Completed = Omit<Extract<CallResult, { ok: true }>, 'limits'> | Omit<Extract<CallResult, { ok: false }>, 'limits'>;

/** A line that broke after part of the answer had come broke the answer off. */
function broken({ callee, redactor }: Line, had: Broken, body: object | null): Completed {
	const text = textIn(body);
	const own = classifyBroken(callee, had);
	const isBrokenOff = own.kind === 'connection' && text !== '';
	const cause = isBrokenOff ? failure(callee, { kind: 'interrupted', billed: true, words: 'the connection broke' }) : own;
	return { ok: false, failure: cause, ...readMessageBill(body), ...(text !== '' && { partial: redactor.answer(text) }) };
}

function completed(line: Line, response: Answered, reception: Reception, asked: Asked, nowMs: number): Completed {
	const { callee, redactor } = line;
	const body = reception.body() ?? parsed(response.text);
	if (response.status >= 300) return { ok: false, failure: classifyRefusal(callee, { ...response, body }, nowMs), usage: null };
	const bill = readMessageBill(body);
	const fail = (cause: Failure) => ({ ok: false as const, failure: cause, ...bill });
	const facts = { httpStatus: response.status, billed: true };
	const completion = readMessage(body, asked);
	switch (completion.kind) {
		case 'answer':
			return { ok: true, answer: { ...withoutAnyKey(completion.answer, redactor), ...bill } };
		case 'interrupted':
			return { ...fail(brokenOff(line, response, completion, nowMs)), partial: redactor.answer(completion.text) };
		case 'truncated':
			return fail(failure(callee, { kind: 'truncated', words: '', ...facts }));
		case 'window_exceeded':
			return fail(failure(callee, { kind: 'context_too_long', words: '', ...facts }));
		case 'filtered':
			return fail(failure(callee, { kind: 'content_policy', words: 'the model refused to answer', ...facts }));
		case 'none':
			// A message is no refusal, though words of one may be in it.
			return fail(noCompletion(line, response, isMessage(body) ? null : body, completion.why, nowMs));
	}
}

/** What is handed back must be as it came: where a key is in it, nothing is. */
function withoutAnyKey({ carried, ...answer }: Reply, redactor: Redactor): Omit<Answer, 'usage' | 'stated'> {
	const clean = withoutKeys(answer, redactor);
	const written = JSON.stringify(carried?.fields ?? {});
	return carried === undefined || redactor.answer(written) !== written ? clean : { ...clean, carried };
}

/** JSON, or else the text. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
