import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';

import { DEFAULT_SCHEMA, type PostgresSettings } from '../../adapters/ledger/postgres/settings';
import type { RedisSettings } from '../../adapters/redis/settings';
import type { TlsSettings } from '../../adapters/tls';
import { ConfigError } from '../../router/configError';
import { z } from '../../vendor/zod';
import { readPem } from './pem';

/** The credential as the adapters need it. Holds secrets: never log, store or show it. */
export interface StoreSettings {
	/** `null`: not used, so is `redis`; never both. */
	readonly postgres: PostgresSettings | null;
	readonly redis: RedisSettings | null;
}

type Kind = 'postgres' | 'redis';
const NAMES = { postgres: 'Postgres', redis: 'Redis' } as const;

const secret = z
	.union([z.string(), z.number()])
	.nullish()
	.transform((value) => String(value ?? ''));
const text = secret.transform((value) => value.trim());
const encryption = z.enum(['off', 'encrypt', 'verify']);
// What a credential leaves out has its default.
const used = z
	.boolean()
	.nullish()
	.transform((value) => value ?? true);

const schema = z.object({ usePostgres: used, useRedis: used }).catchall(z.unknown());

/**
 * Reads the decrypted credential.
 * @throws ConfigError naming the field: nothing is used, a host, port, name or certificate that cannot be.
 */
export function readStore(data: unknown): StoreSettings {
	const parsed = schema.safeParse(data);
	if (!parsed.success) throw new ConfigError('LLM Router Store', 'cannot be read', 'Open the credential, check it and save it again.');
	const { usePostgres, useRedis, ...fields } = parsed.data;
	if (!usePostgres && !useRedis) {
		throw new ConfigError(
			'LLM Router Store',
			'uses neither Postgres nor Redis',
			'Turn on Use Postgres, Use Redis or both, or remove the credential from the node.',
		);
	}
	return {
		postgres: usePostgres ? readPostgres(new Fields(fields, 'postgres')) : null,
		redis: useRedis ? readRedis(new Fields(fields, 'redis')) : null,
	};
}

function readPostgres(fields: Fields): PostgresSettings {
	const schemaName = fields.text('Schema') || DEFAULT_SCHEMA;
	if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schemaName) || schemaName.startsWith('pg_')) {
		throw fields.error(
			'Schema',
			'cannot be used as a name',
			'Use lowercase letters, digits and _, starting with a letter and not with pg_.',
		);
	}
	return {
		...readPlace(fields, 5432),
		database: fields.needed('Database', 'Enter the name of the database.'),
		user: fields.needed('User', 'Enter the user to sign in with.'),
		password: fields.secret('Password'),
		schema: schemaName,
		tls: readTls(fields),
	};
}

function readRedis(fields: Fields): RedisSettings {
	const prefix = fields.text('Prefix', 'Key Prefix') || 'llm-router';
	if (!/^[\w:.-]{1,64}$/.test(prefix)) {
		throw fields.error('Key Prefix', 'cannot be used', 'Use up to 64 letters, digits and the signs : . _ -');
	}
	return {
		...readPlace(fields, 6379),
		user: fields.text('User') || null,
		password: fields.secret('Password') || null,
		database: fields.integer({ field: 'Database', label: 'Database Number', empty: 0, from: 0, to: 1_000_000 }),
		prefix,
		tls: readTls(fields),
	};
}

function readPlace(fields: Fields, defaultPort: number): { host: string; port: number } {
	const typed = fields.needed('Host', 'Enter the name or the address of the server.');
	const host = typed.replace(/^\[(.*)\]$/, '$1');
	if (!isIPv6(host) && !/^[\w.-]+$/.test(host)) {
		throw fields.error('Host', 'is no name of a server', 'Enter only its name or address; port, user and password have their own fields.');
	}
	return { host, port: fields.integer({ field: 'Port', label: 'Port', empty: defaultPort, from: 1, to: 65_535 }) };
}

function readTls(fields: Fields): TlsSettings {
	const mode = encryption.safeParse(fields.text('Encryption') || 'off');
	if (!mode.success) throw fields.error('Encryption', 'is not known', 'Choose one of the list.');
	if (mode.data !== 'verify') return { mode: mode.data };
	const ca = readCertificate(fields, 'Ca', 'CA Certificate');
	const cert = readCertificate(fields, 'ClientCertificate', 'Client Certificate');
	const key = readKey(fields);
	if (cert !== null && key === null) throw fields.error('Client Key', 'is empty', 'Enter the key of the client certificate.');
	if (cert === null && key !== null) throw fields.error('Client Certificate', 'is empty', 'Enter the certificate of the client key.');
	if (cert !== null && key !== null && !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
		throw fields.error('Client Key', 'does not belong to the client certificate', 'Enter the key that was made with it.');
	}
	return { mode: 'verify', ca, cert, key };
}

function readCertificate(fields: Fields, field: string, label: string): string | null {
	const pem = readPem(fields.secret(field));
	if (pem.kind === 'none') return null;
	const blocks = pem.kind === 'text' ? pem.text.split(/(?<=-----END [A-Z0-9 ]+-----\n)/) : [];
	if (blocks.length === 0 || !blocks.every(parses((block) => new X509Certificate(block)))) {
		throw fields.error(
			label,
			'cannot be read',
			'Paste the whole text of the file, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
		);
	}
	return blocks.join('');
}

function readKey(fields: Fields): string | null {
	const typed = fields.secret('ClientKey');
	if (/ENCRYPTED/.test(typed)) throw fields.error('Client Key', 'is locked with a passphrase', 'Enter a key without one.');
	const pem = readPem(typed);
	if (pem.kind === 'none') return null;
	if (pem.kind === 'unreadable' || !parses((key) => createPrivateKey(key))(pem.text)) {
		throw fields.error('Client Key', 'cannot be read', 'Paste the whole text of the file, from -----BEGIN to the last -----.');
	}
	return pem.text;
}

function parses(parse: (pem: string) => unknown): (pem: string) => boolean {
	return (pem) => {
		try {
			parse(pem);
			return true;
		} catch {
			return false;
		}
	};
}

/** The fields of one of the two servers. What errors say of a field is its label, never its value. */
class Fields {
	constructor(
		private readonly fields: Readonly<Record<string, unknown>>,
		private readonly kind: Kind,
	) {}

	text(field: string, label = field): string {
		return this.read(text, field, label);
	}

	needed(field: string, fix: string): string {
		const value = this.text(field);
		if (value === '') throw this.error(field, 'is empty', fix);
		return value;
	}

	/** As it was typed: a blank may be a part of it. */
	secret(field: string): string {
		return this.read(secret, field, field);
	}

	integer({ field, label, empty, from, to }: { field: string; label: string; empty: number; from: number; to: number }): number {
		const typed = this.text(field, label);
		const value = typed === '' ? empty : Number(typed);
		if (!Number.isInteger(value) || value < from || value > to) {
			throw this.error(label, `is "${typed}"`, `Use a whole number from ${String(from)} to ${String(to)}.`);
		}
		return value;
	}

	error(label: string, problem: string, fix: string): ConfigError {
		return new ConfigError(`LLM Router Store, ${NAMES[this.kind]} ${label}`, problem, fix);
	}

	private read(type: z.ZodType<string, z.ZodTypeDef, unknown>, field: string, label: string): string {
		const parsed = type.safeParse(this.fields[`${this.kind}${field}`]);
		if (!parsed.success) throw this.error(label, 'is no text', 'Enter it again.');
		return parsed.data;
	}
}
