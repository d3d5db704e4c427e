import type { HeaderMap } from '../../router/calls/headers';
import { z } from '../../vendor/zod';

/** One error of a chain, as far as it tells. */
export interface Link {
	readonly name: string;
	readonly message: string;
	readonly code: string | null;
	/** HTTP status of 300 and more; `null`: it names none. */
	readonly status: number | null;
	/** By lower-case name; empty where it carries none. */
	readonly headers: HeaderMap;
	/** What the provider said: its own body, or what the client made of it. */
	readonly body: unknown;
}

const DEEPEST = 6;

/**
 * The error and what caused it, outermost first: n8n wraps LangChain's errors, which wrap those of the provider's
 * client. Each client has fields of its own; they were read off OpenAI, Anthropic, Google, Ollama, Mistral, AWS and Axios.
 */
export function linksOf(error: unknown): Link[] {
	const links: Link[] = [];
	let rest: unknown = typeof error === 'string' ? { message: error } : error;
	while (links.length < DEEPEST) {
		const parsed = Shape.safeParse(rest);
		if (!parsed.success) break;
		links.push(linkOf(parsed.data));
		rest = parsed.data.cause;
	}
	return links;
}

const word = z.string().optional().catch(undefined);
const status = z.coerce.number().int().min(300).max(599).optional().catch(undefined);
const numberOrWord = z.union([z.string(), z.number()]).optional().catch(undefined);

const Response = z.object({ status, statusCode: status, headers: z.unknown(), data: z.unknown() });

/** Errors are class instances, some with getters: every field is taken for what it may be, and nothing is demanded. */
const Shape = z.object({
	name: word,
	message: word,
	code: numberOrWord,
	lc_error_code: word,
	type: word,
	param: word,
	status: numberOrWord,
	statusCode: status,
	status_code: status,
	httpCode: status,
	$metadata: z.object({ httpStatusCode: status }).catch({}),
	response: Response.catch({}),
	headers: z.unknown(),
	error: z.unknown(),
	body: z.unknown(),
	errorDetails: z.unknown(),
	cause: z.unknown(),
});
type Shape = z.infer<typeof Shape>;

function linkOf(shape: Shape): Link {
	const { name = '', message = '', code, lc_error_code, response } = shape;
	return {
		name,
		message,
		code: lc_error_code ?? (typeof code === 'string' && code !== '' ? code : null),
		status: statusOf(shape),
		headers: headersOf(shape.headers ?? response.headers),
		body: bodyOf(shape),
	};
}

function statusOf(shape: Shape): number | null {
	const { response, statusCode, status_code, httpCode, $metadata } = shape;
	const named = [
		status.parse(shape.status),
		statusCode,
		status_code,
		response.status,
		response.statusCode,
		$metadata.httpStatusCode,
		httpCode,
	];
	return named.find((one) => one !== undefined) ?? status.parse(shape.code) ?? null;
}

/** The provider's own body where the client kept it; else its words with the code, type and parameter it named. */
function bodyOf({ error, body, response, message, code, type, param, errorDetails, name }: Shape): unknown {
	const kept = [error, response.data, parsed(body)].find((one) => one !== undefined && one !== null && one !== '');
	if (typeof kept === 'object') return { error: kept, code, type };
	return { message: typeof kept === 'string' ? kept : message, code, type: type ?? name, param, details: errorDetails };
}

function parsed(body: unknown): unknown {
	if (typeof body !== 'string' || !/^\s{0,20}[{[]/.test(body)) return body;
	try {
		return JSON.parse(body);
	} catch {
		// Cut off or no JSON after all: its text is as good as the message.
		return body;
	}
}

const pairs = z.array(z.tuple([z.string(), z.string()]));
const record = z.record(z.unknown());

function headersOf(headers: unknown): HeaderMap {
	const list = headers instanceof Headers ? pairs.parse([...headers]) : Object.entries(record.catch({}).parse(headers ?? {}));
	return Object.fromEntries(
		list.flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' ? [[name.toLowerCase(), String(value)]] : [])),
	);
}
