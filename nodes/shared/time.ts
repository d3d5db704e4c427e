import type { Clock } from '../../router/clock';

/** The machine's time, without waiting. */
export const machineTime: Pick<Clock, 'now' | 'wall'> = {
	now: () => performance.timeOrigin + performance.now(),
	wall: () => Date.now(),
};
