import type { ModelSpec } from '../registry/model';
import type { RowSettings } from '../registry/rowSettings';
import type { Carried, LlmRequest, Message, ResponseFormat, ToolCall } from '../request/request';

import type { Failure } from './failure';

/** Tokens as the provider counts them. `inputTokens` includes those read from its cache and written to it. */
export interface Usage {
	readonly inputTokens: number;
	/** Reasoning included. */
	readonly outputTokens: number;
	/** Of the output, where the provider counts it apart; absent: none, or not said. The ledger does not keep it. */
	readonly reasoningTokens?: number | undefined;
	readonly cachedInputTokens: number;
	/** Written to the provider's cache, to be kept for minutes; absent: none. */
	readonly cacheWriteTokens?: number | undefined;
	/** Written to the provider's cache, to be kept for an hour, which some bill higher; absent: none. */
	readonly cacheWrite1hTokens?: number | undefined;
}

/** What a provider said of a call's bill beside the tokens. */
export interface StatedBill {
	/** What it says it has charged, in nano-USD; `null`: it does not say. */
	readonly costNanoUsd: number | null;
	/** It counted tokens, but as nobody can: less than none, in fractions, more cached than sent. */
	readonly impossible: boolean;
}

/** One call to one model. */
export interface ModelRequest extends Pick<LlmRequest, 'tools' | 'toolChoice' | 'stop' | 'original'> {
	readonly model: ModelSpec;
	readonly messages: readonly Message[];
	/** Output limit to send; `null` sends none and leaves the provider's own. */
	readonly maxOutputTokens: number | null;
	/** `null` sends none. */
	readonly temperature: number | null;
	/** The rest of what the row sends; `temperature` and `maxOutputTokens` above go before its own. Absent: nothing. */
	readonly settings?: RowSettings | undefined;
	readonly responseFormat: ResponseFormat | null;
	/** Ask for the log-probability of each answer token; a provider without them ignores or refuses it. */
	readonly logProbs: boolean;
	/** Parameters this model has refused before in this request, by their wire name; they are left out. */
	readonly omit: readonly string[];
	/** Milliseconds until the call counts as `timeout`, its whole answer included. */
	readonly timeoutMs: number;
	/**
	 * Milliseconds until the head of the answer must have come, where that can be seen (a connected Chat Model shows
	 * none); `null`: only `timeoutMs` counts.
	 */
	readonly firstByteMs: number | null;
}

/** How an answer can end. */
export const FINISHES = ['stop', 'length', 'other'] as const;

export interface Answer {
	/** Without what the model thought aloud before it. */
	readonly text: string;
	/** What it thought, as far as it shows that; absent: nothing. */
	readonly reasoning?: string;
	/** The message as it was written, where it held the reasoning as well. */
	readonly written?: string;
	/** `length`: the output limit cut it off. */
	readonly finish: (typeof FINISHES)[number];
	/** What the provider reported, or `null` where it reported none, or none that can be. */
	readonly usage: Usage | null;
	/** Absent: it said nothing but the tokens. */
	readonly stated?: StatedBill | undefined;
	/** The model name the provider says has answered. */
	readonly servedBy: string | null;
	readonly toolCalls: readonly ToolCall[];
	/** What its provider wants back with this turn at the next step; absent: nothing. */
	readonly carried?: Carried | undefined;
	/** What the Chat Model itself gave, untouched, to be handed on as it is; nobody reads, logs or keeps it. */
	readonly original?: unknown;
	/** The model declined, and its provider says so apart from the text. */
	readonly refused?: true;
	/** Cut off by the model's window and not by its output limit: only a larger window can do better. */
	readonly cutByWindow?: true;
	/** Natural logarithm of each answer token's probability, in order; `null` where the provider reported none. */
	readonly logProbs: readonly number[] | null;
}

/** What a provider's headers say of the limits, at `atMs`. `null`: not said. */
export interface RateLimitHint {
	readonly remainingRequests: number | null;
	readonly remainingTokens: number | null;
	readonly requestsResetMs: number | null;
	readonly tokensResetMs: number | null;
}

export type CallResult = { readonly limits: RateLimitHint | null } & (
	| { readonly ok: true; readonly answer: Answer }
	/** `partial`: the text of an answer that was broken off; absent or `''`: there is none. */
	| {
			readonly ok: false;
			readonly failure: Failure;
			readonly usage: Usage | null;
			readonly stated?: StatedBill | undefined;
			readonly partial?: string;
	  }
);

export type EmbedResult =
	| {
			readonly ok: true;
			readonly vectors: readonly Float32Array[];
			readonly usage: Usage | null;
			readonly stated?: StatedBill | undefined;
	  }
	| { readonly ok: false; readonly failure: Failure };

/** A piece of an answer, as it is written. */
export type StreamPart =
	| { readonly kind: 'text'; readonly text: string }
	/** What the model thinks aloud, wherever its provider puts it. */
	| { readonly kind: 'reasoning'; readonly text: string }
	/** Pieces of one call have the same `index`, from 0; `id` and `name` are in the first one. */
	| {
			readonly kind: 'tool_call';
			readonly index: number;
			readonly id: string | null;
			readonly name: string | null;
			readonly arguments: string;
	  };

/** What a model thinks aloud is not its answer: another one may still begin. */
export function isSeen(part: StreamPart): boolean {
	return part.kind === 'tool_call' || (part.kind === 'text' && part.text !== '');
}

/** Told of an answer's pieces while they come; the whole of it is the call's result all the same. */
export type OnPart = (part: StreamPart) => void;

/**
 * Reaches models. Never retries by itself, never throws for what a provider or network does. `onLeave` is called
 * when the request goes out: its first preparations may take long, and rate limits count from then. With `onPart` the
 * answer is asked for as a stream, unless the model has refused that (`omit` names `stream`): then all comes at the end.
 * The texts of all parts together are the answer's text.
 */
export interface ModelClient {
	complete(request: ModelRequest, signal: AbortSignal, onLeave?: () => void, onPart?: OnPart): Promise<CallResult>;
	embed(model: ModelSpec, texts: readonly string[], signal: AbortSignal, onLeave?: () => void): Promise<EmbedResult>;
}

/** What a call can be paid for, in the order reports show it. */
export const PURPOSES = ['answer', 'draft', 'failed', 'judge', 'check', 'embedding', 'shadow'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A value for each purpose. */
export function byPurpose<T>(valueOf: (purpose: Purpose) => T): Record<Purpose, T> {
	return {
		answer: valueOf('answer'),
		draft: valueOf('draft'),
		failed: valueOf('failed'),
		judge: valueOf('judge'),
		check: valueOf('check'),
		embedding: valueOf('embedding'),
		shadow: valueOf('shadow'),
	};
}

/** Completions that are not the request's own answer. */
export type SidePurpose = Extract<Purpose, 'judge' | 'check' | 'shadow'>;

/**
 * The only way a strategy, judge, embedder or check reaches a model: bound to the request's abort signal,
 * it enforces capacity and budget and writes the charge.
 */
export interface MeteredCall {
	/**
	 * Whether this model may be asked about the request at all: who shares what it asked for with other requests, or
	 * remembers a failure for them, asks this first. Default: it may. A call that may not be made is refused in any case.
	 */
	allows?(model: ModelSpec): boolean;
	complete(purpose: SidePurpose, request: ModelRequest): Promise<CallResult>;
	embed(model: ModelSpec, texts: readonly string[]): Promise<EmbedResult>;
}
