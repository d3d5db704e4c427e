import { codeOf, connectionProblem, foreignWords, hungUp, silent } from '../../connectionProblem';
import type { PostgresSettings } from './settings';

/** Why Postgres refused or could not be reached, as `database "n8n" does not exist`. Never holds a secret. */
export function postgresProblem(error: unknown, settings: PostgresSettings): string {
	const text = error instanceof Error ? error.message : String(error);
	return (
		connectionProblem(error, settings) ??
		refusal(codeOf(error), text, settings) ??
		withoutCode(text, settings) ??
		foreignWords(text, settings)
	);
}

function refusal(code: string | null, text: string, { database, schema }: PostgresSettings): string | null {
	switch (code) {
		case '28P01':
			return 'the user or the password was refused';
		case '28000':
			return notLetIn(text);
		case '3D000':
			return `database "${database}" does not exist`;
		case '42501':
			return /for database/.test(text)
				? `the user may not create the schema "${schema}": allow it, or create the schema for this user`
				: `the user may not create tables in the schema "${schema}"`;
		case '25006':
			return 'it is a read-only replica: enter the primary';
		case '53300':
			return 'it takes no more connections';
		case '53100':
			return 'its disk is full';
		case '57P03':
			return 'it is starting or stopping: try again in a moment';
		default:
			return null;
	}
}

function notLetIn(text: string): string {
	if (/client certificate/i.test(text)) return 'it asks for a client certificate';
	if (/no encryption|SSL off/i.test(text)) return 'it does not let this user in without encryption, or not from here (pg_hba.conf)';
	return 'it does not let this user in from here (pg_hba.conf)';
}

/** What the client says by words alone. */
function withoutCode(text: string, settings: PostgresSettings): string | null {
	if (/does not support SSL/.test(text)) return 'it does not use encryption: set Encryption to Off';
	if (/time(d )?out/i.test(text)) return silent(settings);
	if (/terminated|Connection ended/i.test(text)) return hungUp(settings);
	return /password must be/.test(text) ? 'it asks for a password' : null;
}
