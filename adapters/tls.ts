import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** How the way to a server is encrypted: the same for every server of the store. Holds a secret key: never log, store or show it. */
export type TlsSettings =
	| { readonly mode: 'off' }
	/** Encrypted, but the server may be anybody: its certificate is not looked at. */
	| { readonly mode: 'encrypt' }
	/** All three in PEM. `ca`: who may have signed the server's certificate, `null`: whom this machine trusts. `cert` and `key`: ours. */
	| { readonly mode: 'verify'; readonly ca: string | null; readonly cert: string | null; readonly key: string | null };

/** The options of `tls.connect`; `null` where nothing is encrypted. */
export function tlsOptions({ tls, host }: { tls: TlsSettings; host: string }): ConnectionOptions | null {
	if (tls.mode === 'off') return null;
	// A server that holds several certificates chooses by this name; an address is not allowed in it.
	const name = isIP(host) === 0 ? { servername: host } : {};
	if (tls.mode === 'encrypt') return { ...name, rejectUnauthorized: false };
	const { ca, cert, key } = tls;
	return {
		...name,
		rejectUnauthorized: true,
		...(ca === null ? {} : { ca }),
		...(cert === null || key === null ? {} : { cert, key }),
	};
}
