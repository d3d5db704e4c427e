import { classifyRefusal, failure, type Callee } from '../../router/calls/classify';
import { classifyBroken } from '../../router/calls/classifyNetwork';
import type { Answer, CallResult, EmbedResult, ModelClient, ModelRequest, OnPart } from '../../router/calls/client';
import { readErrorBody } from '../../router/calls/errorBody';
import type { Failure } from '../../router/calls/failure';
import { rateLimitHint } from '../../router/calls/headers';
import { createRedactor, type Redactor } from '../../router/calls/redact';
import type { Sent } from '../../router/calls/sentParameters';
import { withoutKeys } from '../../router/calls/withoutKeys';
import type { ModelSpec } from '../../router/registry/model';
import type { OpenAI } from '../../vendor/openai';
import type { Send } from '../http';
import { DEFAULT_AZURE_API_VERSION, normalBaseUrl, PROVIDERS, type Endpoint } from '../providers';

import { chatBody, sentIn } from './chatBody';
import { readCompletion, readEmbeddings, type Completion } from './completion';
import { readEventStream } from './eventStream';
import { exchange, type Exchange, type Fetch } from './exchange';
import { createTeller, type Teller } from './telling';
import { readThinking, withThoughtsApart } from './thoughts';
import type { Asked } from './toolCalls';
import { readBill, type ReadBill } from './usage';

interface OpenAiClientOptions {
	/** By the `keyId` of the models to be called. */
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	/** Every byte leaves through it (`nodes/shared/transport.ts`). */
	readonly send: Send;
	/** Wall clock in ms, to read dates in headers by. */
	readonly now: () => number;
}

/** Embeddings have no timeout of their own in the panel. */
const EMBED_TIMEOUT_MS = 60_000;

/**
 * Reaches every provider kind over its OpenAI-compatible endpoint. Each call is one HTTP request at most.
 * @throws Error for a model whose `keyId` has no endpoint, or whose endpoint has no valid base URL: nothing
 * was sent then. All else that can happen is returned.
 */
export function createOpenAiClient(options: OpenAiClientOptions): ModelClient {
	const redactor = createRedactor([...options.endpoints.values()].map(({ apiKey }) => apiKey));
	const clients = new Map<string, OpenAI>();
	const lineTo = (model: ModelSpec): Line => {
		const endpoint = options.endpoints.get(model.keyId);
		if (endpoint === undefined) throw new Error(redactor.message(`No provider is configured for the model "${model.id}"`));
		const baseUrl = baseUrlOf(endpoint, model);
		const openai = async () => {
			const key = `${model.keyId} ${baseUrl}`;
			const client = clients.get(key) ?? (await clientOf(endpoint, baseUrl));
			clients.set(key, client);
			return client;
		};
		return { endpoint, callee: { name: endpoint.name, redact: redactor.message }, redactor, openai };
	};
	return {
		complete: (request, signal, onLeave, onPart) => complete(options, lineTo(request.model), request, { signal, onLeave, onPart }),
		embed: (model, texts, signal, onLeave) => embed(options, lineTo(model), { model, texts, signal, onLeave }),
	};
}

/** Where a call goes, and what must not be told of it. */
export interface Line {
	readonly endpoint: Endpoint;
	readonly callee: Callee;
	readonly redactor: Redactor;
	readonly openai: () => Promise<OpenAI>;
}

interface Course {
	readonly signal: AbortSignal;
	readonly onLeave: (() => void) | undefined;
}

async function complete(
	options: OpenAiClientOptions,
	line: Line,
	request: ModelRequest,
	{ onPart, ...course }: Course & { readonly onPart: OnPart | undefined },
): Promise<CallResult> {
	const unusable = unusableKey(line);
	if (unusable !== null) return { ok: false, failure: unusable, usage: null, limits: null };
	const body = chatBody(request, line.endpoint.kind, onPart !== undefined);
	const teller = onPart === undefined ? null : createTeller(onPart, line.redactor);
	const { timeoutMs, firstByteMs } = request;
	const openai = await line.openai();
	const send = withHeaders(options.send, request.settings?.extraHeaders);
	const onBytes = teller === null ? undefined : (bytes: Uint8Array) => teller.take(bytes);
	const had = await exchange({ send, timeoutMs, firstByteMs, onBytes, ...course }, (fetch, stop) =>
		openai.chat.completions.create(body, through(fetch, stop)).asResponse(),
	);
	const asked = { model: request.model, tools: (request.tools ?? []).map(({ name }) => name) };
	const read = { line, asked, sent: sentIn(body), teller, nowMs: options.now() };
	return had.kind === 'response' ? whole(read, had) : broken(read, had);
}

/** What it takes to read what came. */
interface Reading {
	readonly line: Line;
	readonly asked: Asked;
	readonly sent: Sent;
	readonly teller: Teller | null;
	readonly nowMs: number;
}

function whole(read: Reading, had: HttpResponse): CallResult {
	const result = { limits: rateLimitHint(had.headers, read.nowMs), ...completed(read, { ...had, sent: read.sent }) };
	if (result.ok) read.teller?.end(result.answer);
	return result;
}

/** A stream that breaks may have been whole but for its last bytes; else what came of it was written, and billed, all the same. */
function broken(read: Reading, had: Exclude<Exchange, HttpResponse>): CallResult {
	const { line, nowMs } = read;
	const cause: CallResult = { ok: false, failure: classifyBroken(line.callee, had), usage: null, limits: null };
	if (had.begun === undefined) return cause;
	const begun = whole(had.kind === 'network' ? read : { ...read, teller: null }, had.begun);
	if (begun.ok && had.kind === 'network') return begun;
	const partial = begun.ok ? begun.answer.text : (begun.partial ?? '');
	const { usage, stated } = begun.ok ? begun.answer : begun;
	const limits = rateLimitHint(had.begun.headers, nowMs);
	return { ...cause, limits, usage, ...(stated !== undefined && { stated }), ...(partial !== '' && { partial }) };
}

/** Behind the client, whose own headers are stripped to what a provider needs. */
export function withHeaders(send: Send, more: Readonly<Record<string, string>> | undefined): Send {
	if (more === undefined) return send;
	const added = Object.fromEntries(new Headers(more));
	return (call) => send({ ...call, headers: { ...call.headers, ...added } });
}

type Completed =
	| { readonly ok: true; readonly answer: Answer }
	| ({ readonly ok: false; readonly failure: Failure; readonly partial?: string } & ReadBill);

function completed({ line, asked, teller, nowMs }: Reading, response: Answered): Completed {
	const body = bodyOf(response.text);
	const bill = response.status < 300 ? billIn(line, body) : { usage: null };
	const fail = (cause: Failure): Completed => ({ ok: false, failure: cause, ...bill });
	if (response.status >= 300) return fail(classifyRefusal(line.callee, { ...response, body }, nowMs));
	const completion = withThoughtsApart(readCompletion(body, asked), readThinking(body), teller?.begun());
	const facts = { httpStatus: response.status, billed: true };
	switch (completion.kind) {
		case 'answer':
			return { ok: true, answer: { ...withoutKeys(completion.answer, line.redactor), ...bill } };
		case 'interrupted':
			return { ok: false, failure: brokenOff(line, response, completion, nowMs), ...bill, partial: line.redactor.answer(completion.text) };
		case 'truncated':
			return fail(failure(line.callee, { kind: 'truncated', words: '', ...facts }));
		case 'window_exceeded':
			return fail(failure(line.callee, { kind: 'context_too_long', words: '', ...facts }));
		case 'filtered':
			return fail(failure(line.callee, { kind: 'content_policy', words: 'the answer was filtered out', ...facts }));
		case 'none':
			return fail(noCompletion(line, response, body, completion.why, nowMs));
	}
}

function billIn({ endpoint }: Line, body: unknown): ReadBill {
	return readBill(body, PROVIDERS[endpoint.kind].statesCost);
}

/** Without text it is what its own code says; a filter is one beside text too. */
export function brokenOff(
	{ callee }: Pick<Line, 'callee'>,
	response: Answered,
	{ text, reason, error }: Extract<Completion, { kind: 'interrupted' }>,
	nowMs: number,
): Failure {
	const own = error == null ? null : classifyRefusal(callee, { ...response, body: { error } }, nowMs);
	const known = own !== null && own.kind !== 'invalid_response' && (text === '' || own.kind === 'content_policy');
	if (known) return own;
	const words = readErrorBody({ error }, nowMs).message || `its reason to finish is "${reason}"`;
	return failure(callee, { kind: 'interrupted', httpStatus: response.status, billed: true, words });
}

export function noCompletion(line: Pick<Line, 'callee'>, response: Answered, body: unknown, why: string, nowMs: number): Failure {
	const refusal = classifyRefusal(line.callee, { ...response, body }, nowMs);
	if (refusal.kind !== 'invalid_response' || refusal.hint) return refusal;
	const words =
		typeof body === 'string' ? `${body === '' ? 'an empty body' : body.slice(0, 200)}` : readErrorBody(body, nowMs).message || why;
	const html = /^\s*</.test(words) ? 'an HTML page; is the base URL right?' : words;
	return failure(line.callee, { kind: 'invalid_response', httpStatus: response.status, billed: true, words: html });
}

async function embed(
	options: OpenAiClientOptions,
	line: Line,
	{ model, texts, ...course }: Course & { readonly model: ModelSpec; readonly texts: readonly string[] },
): Promise<EmbedResult> {
	const unusable = unusableKey(line);
	if (unusable !== null) return { ok: false, failure: unusable };
	const openai = await line.openai();
	const had = await exchange({ send: options.send, timeoutMs: EMBED_TIMEOUT_MS, firstByteMs: null, ...course }, (fetch, stop) => {
		const body = { model: model.apiModel, input: [...texts], encoding_format: 'float' as const };
		return openai.embeddings.create(body, through(fetch, stop)).asResponse();
	});
	if (had.kind !== 'response') return { ok: false, failure: classifyBroken(line.callee, had) };
	const body = bodyOf(had.text);
	const vectors = had.status < 300 ? readEmbeddings(body, texts.length) : null;
	if (vectors !== null) return { ok: true, vectors, ...billIn(line, body) };
	const response = { ...had, sent: { parameters: ['encoding_format'], outputLimit: null } };
	const cause =
		had.status < 300
			? noCompletion(line, response, body, `not ${texts.length} vectors of one length`, options.now())
			: classifyRefusal(line.callee, { ...response, body }, options.now());
	return { ok: false, failure: cause };
}

type HttpResponse = Extract<Exchange, { kind: 'response' }>;
export type Answered = HttpResponse & { readonly sent: Sent };

/** The client hands its fetch all options of a request: here the fetch that records this one. */
interface Through {
	readonly through: Fetch;
}

function through(fetch: Fetch, signal: AbortSignal): { signal: AbortSignal; fetchOptions: object } {
	return { signal, fetchOptions: { through: fetch } satisfies Through };
}

async function throughItsOwn(...[input, init]: Parameters<Fetch>): ReturnType<Fetch> {
	if (!isThrough(init)) throw new Error('The request has no way out of its own');
	return await init.through(input, init);
}

function isThrough(init: Parameters<Fetch>[1]): init is RequestInit & Through {
	return init !== undefined && 'through' in init;
}

/** The first call loads the client's code, which on a busy machine takes long: that is not the provider's time. */
async function clientOf(endpoint: Endpoint, baseUrl: string): Promise<OpenAI> {
	const { OpenAI: Client } = await import('../../vendor/openai');
	const key = endpoint.apiKey?.trim() || null;
	const azure = PROVIDERS[endpoint.kind].auth === 'api-key';
	return new Client({
		baseURL: baseUrl,
		apiKey: key ?? 'none',
		fetch: throughItsOwn,
		maxRetries: 0,
		timeout: CLIENT_TIMEOUT_MS,
		logLevel: 'off',
		...(azure && { defaultQuery: { 'api-version': endpoint.apiVersion?.trim() || DEFAULT_AZURE_API_VERSION } }),
		...((azure || key === null) && { defaultHeaders: { authorization: null, ...(azure && key !== null && { 'api-key': key }) } }),
	});
}

/** `exchange` keeps the time; the client's own clock, which stops at the headers, must not interfere. */
const CLIENT_TIMEOUT_MS = 2 ** 31 - 1;

function baseUrlOf(endpoint: Endpoint, model: ModelSpec): string {
	const base = normalBaseUrl(endpoint.kind, endpoint.baseUrl);
	return endpoint.kind === 'azure' ? `${base}/openai/deployments/${encodeURIComponent(model.apiModel)}` : base;
}

/** A header cannot carry it, and the error that says so would quote it. */
export function unusableKey({ endpoint, callee }: Pick<Line, 'endpoint' | 'callee'>): Failure | null {
	const key = endpoint.apiKey?.trim() ?? '';
	if (/^[\x21-\x7e]*$/.test(key)) return null;
	return failure(callee, {
		kind: 'auth',
		billed: false,
		words: 'the key contains spaces or characters that keys do not have; was it copied completely?',
	});
}

/** JSON, a stream nobody asked for put together, or else the text. */
function bodyOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return readEventStream(text) ?? text;
	}
}
