import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import type { TlsFiles } from './postgres';

/** PEM files. */
export interface Certificates {
	readonly ca: string;
	readonly server: TlsFiles;
	readonly client: TlsFiles;
}

interface Ask {
	/** Whom the server's certificate names; default `DNS:localhost,IP:127.0.0.1`. */
	readonly names?: string;
	/** Tells authorities in one folder apart. */
	readonly prefix?: string;
}

/** An authority of our own, and a server on loopback and a client whose certificates it signed, all in `folder`. */
export function makeCertificates(folder: string, { names = 'DNS:localhost,IP:127.0.0.1', prefix = '' }: Ask = {}): Certificates {
	const at = (name: string) => path.join(folder, `${prefix}${name}`);
	const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
	const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', at(name)];
	openssl('req', '-x509', ...key('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', `/CN=Test authority ${prefix}`);
	const sign = (who: string, extension: string): TlsFiles => {
		openssl('req', ...key(`${who}.key`), '-out', at(`${who}.csr`), '-subj', `/CN=${who}`);
		writeFileSync(at(`${who}.ext`), extension);
		const authority = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
		openssl('x509', '-req', '-in', at(`${who}.csr`), ...authority, '-out', at(`${who}.pem`), '-days', '2', '-extfile', at(`${who}.ext`));
		return { cert: at(`${who}.pem`), key: at(`${who}.key`) };
	};
	return { ca: at('ca.pem'), server: sign('server', `subjectAltName=${names}`), client: sign('client', 'extendedKeyUsage=clientAuth') };
}
