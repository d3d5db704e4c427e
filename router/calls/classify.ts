import { readErrorBody, type ErrorWords } from './errorBody';
import { FAILURE_RULES, type Failure, type FailureKind } from './failure';
import { retryAfterMs, type HeaderMap } from './headers';

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
}

/** Status, code and body → the one failure they mean (docs/architecture.md). `nowMs` dates an HTTP-date Retry-After. */
export function classifyRefusal(callee: Callee, refusal: Refusal, nowMs: number): Failure {
	const words = readErrorBody(refusal.body);
	// OpenRouter answers 200 and puts what went wrong behind it, with its status, into the body.
	const status = refusal.status === 200 && words.status !== null ? words.status : refusal.status;
	const kind = kindOf(status, words);
	return failure(callee, {
		kind,
		httpStatus: refusal.status,
		parameter: kind === 'unsupported' ? parameterOf(callee, words) : null,
		retryAfterMs: retryAfterMs(refusal.headers, nowMs) ?? words.retryAfterMs,
		billed: refusal.status >= 200 && refusal.status < 300,
		retryable: status < 300 || status >= 400,
		words: words.message,
	});
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
}

/** A failure with its scope from the table and a message that is short and free of keys. */
export function failure(callee: Callee, facts: FailureFacts): Failure {
	const { kind, httpStatus = null } = facts;
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
		message: callee.redact(words === '' ? head : `${head}: ${words}`),
		summary: head,
	};
}

const MEANINGS: Readonly<Record<FailureKind, string>> = {
	rate_limited: 'asks for fewer calls or tokens per minute',
	quota_exhausted: 'has no credit or quota left for this key',
	overloaded: 'is overloaded',
	server_error: 'had an error of its own',
	timeout: 'did not answer in time',
	connection: 'could not be reached, or the connection broke',
	auth: 'refused the API key',
	model_not_found: 'does not know this model (or the base URL is wrong)',
	unsupported: 'refused a parameter or feature for this model',
	context_too_long: 'says the request is too long for this model',
	content_policy: 'refused the content by its policy',
	bad_request: 'called the request invalid',
	invalid_response: 'answered with something that is no completion',
	truncated: 'reached the output limit before writing any text',
	downstream: 'failed in the workflow',
	cancelled: 'was not waited for: the execution was stopped',
};

const WORDS_LIMIT = 300;
/** Far more than is shown, far less than somebody's error page of megabytes. */
const READ_LIMIT = 4000;

function shorten(words: string): string {
	const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim();
	const characters = [...line];
	return characters.length <= WORDS_LIMIT ? line : `${characters.slice(0, WORDS_LIMIT - 1).join('')}…`;
}

function kindOf(status: number, words: ErrorWords): FailureKind {
	if (status < 400) return 'invalid_response';
	if (status === 402) return 'quota_exhausted';
	if (status === 429) return names(words, QUOTA) ? 'quota_exhausted' : 'rate_limited';
	if (status === 503 || status === 529) return 'overloaded';
	if (status >= 500) return 'server_error';
	if (status === 408) return 'timeout';
	if (status === 409 || status === 425) return 'connection';
	return refusedKind(status, words);
}

/** The other 4xx: what the body says beats what the status alone would mean. */
function refusedKind(status: number, words: ErrorWords): FailureKind {
	if (names(words, CONTENT)) return 'content_policy';
	if (names(words, QUOTA)) return 'quota_exhausted';
	if (status === 404 || names(words, MODEL)) return 'model_not_found';
	if (status === 401 || status === 403) return 'auth';
	// Groq answers 413 to a request larger than its tokens per minute: another model may take it.
	if (status === 413) return words.codes.has('rate_limit_exceeded') ? 'rate_limited' : 'context_too_long';
	if (status !== 400 && status !== 422) return 'bad_request';
	if (names(words, KEY)) return 'auth';
	if (names(words, LENGTH)) return 'context_too_long';
	if (names(words, UNSUPPORTED)) return 'unsupported';
	return 'bad_request';
}

interface Signs {
	readonly codes: readonly string[];
	/** For providers that say it in words only. Tried on the first 4,000 characters. */
	readonly words: RegExp;
}

function names(words: ErrorWords, signs: Signs): boolean {
	return signs.codes.some((code) => words.codes.has(code)) || signs.words.test(words.message.slice(0, READ_LIMIT));
}

const QUOTA: Signs = {
	codes: [
		'insufficient_quota',
		'billing_not_active',
		'billing_hard_limit_reached',
		'insufficient_balance',
		'billing_error',
		'credit_limit',
	],
	words: /credit balance is too low|insufficient (balance|credits)|used all available credits|monthly spending limit|key limit exceeded/i,
};

const CONTENT: Signs = {
	codes: ['content_filter', 'content_policy_violation', 'responsibleaipolicyviolation', 'moderation', 'moderation_blocked'],
	words: /content exists risk|content management policy|violates (our )?(usage|content) (guidelines|polic)|flagged by (our )?moderation/i,
};

const MODEL: Signs = {
	codes: ['model_not_found', 'model_not_available', 'invalid_model', 'deploymentnotfound', 'model_not_exist'],
	words: /model not exist|not a valid model id|^invalid model\b/i,
};

const KEY: Signs = {
	codes: ['api_key_invalid', 'invalid_api_key', 'authentication_error'],
	words: /api[ _-]?key not (valid|found)|(incorrect|invalid|expired) api[ _-]?key|api[ _-]?key expired/i,
};

const LENGTH: Signs = {
	codes: ['context_length_exceeded', 'request_too_large', 'string_above_max_length', 'model_max_prompt_tokens_exceeded'],
	words:
		/maximum (context|prompt) length|prompt is too long|exceeds? the maximum number of tokens allowed|exceeds? the (available )?context|context (length|window) (is |was )?exceeded|too large for model|`?inputs`? tokens \+/i,
};

const UNSUPPORTED: Signs = {
	codes: ['unsupported_parameter', 'unsupported_value', 'unknown_parameter', 'extra_forbidden', 'invalid_parameter_error'],
	words:
		/unsupported (parameter|value)|not supported|(does|do) not support|doesn't support|unrecognized request argument|extra (inputs|fields) (are )?not permitted|unknown name "|is deprecated for this model|max_(completion_)?tokens.{0,40}(too large|maximum allowed)/i,
};

/** What we may have sent besides model and messages, by wire name. */
const OPTIONAL = /\b(temperature|max_completion_tokens|max_tokens|response_format|encoding_format)\b/;

/**
 * A message that names two ("use 'max_completion_tokens' instead") refuses the first. OpenAI's older
 * models say it in words only.
 */
function parameterOf(callee: Callee, words: ErrorWords): string | null {
	const named = words.param ?? OPTIONAL.exec(words.message.slice(0, READ_LIMIT))?.[1] ?? null;
	return named === null || callee.redact(named) !== named ? null : named;
}
