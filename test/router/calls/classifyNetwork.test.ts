import { classifyBroken } from '../../../router/calls/classifyNetwork';
import type { FailureKind } from '../../../router/calls/failure';

const KEY = 'sk-live-0123456789abcdef';
const callee = { name: 'Acme', redact: (text: string) => text.replaceAll(KEY, '[gone]') };
const broken = (error: unknown, reached = false) => classifyBroken(callee, { kind: 'network', error, reached });
const coded = (code: string, more: object = {}) => Object.assign(new Error(`it broke: ${code}`), { code, ...more });

test.each<[string, FailureKind, boolean]>([
	['ECONNREFUSED', 'connection', false],
	['ENOTFOUND', 'connection', false],
	['EAI_AGAIN', 'connection', false],
	['EHOSTUNREACH', 'connection', false],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'connection', false],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'connection', false],
	['ECONNRESET', 'connection', true],
	['EPIPE', 'connection', true],
	['ETIMEDOUT', 'timeout', true],
	['UND_ERR_CONNECT_TIMEOUT', 'timeout', false],
	['UND_ERR_HEADERS_TIMEOUT', 'timeout', true],
	['Z_BUF_ERROR', 'invalid_response', true],
	['ERR__ERROR_FORMAT_PADDING_2', 'invalid_response', true],
	['ERR_HTTP_INVALID_STATUS_CODE', 'invalid_response', true],
	['HPE_INVALID_CONSTANT', 'invalid_response', true],
	['HPE_HEADER_OVERFLOW', 'invalid_response', true],
])('%s is %s, billed: %p', (code, kind, billed) => {
	expect(broken(coded(code))).toMatchObject({ kind, billed, httpStatus: null, retryable: true });
});

it('finds the code under wrapping errors and in bundles of tries', () => {
	const wrapped = new Error('Connection error.', { cause: new Error('fetch failed', { cause: coded('ECONNREFUSED') }) });
	expect(broken(wrapped)).toMatchObject({ kind: 'connection', billed: false });
	expect(broken(new AggregateError([coded('ECONNREFUSED')], ''))).toMatchObject({ billed: false });
});

it('counts a connect that timed out as never sent', () => {
	expect(broken(coded('ETIMEDOUT', { syscall: 'connect' }))).toMatchObject({ kind: 'timeout', billed: false });
});

it('counts as paid once a response had begun', () => {
	expect(broken(coded('ECONNREFUSED'), true).billed).toBe(true);
});

it('counts n8n’s own egress rule as never sent', () => {
	const blocked = Object.assign(new Error('blocked'), { name: 'SsrfBlockedIpError' });
	expect(broken(blocked)).toMatchObject({ kind: 'connection', billed: false });
});

test.each([[null], ['text'], [undefined], [{ code: 7 }]])('survives a thrown %p', (error) => {
	expect(broken(error)).toMatchObject({ kind: 'connection', billed: true });
});

it('keeps keys out', () => {
	expect(broken(coded(KEY)).message).not.toContain(KEY);
});

it('tells timeout, cancel and size apart', () => {
	expect(classifyBroken(callee, { kind: 'timeout', afterMs: 50 })).toMatchObject({ kind: 'timeout', billed: true });
	expect(classifyBroken(callee, { kind: 'no_first_byte', afterMs: 50 })).toMatchObject({
		kind: 'timeout',
		billed: true,
		retryable: true,
		message: 'Acme did not answer in time: no first byte within 50 ms',
	});
	expect(classifyBroken(callee, { kind: 'cancelled', sent: false })).toMatchObject({ kind: 'cancelled', billed: false });
	expect(classifyBroken(callee, { kind: 'cancelled', sent: true })).toMatchObject({ kind: 'cancelled', billed: true });
	expect(classifyBroken(callee, { kind: 'too_large', status: 200, limitBytes: 10 * 2 ** 20 })).toMatchObject({
		kind: 'invalid_response',
		retryable: false,
		billed: true,
		httpStatus: 200,
		message: 'Acme did not answer with a completion (HTTP 200): the answer is larger than 10 MB',
	});
});
