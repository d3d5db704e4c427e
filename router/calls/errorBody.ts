import { z } from '../../vendor/zod';

import { clampWait, goDurationMs } from './headers';

/** What a provider's error body says, whichever of their shapes it has. */
export interface ErrorWords {
	/** The provider's own words; `''` where it gives none. Not yet free of keys. */
	readonly message: string;
	/** Every code, type, status and reason it names, in lower case. */
	readonly codes: ReadonlySet<string>;
	/** The parameter it names, by its wire name. */
	readonly param: string | null;
	/** Gemini says in the body how long to wait; clamped to [0, 10 min]. */
	readonly retryAfterMs: number | null;
	/** An HTTP status inside the body (OpenRouter reports a failure behind it in a 200). */
	readonly status: number | null;
}

const text = z.string().catch('');
const word = z.union([z.string(), z.number().transform(String)]).catch('');
const unknownList = z.array(z.unknown()).catch([]);

const Detail = z.object({ reason: word, retryDelay: text, type: word, msg: text, loc: unknownList });
const Details = z.array(Detail.catch({ reason: '', retryDelay: '', type: '', msg: '', loc: [] })).catch([]);

const Inner = z.object({ code: word }).catch({ code: '' });
const Metadata = z.object({ raw: text, reasons: unknownList }).catch({ raw: '', reasons: [] });

const ErrorObject = z.object({
	message: z.unknown(),
	code: word,
	type: word,
	status: word,
	param: text,
	details: Details,
	detail: z.unknown(),
	error: z.unknown(),
	innererror: Inner,
	metadata: Metadata,
});
type ErrorObject = z.infer<typeof ErrorObject>;

/** @param body the parsed JSON, or the text where it is no JSON. */
export function readErrorBody(body: unknown): ErrorWords {
	const found = errorObject(body, 0);
	if (found === null) return { message: plainText(body), codes: new Set(), param: null, retryAfterMs: null, status: null };
	const nested = [...validationDetails(found.message), ...validationDetails(found.detail)];
	return {
		message: wordsOf(found, nested),
		codes: codesOf(found, nested),
		param: found.param === '' ? (nested.map(locationParam).find((name) => name !== null) ?? null) : rootName(found.param),
		retryAfterMs: delayOf(found.details),
		status: /^[45]\d\d$/.test(found.code) ? Number(found.code) : null,
	};
}

type Detail = z.infer<typeof Detail>;

function delayOf(details: readonly Detail[]): number | null {
	const ms = details.map(({ retryDelay }) => goDurationMs(retryDelay)).find((delay) => delay !== null) ?? null;
	return ms === null ? null : clampWait(ms);
}

/** Gemini wraps its errors in an array; all but Mistral, xAI and Ollama put theirs under `error`. */
function errorObject(body: unknown, depth: number): ErrorObject | null {
	if (depth > 3) return null;
	if (Array.isArray(body)) return errorObject(body[0], depth + 1);
	const parsed = ErrorObject.safeParse(body);
	if (!parsed.success) return null;
	const inner = errorObject(parsed.data.error, depth + 1);
	return inner === null ? parsed.data : merged(inner, parsed.data);
}

/** Anthropic and xAI put a code beside the error object: keep it where the inner one has none. */
function merged(inner: ErrorObject, outer: ErrorObject): ErrorObject {
	return { ...inner, code: inner.code || outer.code, message: inner.message ?? outer.message, detail: inner.detail ?? outer.detail };
}

function wordsOf(found: ErrorObject, nested: readonly Detail[]): string {
	if (typeof found.message === 'string' && found.message !== '') {
		return found.metadata.raw === '' ? found.message : `${found.message}: ${found.metadata.raw}`;
	}
	const details = nested.map(({ msg, loc }) => [loc.filter(isName).join('.'), msg].filter(Boolean).join(': '));
	if (details.length > 0) return details.join('; ');
	return [found.error, found.detail, found.message].find((value) => typeof value === 'string') ?? '';
}

function codesOf(found: ErrorObject, nested: readonly Detail[]): ReadonlySet<string> {
	const named = [found.code, found.type, found.status, found.innererror.code];
	const reasons = [...found.details, ...nested].flatMap(({ reason, type }) => [reason, type]);
	const moderated = found.metadata.reasons.length > 0 ? ['moderation'] : [];
	return new Set([...named, ...reasons, ...moderated].filter(Boolean).map((code) => code.toLowerCase()));
}

/** FastAPI's list of what is wrong (Mistral): `[{ loc: ['body', 'temperature'], msg, type }]`. */
function validationDetails(value: unknown): Detail[] {
	const list = Array.isArray(value) ? value : z.object({ detail: z.array(z.unknown()) }).safeParse(value).data?.detail;
	return Details.parse(list ?? []);
}

function locationParam(detail: Detail): string | null {
	const name = detail.loc.filter(isName).find((part) => part !== 'body');
	return name === undefined ? null : rootName(name);
}

function isName(part: unknown): part is string {
	return typeof part === 'string';
}

/** `response_format.json_schema` and `messages[0].content` are refused as `response_format` and `messages`. */
function rootName(param: string): string {
	return /^[A-Za-z_][A-Za-z0-9_-]*/.exec(param)?.[0] ?? param;
}

function plainText(body: unknown): string {
	if (typeof body !== 'string') return '';
	return isHtml(body) ? 'the answer is an HTML page' : body;
}

/** Whether a text that should be JSON is a web page: a proxy, a login form, a wrong base URL. */
function isHtml(body: string): boolean {
	return /^\s{0,1000}<(!doctype|html|head|body|\?xml)/i.test(body.slice(0, 2000));
}
