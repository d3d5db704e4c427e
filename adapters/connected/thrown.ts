import { classifyRefusal, failure, type Callee } from '../../router/calls/classify';
import { classifyBroken } from '../../router/calls/classifyNetwork';
import type { RateLimitHint } from '../../router/calls/client';
import type { Failure } from '../../router/calls/failure';
import { rateLimitHint } from '../../router/calls/headers';

import { linksOf, type Link } from './errorChain';

export interface Thrown {
	readonly failure: Failure;
	readonly limits: RateLimitHint | null;
}

/**
 * What a sub-node threw → the failure it means (docs/architecture.md): by the status of the error it began with, else as
 * network trouble, else by its words. What says nothing of itself is `invalid_response`: no completion came, it may
 * have been paid, once more is worth a try, and then another model.
 */
export function classifyThrown(callee: Callee, error: unknown, nowMs: number): Thrown {
	const links = linksOf(error);
	const refusal = links.findLast(({ status }) => status !== null);
	if (refusal?.status != null) {
		const { status, headers, body } = refusal;
		return { failure: notAgain(classifyRefusal(callee, { status, headers, body }, nowMs)), limits: rateLimitHint(headers, nowMs) };
	}
	return { failure: withoutStatus(callee, error, links), limits: null };
}

/** What a sub-node sends along is its own: nothing can be left out from here. */
function notAgain(refusal: Failure): Failure {
	return refusal.kind === 'unsupported' ? { ...refusal, retryable: false } : refusal;
}

function withoutStatus(callee: Callee, error: unknown, links: readonly Link[]): Failure {
	const words = links.at(-1)?.message ?? '';
	if (links.some(isTimeout)) return failure(callee, { kind: 'timeout', billed: true, words });
	if (links.some(isNetwork)) return classifyBroken(callee, { kind: 'network', error, reached: false });
	const named = namedKind(callee, links);
	if (named !== null) return notAgain(failure(callee, { kind: named, billed: false, words }));
	return failure(callee, { kind: 'invalid_response', billed: true, words });
}

/** Sub-nodes replace some refusals by words of their own and drop the original. */
function namedKind(callee: Callee, links: readonly Link[]): Failure['kind'] | null {
	for (const { message, code } of links) {
		const known = code === null ? undefined : LANGCHAIN_CODES[code];
		if (known !== undefined) return known;
		if (/\bmodel\b.{0,200}\bnot found\b/i.test(message.slice(0, READ_LIMIT))) return 'model_not_found';
		const { kind } = classifyRefusal(callee, { status: 400, headers: {}, body: { message, code } }, 0);
		if (kind !== 'refused') return kind;
	}
	return null;
}

const READ_LIMIT = 4000;

/** LangChain's own words for the commonest refusals. */
const LANGCHAIN_CODES: Readonly<Record<string, Failure['kind']>> = {
	CONTEXT_OVERFLOW: 'context_too_long',
	MODEL_AUTHENTICATION: 'auth',
	MODEL_NOT_FOUND: 'model_not_found',
	MODEL_RATE_LIMIT: 'rate_limited',
};

function isTimeout({ name, message }: Link): boolean {
	return name === 'TimeoutError' || name === 'APIConnectionTimeoutError' || /^request timed out\.?$/i.test(message);
}

/** Node's codes, those of its fetch, and the clients' own words for them. A call that somebody else broke off counts too. */
function isNetwork({ name, code, message }: Link): boolean {
	if (code !== null && /^(E[A-Z\d]{3,20}$|EAI_|UND_ERR_|ERR_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HPE_|Z_)/.test(code)) return true;
	if (name === 'APIConnectionError' || name === 'AbortError' || name === 'APIUserAbortError' || name.startsWith('SsrfBlocked')) return true;
	return /^(fetch failed|connection error\.?|terminated|socket hang up|aborted)$/i.test(message);
}
