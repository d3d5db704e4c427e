import type { ErrorWords } from './errorBody';
import type { FailureKind, OutputLimit } from './failure';
import { LONGEST_WAIT_MS, waitInWords } from './headers';
import { statedOutputLimit } from './outputLimit';
import { namedParameter, type Sent } from './sentParameters';
import {
	API_VERSION,
	CONTENT,
	KEY,
	LENGTH,
	MODEL,
	MONEY,
	NO_ENDPOINT_THAT,
	NO_IMAGES,
	OVERLOADED,
	OWN_FAULT,
	PER_DAY,
	PER_MINUTE,
	PER_MODEL,
	QUOTA,
	RATE,
	SERVER,
	TOO_LARGE_FOR_RATE,
	UNSUPPORTED,
	WRONG_ADDRESS,
	type Signs,
} from './signs';

/** What a refusal is, and what of it is particular. */
export interface Verdict {
	readonly kind: FailureKind;
	/** The parameter that was refused, by its wire name. */
	readonly parameter?: string | null;
	readonly outputLimit?: OutputLimit;
	/** Of tokens per minute, where one request is larger. */
	readonly tokenLimit?: number;
	readonly retryable?: false;
	readonly hint?: true;
	/** In place of what the provider says of waiting. */
	readonly retryAfterMs?: number;
}

/** A refusal with what its body says. */
export interface Read {
	/** Of the response. */
	readonly httpStatus: number;
	readonly words: ErrorWords;
	readonly isHtml: boolean;
	/** What was sent along; `null`: not known, as with a connected Chat Model. */
	readonly sent: Sent | null;
}

/** A refusal → its one line in the failure table. Whatever no sign knows is `refused`. */
export function verdictOf(read: Read): Verdict {
	const status = statusOf(read);
	if (status < 300) return insideAnAnswer(read);
	if (status < 400) return { kind: 'invalid_response', retryable: false };
	if (status >= 500) return ofServer(status, read);
	if (status === 402) return { kind: 'quota_exhausted' };
	if (status === 408) return { kind: 'timeout' };
	if (status === 409 || status === 425) return { kind: 'connection' };
	if (status === 424 || status === 498 || status === 499) return { kind: 'overloaded' };
	if (status === 429) return ofRate(read);
	if (status === 405) return AT_A_WRONG_ADDRESS;
	return ofRequest(status, read);
}

const AT_A_WRONG_ADDRESS: Verdict = { kind: 'invalid_response', retryable: false, hint: true };

/** Statuses that say no more than that it did not work; a gateway may have been told more. */
const VAGUE: ReadonlySet<number> = new Set([400, 422, 500, 502]);

function statusOf({ httpStatus, words: { statuses } }: Read): number {
	// OpenRouter answers 200 and puts what went wrong behind it, with its status, into the body.
	if (httpStatus < 300) return statuses[0] ?? httpStatus;
	return (VAGUE.has(httpStatus) ? statuses.findLast((status) => !VAGUE.has(status)) : undefined) ?? httpStatus;
}

function says({ words: { codes, text } }: Read, signs: Signs): boolean {
	return hasCode(codes, signs) || signs.words.test(text);
}

function hasCode(codes: ReadonlySet<string>, signs: Signs): boolean {
	return [...codes].some((code) => signs.codes.test(code.replace(/[^a-z0-9]/g, '')));
}

/** A 200 whose body is an error without a status. What is no error at all is no completion either. */
function insideAnAnswer(read: Read): Verdict {
	if (says(read, WRONG_ADDRESS)) return AT_A_WRONG_ADDRESS;
	if (says(read, RATE)) return ofRate(read);
	if (says(read, OVERLOADED)) return { kind: 'overloaded' };
	if (says(read, SERVER)) return { kind: 'server_error' };
	const verdict = ofRequest(200, read);
	return verdict.kind === 'refused' ? { kind: 'invalid_response' } : verdict;
}

/** Gateways hide behind a 500 what would fail at every try: only what is said in so many words counts. */
function ofServer(status: number, read: Read): Verdict {
	const { codes } = read.words;
	if (says(read, LENGTH)) return { kind: 'context_too_long' };
	if (hasCode(codes, CONTENT)) return { kind: 'content_policy' };
	if (says(read, MONEY)) return { kind: 'quota_exhausted' };
	if (says(read, KEY)) return { kind: 'auth' };
	if (hasCode(codes, MODEL)) return { kind: 'model_not_found' };
	if (hasCode(codes, RATE)) return ofRate(read);
	return status === 503 || status === 529 || says(read, OVERLOADED) ? { kind: 'overloaded' } : { kind: 'server_error' };
}

/** How fast, how much in a day, or how much money: only the last two take the whole key out. */
function ofRate(read: Read): Verdict {
	const { message, text, codes } = read.words;
	const tooLarge = largerThanItsRate(text);
	if (tooLarge !== null) return tooLarge;
	if (hasCode(codes, MONEY)) return { kind: 'quota_exhausted' };
	// A day's quota that rolls says in words when enough of it is back.
	if (PER_DAY.test(text) && waitInWords(message) === null) {
		return PER_MODEL.test(text) ? { kind: 'rate_limited', retryAfterMs: LONGEST_WAIT_MS } : { kind: 'quota_exhausted' };
	}
	if (PER_MINUTE.test(text) || waitInWords(message) !== null) return { kind: 'rate_limited' };
	return { kind: MONEY.words.test(text) ? 'quota_exhausted' : 'rate_limited' };
}

/** `Limit 8000, Requested 12328` in a minute: no waiting helps. */
function largerThanItsRate(words: string): Verdict | null {
	const text = words.replace(/(?<=\d),(?=\d{3}\b)/g, '');
	if (!/token|\bTPM\b/i.test(text)) return null;
	const [, limit, requested] = /\blimit:? ?(\d+)\b.{0,60}\brequested:? ?(\d+)/i.exec(text) ?? [];
	if (limit !== undefined && requested !== undefined) {
		const isLarger = PER_MINUTE.test(text) && Number(requested) > Number(limit);
		return isLarger ? { kind: 'too_large_for_limit', tokenLimit: Number(limit) } : null;
	}
	if (!TOO_LARGE_FOR_RATE.test(text)) return null;
	const [, stated] = /\blimit (?:is |of )?(\d+)/i.exec(text) ?? [];
	return { kind: 'too_large_for_limit', ...(stated !== undefined && { tokenLimit: Number(stated) }) };
}

function ofRequest(status: number, read: Read): Verdict {
	if (status === 401) return ofKey(read);
	const parameter = ofParameter(status, read);
	return parameter ?? ofAccount(read) ?? ofContent(status, read) ?? ofModel(status, read) ?? ofRest(status, read);
}

function ofKey(read: Read): Verdict {
	if (says(read, MONEY)) return { kind: 'quota_exhausted' };
	return { kind: hasCode(read.words.codes, MODEL) ? 'model_not_found' : 'auth' };
}

/** A value or parameter that was sent and not taken, said to be so. */
function ofParameter(status: number, { words, sent, ...read }: Read): Verdict | null {
	const named = namedParameter(words, sent);
	const limit = sent?.outputLimit == null ? null : statedOutputLimit(words.text, sent.outputLimit.tokens);
	if (limit !== null) return { kind: 'unsupported', parameter: sent?.outputLimit?.name ?? null, outputLimit: limit };
	if (named === null || LENGTH.words.test(words.text)) return null;
	const positive = says({ words, sent, ...read }, UNSUPPORTED) || (sent !== null && (status === 403 || API_VERSION.words.test(words.text)));
	return positive ? { kind: 'unsupported', parameter: named } : null;
}

function ofAccount(read: Read): Verdict | null {
	const { text } = read.words;
	const tooLarge = largerThanItsRate(text);
	if (tooLarge !== null) return tooLarge;
	const isQuota = says(read, QUOTA);
	if (says(read, RATE) || (isQuota && PER_MINUTE.test(text))) return ofRate(read);
	if (isQuota || says(read, MONEY)) return { kind: 'quota_exhausted' };
	return KEY.words.test(text) ? { kind: 'auth' } : null;
}

function ofContent(status: number, read: Read): Verdict | null {
	const { text } = read.words;
	if (says(read, CONTENT)) return { kind: 'content_policy' };
	if (says(read, LENGTH)) return { kind: 'context_too_long' };
	if (NO_IMAGES.test(text)) return { kind: 'unsupported', parameter: null };
	return status === 413 ? { kind: 'too_large_for_limit' } : null;
}

function ofModel(status: number, read: Read): Verdict | null {
	const { text } = read.words;
	if (NO_ENDPOINT_THAT.test(text)) return { kind: 'unsupported', parameter: namedParameter(read.words, read.sent) ?? formatIn(read) };
	if (says(read, API_VERSION)) return { kind: 'misconfigured' };
	if (says(read, MODEL) || status === 410 || status === 404) return { kind: 'model_not_found' };
	if (hasCode(read.words.codes, KEY) || (status === 403 && !read.isHtml)) return { kind: 'auth' };
	return null;
}

function ofRest(status: number, read: Read): Verdict {
	const { words, sent } = read;
	if (says(read, OVERLOADED)) return { kind: 'overloaded' };
	if (says(read, WRONG_ADDRESS)) return AT_A_WRONG_ADDRESS;
	if (says(read, OWN_FAULT)) return { kind: 'bad_request' };
	const named = namedParameter(words, sent);
	if (sent !== null && named !== null) return { kind: 'unsupported', parameter: named };
	const format = formatIn(read);
	if (says(read, UNSUPPORTED)) return { kind: 'unsupported', parameter: named ?? format };
	return format !== null && UNSAID.has(status) ? { kind: 'unsupported', parameter: format } : { kind: 'refused' };
}

/** Statuses of an invalid request, by which some refuse a format without a word about it. */
const UNSAID: ReadonlySet<number> = new Set([400, 422]);

/** The format that was asked for: what is most likely meant where nothing is named. */
function formatIn({ sent }: Read): string | null {
	return sent?.parameters.includes('response_format') === true ? 'response_format' : null;
}
