import { waitInWords, waitMs } from './headers';

/** What a provider's error body says, whichever of their shapes it has, and however many gateways wrapped it. */
export interface ErrorWords {
	/** For people: the provider's own words, outermost first; `''` where it gives none. Not yet free of keys. */
	readonly message: string;
	/** Every code, type, status and reason it names, in lower case. */
	readonly codes: ReadonlySet<string>;
	/** All its words, codes and parameters, each on a line, to look for signs in; the first 4,000 characters. */
	readonly text: string;
	/** The parameter it names, by its wire name. */
	readonly param: string | null;
	/** How long to wait, where the body says so; clamped to [0, 10 min]. */
	readonly retryAfterMs: number | null;
	/** HTTP statuses inside the body, outermost first: gateways put what they were told there. */
	readonly statuses: readonly number[];
}

/** Far more than is shown, far less than somebody's error page of megabytes. */
export const READ_LIMIT = 4000;

/**
 * @param body the parsed JSON, or the text where it is no JSON.
 * @param nowMs to read dates by.
 */
export function readErrorBody(body: unknown, nowMs: number): ErrorWords {
	if (typeof body === 'string' && isHtml(body)) return { ...NOTHING, message: HTML_WORDS };
	const found: Found = { words: [], codes: new Set(), params: [], waits: [], statuses: [], left: MOST_VALUES };
	if (typeof body === 'string') takeWords(body, found, 0);
	else visit(body, found, 0);
	const message = distinct(found.words).join(': ');
	return {
		message,
		codes: found.codes,
		text: textOf(found),
		param: found.params[0] ?? null,
		retryAfterMs: found.waits.map((wait) => waitMs(wait, nowMs)).find((wait) => wait !== null) ?? waitInWords(message.slice(0, READ_LIMIT)),
		statuses: found.statuses,
	};
}

/** One line for each: a sign is never made of two of them. */
function textOf({ words, codes, params }: Found): string {
	const lines = [...words, ...codes, ...params].map((line) => line.replace(/\s+/g, ' '));
	return lines.join('\n').slice(0, READ_LIMIT).replace(QUOTED_NAME, ' ');
}

const HTML_WORDS = 'the answer is an HTML page';
const NOTHING: ErrorWords = { message: '', codes: new Set(), text: '', param: null, retryAfterMs: null, statuses: [] };

interface Found {
	readonly words: string[];
	readonly codes: Set<string>;
	readonly params: string[];
	readonly waits: string[];
	readonly statuses: number[];
	/** Values that may still be looked at: a body is outside data, and may be endless. */
	left: number;
}

const MOST_VALUES = 300;
/** OpenRouter in LiteLLM in Bifrost, each with a few levels of its own. */
const DEEPEST = 12;
const MOST_CODE_CHARS = 120;

/** By the name in lower case, without `_` and `-`: `error_message`, `errorMessage`. */
const WORDS: ReadonlySet<string> = new Set(
	'message msg error errors detail details raw title description reason cause errormessage errormsg errmsg errordescription statusmsg'.split(
		' ',
	),
);
const CODES: ReadonlySet<string> = new Set(
	'code type status reason kind errorcode errcode errortype statuscode httpstatus httpstatuscode quotaid'.split(' '),
);
const PARAMS: ReadonlySet<string> = new Set(['param', 'parameter']);
const WAITS: ReadonlySet<string> = new Set('retryafter retryafterseconds retrydelay xratelimitreset estimatedtime'.split(' '));
/** What was sent, given back: a prompt that speaks of rate limits is none. */
const ECHOES: ReadonlySet<string> = new Set('input prompt messages request requestbody flaggedinput ctx url'.split(' '));

/** What a value says itself comes before what is inside it, so that the outermost words are first. */
function visit(value: unknown, found: Found, depth: number): void {
	if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
	if (Array.isArray(value)) {
		for (const one of value) {
			if (typeof one === 'string') takeWords(one, found, depth);
			else visit(one, found, depth + 1);
			if (--found.left <= 0) return;
		}
		return;
	}
	const fields = fieldsOf(value, found);
	const before = found.words.length;
	for (const [name, one] of fields) if (typeof one !== 'object') takeField(name, one, found, depth);
	takeLocation(value, found, before);
	for (const [name, one] of fields) {
		// OpenRouter's and Zhipu's lists of what a filter found.
		if ((name === 'reasons' || name === 'contentfilter') && Array.isArray(one) && one.length > 0) found.codes.add('moderation');
		visit(one, found, depth + 1);
	}
}

function fieldsOf(value: object, found: Found): [name: string, value: unknown][] {
	const fields: [string, unknown][] = Object.entries(value).slice(0, Math.max(0, found.left));
	found.left -= fields.length;
	return fields
		.map(([name, one]): [string, unknown] => [name.toLowerCase().replace(/[_-]/g, ''), one])
		.filter(([name]) => !ECHOES.has(name));
}

function takeField(name: string, value: unknown, found: Found, depth: number): void {
	if (WAITS.has(name) && (typeof value === 'string' || typeof value === 'number')) found.waits.push(String(value));
	if (typeof value === 'number' && CODES.has(name)) takeCode(String(value), found);
	if (typeof value !== 'string' || value === '') return;
	if (PARAMS.has(name)) takeParam(value, found);
	else if (CODES.has(name)) takeCode(value, found);
	if (WORDS.has(name) && !(CODES.has(name) && isCode(value))) takeWords(value, found, depth);
	else if (looksLikeJson(value)) takeWords(value, found, depth);
}

/** A code in words ("The caller does not have permission") is one to look for signs in, not to show. */
function takeCode(code: string, found: Found): void {
	if (code.length > MOST_CODE_CHARS) return;
	found.codes.add(code.toLowerCase());
	if (/^[45]\d\d$/.test(code)) found.statuses.push(Number(code));
}

function isCode(text: string): boolean {
	return /^[\w.:-]*$/.test(text);
}

/** Some put their words there. */
function takeParam(param: string, found: Found): void {
	if (/\s/.test(param)) found.words.push(param);
	else found.params.push(rootName(param));
}

/** A text is words, or JSON in a string, as gateways keep what they were told. */
function takeWords(text: string, found: Found, depth: number): void {
	const inner = looksLikeJson(text) ? parsed(text) : undefined;
	if (inner !== undefined) return visit(inner, found, depth + 1);
	const words = text.slice(0, READ_LIMIT);
	if (words.trim() !== '') found.words.push(words);
	for (const [, code = ''] of words.matchAll(QUOTED_CODE)) takeCode(code, found);
}

/** `{'error': {'code': 'context_length_exceeded'}}` within a sentence, as Python's clients print a body. */
const QUOTED_CODE = /\\?["'](?:code|type|status|reason|error_?code)\\?["']\s{0,3}:\s{0,3}\\?["']?([\w.-]{3,80})/gi;

/** A name in a printed body is no word of it: `'message': 'The file is too long'` is about no message. */
const QUOTED_NAME = /\\?["'](?:messages?|errors?|type|param|code|status|details?|content|prompt|input|request|model)\\?["']\s{0,3}:/g;

function looksLikeJson(text: string): boolean {
	return /^\s{0,20}[{[]/.test(text);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// Cut off, or words that begin with a bracket.
		return undefined;
	}
}

/** FastAPI's list of what is wrong (Mistral): `[{ loc: ['body', 'temperature'], msg, type }]`. */
function takeLocation(value: object, found: Found, before: number): void {
	const location: unknown = Reflect.get(value, 'loc');
	if (!Array.isArray(location)) return;
	const names = location.filter((part) => typeof part === 'string');
	const name = names.find((part) => part !== 'body');
	if (name !== undefined) found.params.push(rootName(name));
	const words = found.words.splice(before);
	found.words.push([names.join('.'), ...words].filter(Boolean).join(': '));
}

/** `response_format.json_schema` and `messages[0].content` are refused as `response_format` and `messages`. */
function rootName(param: string): string {
	return /^[A-Za-z_][A-Za-z0-9_-]*/.exec(param)?.[0] ?? param;
}

/** Gateways repeat what they were told. */
function distinct(words: readonly string[]): string[] {
	return words.filter((text, at) => !words.some((other, index) => (index < at || other.length > text.length) && other.includes(text)));
}

/** Whether a text that should be JSON is a web page: a proxy, a login form, a wrong base URL. */
export function isHtml(body: string): boolean {
	return /^\s{0,1000}<(!doctype|html|head|body|\?xml)/i.test(body.slice(0, 2000));
}
