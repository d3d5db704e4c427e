import { sleep } from 'n8n-workflow';

import type { Clock } from '../../router/clock';

import { machineTime } from './time';

/** The machine's time with n8n's own waiting: for where a package may have no timer. */
export const n8nClock: Clock = {
	...machineTime,
	async sleep(ms, signal) {
		// n8n's rejects when it is stopped.
		if (ms > 0 && !signal.aborted) await sleep(ms, signal).catch(() => undefined);
	},
};
