import { redisProblem } from '../../../adapters/redis/problem';
import type { RedisSettings } from '../../../adapters/redis/settings';

const PASSWORD = 'pa55-planted-4f8a9c2d';
const settings: RedisSettings = {
	host: 'cache',
	port: 6379,
	user: null,
	password: PASSWORD,
	database: 0,
	prefix: 'p',
	tls: { mode: 'off' },
};

// What a test cannot easily make a real server say; the rest is in test/stores.
it.each([
	[
		'DENIED Redis is running in protected mode because protected mode is enabled',
		'it does not allow other machines without a password (protected mode)',
	],
	['MOVED 3999 10.0.0.1:6381', 'it is a cluster, which the router does not use: enter a single server'],
	['CLUSTERDOWN Hash slot not served', 'it is a cluster, which the router does not use: enter a single server'],
	["OOM command not allowed when used memory > 'maxmemory'.", 'it does not accept writes now: its memory or its disk is full'],
	['MISCONF Redis is configured to save RDB snapshots', 'it does not accept writes now: its memory or its disk is full'],
	['LOADING Redis is loading the dataset in memory', 'it is still loading its data: try again in a moment'],
	['ERR max number of clients reached', 'it takes no more connections'],
	["NOPERM this user has no permissions to run the 'client|setname' command", 'the user may not run CLIENT SETNAME'],
	['Command timed out', 'cache:6379 did not answer in time: check host, port and firewall'],
])('%s', (message, problem) => {
	expect(redisProblem(new Error(message), settings)).toBe(problem);
});

it('passes on words it does not know, without the password', () => {
	expect(redisProblem(new Error(`ERR what is ${PASSWORD}?`), settings)).toBe('ERR what is [key removed]?');
});
