import { postgresProblem } from '../../../../adapters/ledger/postgres/problem';
import type { PostgresSettings } from '../../../../adapters/ledger/postgres/settings';

const PASSWORD = 'pa55-planted-4f8a9c2d';
const settings: PostgresSettings = {
	host: 'db',
	port: 5432,
	database: 'n8n',
	user: 'u',
	password: PASSWORD,
	schema: 's',
	tls: { mode: 'off' },
};
const coded = (code: string, message = '') => Object.assign(new Error(message), { code });

// What a test cannot easily make a real server say; the rest is in test/stores.
it.each([
	[
		coded('28000', 'no pg_hba.conf entry for host "10.0.0.7", user "u", database "n8n", no encryption'),
		'it does not let this user in without encryption, or not from here (pg_hba.conf)',
	],
	[
		coded('28000', 'no pg_hba.conf entry for host "10.0.0.7", user "u", database "n8n", SSL on'),
		'it does not let this user in from here (pg_hba.conf)',
	],
	[coded('28000', 'connection requires a valid client certificate'), 'it asks for a client certificate'],
	[coded('53300', 'sorry, too many clients already'), 'it takes no more connections'],
	[coded('53100'), 'its disk is full'],
	[coded('57P03', 'the database system is starting up'), 'it is starting or stopping: try again in a moment'],
	[new Error('Query read timeout'), 'db:5432 did not answer in time: check host, port and firewall'],
])('%s', (error, problem) => {
	expect(postgresProblem(error, settings)).toBe(problem);
});

it('passes on words it does not know, without the password', () => {
	expect(postgresProblem(new Error(`what is ${PASSWORD}?`), settings)).toBe('what is [key removed]?');
});
