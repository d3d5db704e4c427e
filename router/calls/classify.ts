import { isHtml, READ_LIMIT, readErrorBody } from './errorBody';
import { FAILURE_RULES, type Failure, type FailureKind, type OutputLimit } from './failure';
import { exhaustedMs, retryAfterMs, type HeaderMap } from './headers';
import { verdictOf } from './refusalKind';
import type { Sent } from './sentParameters';

/** Who was called, and how to keep its key out of what people read. */
export interface Callee {
	/** How errors name the provider. */
	readonly name: string;
	readonly redact: (text: string) => string;
}

/** An HTTP response that is no answer. */
export interface Refusal {
	readonly status: number;
	readonly headers: HeaderMap;
	/** Parsed JSON, or the text where it is none. */
	readonly body: unknown;
	/** What was sent along. Default: not known. */
	readonly sent?: Sent;
}

/** Status, codes and words of a refusal → the one failure they mean (docs/architecture.md). `nowMs` dates an HTTP-date Retry-After. */
export function classifyRefusal(callee: Callee, refusal: Refusal, nowMs: number): Failure {
	const { status, headers, body, sent = null } = refusal;
	const words = readErrorBody(body, nowMs);
	// A text that came with a 200 may be an answer after all, and speak of anything.
	const said = status < 300 && typeof body !== 'object' ? readErrorBody(null, nowMs) : words;
	const { parameter = null, ...verdict } = verdictOf({
		httpStatus: status,
		words: said,
		isHtml: typeof body === 'string' && isHtml(body),
		sent,
	});
	return failure(callee, {
		...verdict,
		httpStatus: status,
		parameter: parameter === null || callee.redact(parameter) !== parameter ? null : parameter,
		retryAfterMs: verdict.retryAfterMs ?? retryAfterMs(headers, nowMs) ?? words.retryAfterMs ?? usedUpMs(verdict.kind, headers, nowMs),
		billed: status >= 200 && status < 300,
		words: verdict.hint ? [words.message, CHECK_ADDRESS].filter(Boolean).join('; ') : words.message,
	});
}

const CHECK_ADDRESS = 'check the Base URL';

/** Without a Retry-After, the limit that is used up says when it is free again. */
function usedUpMs(kind: FailureKind, headers: HeaderMap, nowMs: number): number | null {
	return kind === 'rate_limited' ? exhaustedMs(headers, nowMs) : null;
}

interface FailureFacts {
	readonly kind: FailureKind;
	readonly billed: boolean;
	/** The provider's or the network's own words, keys and all. */
	readonly words: string;
	readonly httpStatus?: number | null;
	readonly parameter?: string | null;
	readonly retryAfterMs?: number | null;
	readonly retryable?: boolean;
	readonly outputLimit?: OutputLimit;
	readonly tokenLimit?: number;
	readonly hint?: true;
}

/** A failure with its scope from the table and a message that is short and free of keys. */
export function failure(callee: Callee, facts: FailureFacts): Failure {
	const { kind, httpStatus = null, outputLimit, tokenLimit, hint } = facts;
	const head = callee.redact(`${callee.name} ${MEANINGS[kind]}${httpStatus === null ? '' : ` (HTTP ${httpStatus})`}`);
	const words = shorten(callee.redact(facts.words.slice(0, READ_LIMIT)));
	return {
		kind,
		scope: FAILURE_RULES[kind].scope,
		httpStatus,
		parameter: facts.parameter ?? null,
		retryAfterMs: facts.retryAfterMs ?? null,
		billed: facts.billed,
		retryable: facts.retryable ?? true,
		...(outputLimit && { outputLimit }),
		...(tokenLimit !== undefined && { tokenLimit }),
		...(hint && { hint }),
		message: callee.redact(words === '' ? head : `${head}: ${words}`),
		summary: head,
	};
}

const MEANINGS: Readonly<Record<FailureKind, string>> = {
	rate_limited: 'asks for fewer calls or tokens per minute',
	quota_exhausted: 'has no credit or quota left for this key',
	overloaded: 'is overloaded',
	server_error: 'had an internal error',
	timeout: 'did not answer in time',
	connection: 'could not be reached, or the connection broke',
	auth: 'refused the API key',
	model_not_found: 'does not offer this model (or the base URL is wrong)',
	unsupported: 'refused a parameter or feature for this model',
	context_too_long: 'says the request is too long for this model',
	content_policy: 'refused the content by its policy',
	bad_request: 'called the request invalid',
	refused: 'refused this request',
	too_large_for_limit: 'says this request is too large for a single call',
	interrupted: 'broke off its answer',
	misconfigured: 'does not serve this model with the API version of the credential',
	invalid_response: 'did not answer with a completion',
	truncated: 'reached the output limit before writing any text',
	downstream: 'failed in the workflow',
	cancelled: 'was not waited for: the execution was stopped',
};

const WORDS_LIMIT = 300;

function shorten(words: string): string {
	const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim();
	const characters = [...line];
	return characters.length <= WORDS_LIMIT ? line : `${characters.slice(0, WORDS_LIMIT - 1).join('')}…`;
}
