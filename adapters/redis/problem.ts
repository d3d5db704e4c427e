import { connectionProblem, foreignWords, hungUp, silent } from '../connectionProblem';
import type { RedisSettings } from './settings';

/** Why Redis refused or could not be reached, as `the password was refused`. Never holds a secret. */
export function redisProblem(error: unknown, settings: RedisSettings): string {
	const text = error instanceof Error ? error.message : String(error);
	return connectionProblem(error, settings) ?? brokenLine(text, settings) ?? refusal(text, settings) ?? foreignWords(text, settings);
}

/** Whether the server is a copy, maybe since just now: who answers to its name then may be another. */
export function isReadOnly(error: unknown): boolean {
	return error instanceof Error && error.message.startsWith('READONLY');
}

/** What the client says by words alone, without a code. */
function brokenLine(text: string, settings: RedisSettings): string | null {
	if (/timed out|timeout/i.test(text)) return silent(settings);
	if (/^Connection is closed/.test(text)) return hungUp(settings);
	return /isn't writeable/.test(text) ? `${settings.host}:${String(settings.port)} is not connected` : null;
}

function refusal(text: string, { user, password, database, prefix }: RedisSettings): string | null {
	const reply = /^[A-Z]*/.exec(text)?.[0] ?? '';
	switch (reply) {
		case 'WRONGPASS':
			return user === null ? 'the password was refused' : 'the user or the password was refused';
		case 'NOAUTH':
			return password === null ? 'it asks for a password' : 'the password was refused';
		case 'DENIED':
			return 'it does not allow other machines without a password (protected mode)';
		case 'NOPERM':
			return notAllowed(text, prefix);
		case 'READONLY':
			return 'it is a read-only replica: enter the primary';
		case 'MOVED':
		case 'CLUSTERDOWN':
		case 'CROSSSLOT':
			return 'it is a cluster, which the router does not use: enter a single server';
		case 'MISCONF':
		case 'OOM':
			return 'it does not accept writes now: its memory or its disk is full';
		case 'LOADING':
			return 'it is still loading its data: try again in a moment';
	}
	if (/DB index is out of range|invalid DB index/i.test(text)) return `there is no database ${String(database)}`;
	return /max number of clients/i.test(text) ? 'it takes no more connections' : null;
}

function notAllowed(text: string, prefix: string): string {
	const command = /'([\w|]+)' command/.exec(text)?.[1];
	if (command !== undefined) return `the user may not run ${command.toUpperCase().replace('|', ' ')}`;
	return `the user may not use keys that begin with "${prefix}:"`;
}
