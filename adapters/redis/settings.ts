import type { TlsSettings } from '../tls';

/** Where Redis is and how to get in. Holds secrets: never log, store or show it. */
export interface RedisSettings {
	/** Name or address, without port. */
	readonly host: string;
	readonly port: number;
	/** `null`: the server's default user. */
	readonly user: string | null;
	/** `null`: the server asks for none. */
	readonly password: string | null;
	readonly database: number;
	/** Every key of ours begins with it and a colon. The client does not add it: who names a key does. */
	readonly prefix: string;
	readonly tls: TlsSettings;
}
