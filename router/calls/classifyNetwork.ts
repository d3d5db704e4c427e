import { failure, type Callee } from './classify';
import type { Failure } from './failure';

/** A call that brought no HTTP response, or only part of one. */
export type Broken =
	/** Stopped by the user. `sent`: the request had left. */
	| { readonly kind: 'cancelled'; readonly sent: boolean }
	| { readonly kind: 'timeout'; readonly afterMs: number }
	/** Not even the head of an answer had come. */
	| { readonly kind: 'no_first_byte'; readonly afterMs: number }
	/** `reached`: the status line had arrived before it broke. */
	| { readonly kind: 'network'; readonly error: unknown; readonly reached: boolean }
	/** More bytes than we read; `status` is what came with them. */
	| { readonly kind: 'too_large'; readonly status: number; readonly limitBytes: number };

/** Network trouble → the failure it means (docs/architecture.md). */
export function classifyBroken(callee: Callee, broken: Broken): Failure {
	switch (broken.kind) {
		case 'cancelled':
			return failure(callee, { kind: 'cancelled', billed: broken.sent, words: '' });
		case 'timeout':
			return failure(callee, { kind: 'timeout', billed: true, words: `no complete answer within ${broken.afterMs} ms` });
		case 'no_first_byte':
			return failure(callee, { kind: 'timeout', billed: true, words: `no first byte within ${broken.afterMs} ms` });
		case 'too_large':
			return failure(callee, {
				kind: 'invalid_response',
				httpStatus: broken.status,
				billed: true,
				retryable: false,
				words: `the answer is larger than ${Math.round(broken.limitBytes / 2 ** 20)} MB`,
			});
		case 'network':
			return classifyNetworkError(callee, broken.error, broken.reached);
	}
}

function classifyNetworkError(callee: Callee, error: unknown, reached: boolean): Failure {
	const chain = causes(error, 0);
	const codes = chain.flatMap(({ code }) => (code === null ? [] : [code]));
	const words = chain.find(({ code }) => code !== null) ?? chain[0];
	const text = [...new Set([codes[0] ?? '', words?.message ?? ''])].filter(Boolean).join(': ');
	if (codes.some((code) => BROKEN_ANSWER.test(code))) return failure(callee, { kind: 'invalid_response', billed: true, words: text });
	const timedOut = codes.some((code) => TIMEOUTS.has(code));
	const neverSent = !reached && chain.some((cause) => couldNotConnect(cause));
	return failure(callee, { kind: timedOut ? 'timeout' : 'connection', billed: !neverSent, words: text });
}

/**
 * A body that will not unpack (gzip, brotli), a head that is no HTTP: the server had its say, so it is no broken
 * line but a broken answer.
 */
const BROKEN_ANSWER = /^(Z_|ERR_BROTLI_|ERR__ERROR_|HPE_|ERR_HTTP_INVALID_STATUS_CODE$)/;

const TIMEOUTS: ReadonlySet<string> = new Set([
	'ETIMEDOUT',
	'ESOCKETTIMEDOUT',
	'ECONNABORTED',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
]);

const NEVER_SENT: ReadonlySet<string> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EAI_FAIL',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
	'ERR_INVALID_URL',
	'UND_ERR_CONNECT_TIMEOUT',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'EPROTO',
]);

interface Cause {
	readonly message: string;
	readonly name: string;
	readonly code: string | null;
	readonly syscall: string | null;
}

/** `SsrfBlocked…` is n8n's own egress rule: nothing left the machine. */
function couldNotConnect({ code, name, syscall }: Cause): boolean {
	if (name.startsWith('SsrfBlocked') || syscall === 'connect' || syscall === 'getaddrinfo') return true;
	return code !== null && (NEVER_SENT.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('UNABLE_TO_'));
}

/** The error, what caused it, and the tries of each address an AggregateError bundles. */
function causes(error: unknown, depth: number): Cause[] {
	if (depth > 5 || typeof error !== 'object' || error === null) return [];
	const own: Cause = {
		message: text(error, 'message') ?? '',
		name: text(error, 'name') ?? '',
		code: text(error, 'code'),
		syscall: text(error, 'syscall'),
	};
	const bundled: unknown = 'errors' in error ? error.errors : null;
	return [
		own,
		...('cause' in error ? causes(error.cause, depth + 1) : []),
		...(Array.isArray(bundled) ? bundled.slice(0, 5).flatMap((one: unknown) => causes(one, depth + 1)) : []),
	];
}

function text(value: object, key: string): string | null {
	const found: unknown = Reflect.get(value, key);
	return typeof found === 'string' ? found : null;
}
