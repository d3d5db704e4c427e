import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import type { TlsFiles } from './postgres';

/** An authority of our own, and a server on loopback whose certificate it signed. All are PEM files in `folder`. */
export function makeCertificates(folder: string): { readonly ca: string; readonly server: TlsFiles } {
	const at = (name: string) => path.join(folder, name);
	const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
	const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', at(name)];
	openssl('req', '-x509', ...key('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', '/CN=Test authority');
	openssl('req', ...key('server.key'), '-out', at('server.csr'), '-subj', '/CN=localhost');
	writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
	openssl('x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-out', at('server.pem'), '-days', '2', '-extfile', at('names'));
	return { ca: at('ca.pem'), server: { cert: at('server.pem'), key: at('server.key') } };
}
