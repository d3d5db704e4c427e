import { codeOf } from '../../connectionProblem';
import { STATEMENT_TIMEOUT_MS } from './settings';

/** A refusal of ours, already in words that may be shown. */
export class PostgresRefusal extends Error {}

/** The five characters by which Postgres names what went wrong; `null`: the error is not the server's. */
export function sqlState(error: unknown): string | null {
	const code = codeOf(error);
	return typeof error === 'object' && error !== null && 'severity' in error && code !== null && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

// Cardinality, data, integrity, and a value too long for an index.
const RECORDS_FAULTS = /^(?:21|22|23|54)/;

/** Whether the fault lies in a record, not in the server or the way to it: others may still be stored. */
export function isPostgresRecordFault(error: unknown): boolean {
	const state = sqlState(error);
	if (state !== null) return RECORDS_FAULTS.test(state);
	return codeOf(error) === null && (error instanceof TypeError || error instanceof RangeError);
}

/** Why a record does not fit. Names columns, never what is in them: the server's own message quotes values. */
export function whyUnfit(error: unknown): string {
	const names = [sqlState(error), named(error, 'column'), named(error, 'constraint')].filter((name) => name !== null);
	return `The record does not fit the ledger in Postgres${names.length === 0 ? '' : ` (${names.join(', ')})`}.`;
}

/**
 * Why Postgres cannot be used, for people, without a full stop. In our words alone: what the server and
 * the network say may hold hosts, users and values.
 */
export function whyLost(error: unknown): string {
	if (error instanceof PostgresRefusal) return error.message;
	const code = codeOf(error);
	const known = KNOWN.find(([pattern]) => pattern.test(code ?? ''));
	if (known !== undefined) return known[1];
	const message = error instanceof Error ? error.message : '';
	const said = SAID.find(([pattern]) => pattern.test(message));
	if (said !== undefined) return said[1];
	return `Postgres could not be used${code === null ? '' : ` (${code})`}`;
}

const CERTIFICATE = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT)/;

const KNOWN: readonly (readonly [RegExp, string])[] = [
	[/^ECONNREFUSED$/, 'Postgres refused the connection: nothing is listening on this host and port'],
	[/^(?:ENOTFOUND|EAI_AGAIN)$/, 'the host of Postgres was not found'],
	[/^(?:EHOSTUNREACH|ENETUNREACH)$/, 'the host of Postgres cannot be reached'],
	[/^ETIMEDOUT$/, 'Postgres did not answer in time'],
	[/^(?:ECONNRESET|EPIPE|08...)$/, 'the connection to Postgres broke'],
	[/^28...$/, 'Postgres rejected the user: check user, password and whether this host may connect'],
	[/^3D000$/, 'the database does not exist in Postgres'],
	[/^42501$/, 'the user may not do this in Postgres: it needs to create a schema or to use ours'],
	[/^42P07$/, 'the schema in Postgres has tables with the names of ours: choose another schema'],
	[/^53100$/, "Postgres' disk is full"],
	[/^53300$/, 'Postgres has no connection left'],
	[/^53...$/, 'Postgres has not enough resources'],
	[/^57014$/, `Postgres took longer than ${STATEMENT_TIMEOUT_MS / 1000} s`],
	[/^57P03$/, 'Postgres is starting up or shutting down'],
	[/^57P0.$/, 'Postgres ended the connection'],
	[/^25006$/, 'Postgres is read-only'],
	[
		/^(?:UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT.*|.*SELF_SIGNED.*)$/,
		"the certificate of Postgres is not signed by a trusted authority: enter the authority's certificate",
	],
	[/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate of Postgres is for another host'],
	[/^ERR_OSSL/, 'a certificate or key given for Postgres cannot be read: it must be PEM'],
	[CERTIFICATE, 'the certificate of Postgres is not valid'],
];

// What `pg` says without a code.
const SAID: readonly (readonly [RegExp, string])[] = [
	[/does not support SSL/, 'Postgres does not offer TLS: turn it on there or off here'],
	[/timeout/i, 'Postgres did not answer in time'],
	[/^SASL/, 'Postgres rejected the user: check user, password and whether this host may connect'],
	[/terminated|connection error|closed/i, 'the connection to Postgres broke'],
];

function named(error: unknown, field: 'column' | 'constraint'): string | null {
	if (typeof error !== 'object' || error === null) return null;
	const value: unknown = Reflect.get(error, field);
	return typeof value === 'string' ? value : null;
}
