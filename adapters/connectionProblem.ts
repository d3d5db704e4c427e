import { createRedactor } from '../router/calls/redact';

import type { TlsSettings } from './tls';

/** Where a connection was to lead. */
export interface Target {
	readonly host: string;
	readonly port: number;
	readonly tls: TlsSettings;
}

/**
 * Why a server of the store could not be reached, as `nothing listens on db:5432`: in our words only, so that
 * nothing a driver puts into its errors gets out. `null`: the network and the encryption are not to blame.
 */
export function connectionProblem(error: unknown, target: Target): string | null {
	const code = codeOf(error);
	return code === null ? null : (networkProblem(code, target) ?? certificateProblem(code, target) ?? encryptionProblem(code, target));
}

/** Nobody said a word until the time was up. */
export function silent({ host, port, tls }: Target): string {
	const hint = tls.mode === 'off' ? '' : ', and whether it uses encryption on this port';
	return `${host}:${String(port)} did not answer in time: check host, port and firewall${hint}`;
}

/** The server hung up before it said what is wrong. */
export function hungUp({ host, port, tls }: Target): string {
	const hint =
		tls.mode === 'off'
			? 'if it asks for encryption, change Encryption'
			: 'it may not use encryption on this port, or may ask for a client certificate';
	return `${host}:${String(port)} closed the connection: ${hint}`;
}

/** What a server or driver says and we have no words for, without the secrets it was told. */
export function foreignWords(text: string, { password, tls }: { password: string | null; tls: TlsSettings }): string {
	return createRedactor([password, tls.mode === 'verify' ? tls.key : null]).message(text);
}

/** The `code` of an error of Node's, also of one that collects several tries. */
export function codeOf(error: unknown): string | null {
	if (typeof error !== 'object' || error === null || !('code' in error)) return null;
	return typeof error.code === 'string' ? error.code : null;
}

function networkProblem(code: string, target: Target): string | null {
	const at = `${target.host}:${String(target.port)}`;
	switch (code) {
		case 'ECONNREFUSED':
			return `nothing listens on ${at}`;
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `there is no host called "${target.host}"`;
		case 'ETIMEDOUT':
			return silent(target);
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
		case 'EADDRNOTAVAIL':
			return `no network leads from here to ${at}`;
		case 'ECONNRESET':
		case 'EPIPE':
			return hungUp(target);
		default:
			return null;
	}
}

const UNKNOWN_AUTHORITY = [
	'CERT_SIGNATURE_FAILURE',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function certificateProblem(code: string, { host, tls }: Target): string | null {
	if (UNKNOWN_AUTHORITY.includes(code)) {
		return tls.mode === 'verify' && tls.ca !== null
			? 'the certificate is not signed by the CA given'
			: 'the certificate is signed by a CA that is not known here: enter its certificate as CA Certificate';
	}
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate is for another host than "${host}"`;
	if (code === 'CERT_HAS_EXPIRED') return 'the certificate has expired';
	if (code === 'CERT_NOT_YET_VALID') return 'the certificate is not valid yet: check the clocks';
	return null;
}

function encryptionProblem(code: string, target: Target): string | null {
	if (!code.startsWith('ERR_SSL_') && !code.startsWith('ERR_OSSL_') && code !== 'EPROTO') return null;
	if (code.includes('CERTIFICATE_REQUIRED') || code.includes('HANDSHAKE_FAILURE')) return 'it asks for a client certificate';
	if (code.includes('ALERT')) return 'it refused the client certificate';
	return `${target.host}:${String(target.port)} does not use encryption: set Encryption to Off, or check the port`;
}
