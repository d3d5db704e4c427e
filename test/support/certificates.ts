import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Certificates {
	/** Files for the server, and its certificate for 127.0.0.1. */
	readonly files: { readonly ca: string; readonly cert: string; readonly key: string };
	/** PEM, for who connects. */
	readonly ca: string;
	readonly client: { readonly cert: string; readonly key: string };
}

/** An authority of its own with one certificate for a server on 127.0.0.1 and one for a client, made by openssl. */
export function makeCertificates(folder: string, name = 'test'): Certificates {
	const file = (kind: string) => path.join(folder, `${name}-${kind}`);
	const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	openssl('req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name} CA`, '-keyout', file('ca.key'), '-out', file('ca.crt'));
	for (const [who, extension] of [
		['server', 'subjectAltName=IP:127.0.0.1'],
		['client', 'extendedKeyUsage=clientAuth'],
	] as const) {
		writeFileSync(file(`${who}.ext`), extension);
		openssl('req', ...key, '-subj', `/CN=${who}`, '-keyout', file(`${who}.key`), '-out', file(`${who}.csr`));
		openssl('x509', '-req', '-in', file(`${who}.csr`), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', file(`${who}.ext`), '-out', file(`${who}.crt`));
	}
	const read = (kind: string) => readFileSync(file(kind), 'utf8');
	return {
		files: { ca: file('ca.crt'), cert: file('server.crt'), key: file('server.key') },
		ca: read('ca.crt'),
		client: { cert: read('client.crt'), key: read('client.key') },
	};
}
