import type { Clock } from '../../router/clock';

import { machineTime } from './time';

/** The machine's time. */
export const systemClock: Clock = {
	...machineTime,
	sleep(ms, signal) {
		if (ms <= 0 || signal.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timer);
				signal.removeEventListener('abort', end);
				resolve();
			};
			const timer = setTimeout(end, ms);
			signal.addEventListener('abort', end, { once: true });
		});
	},
};
