import { createSharedStore } from '../../adapters/redis/sharedStore';
import { clockOff, NONE, startTraffic, WINDOW_MS } from '../support/sharedStores';

/** A worker of its own: tries for places until it is killed, and says when each call left. */
async function main(): Promise<void> {
	const [port = '', requestsPerMinute = ''] = process.argv.slice(2);
	const settings = {
		host: '127.0.0.1',
		port: Number(port),
		user: null,
		password: null,
		database: 0,
		prefix: 'p',
		tls: { mode: 'off' },
	} as const;
	const store = await createSharedStore({ settings, clock: clockOff(), windowMs: WINDOW_MS });
	const limits = { ...NONE, requestsPerMinute: Number(requestsPerMinute) };
	startTraffic({ workers: [store.slots], limits, pauseMs: 30, onSent: ({ atMs }) => process.stdout.write(`${String(atMs)}\n`) });
}

void main();
