import type { ClientConfig } from '../../../vendor/pg';
import { tlsOptions, type TlsSettings } from '../../tls';

/** Where the ledger's Postgres is and how it is entered. */
export interface PostgresSettings {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	/** The Postgres schema that holds our tables; made where missing. Default `llm_router`. */
	readonly schema: string;
	readonly tls: TlsSettings;
}

export const DEFAULT_SCHEMA = 'llm_router';

/** How long one statement may run, in ms. Set in each transaction: a pooler in between refuses it at the connection's start. */
export const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5000;
/** A server that died without a word never ends the statement: then we stop waiting for it. */
const SILENCE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2000;

/** The options of a `pg` client or pool for these settings. */
export function clientOptions({ host, port, database, user, password, tls }: PostgresSettings): ClientConfig {
	return {
		host,
		port,
		database,
		user,
		password,
		ssl: tlsOptions({ tls, host }) ?? false,
		application_name: 'n8n-nodes-llm-router',
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		query_timeout: SILENCE_TIMEOUT_MS,
		keepAlive: true,
	};
}
