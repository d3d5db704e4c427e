import type { Attempt } from '../calls/attempt';

import type { Situation } from './situation';

/** All waiting so far: the time between the calls, queueing at models that turned out full included. */
export function patienceLeftMs({ plan, attempts, nowMs }: Pick<Situation, 'plan' | 'attempts' | 'nowMs'>): number {
	let free = plan.startMs;
	let waited = 0;
	for (const attempt of attempts.filter(isCall)) {
		waited += Math.max(0, attempt.startedMs - free);
		free = attempt.checkedMs ?? attempt.endedMs;
	}
	waited += Math.max(0, nowMs - free);
	return plan.patienceMs - waited;
}

export function isCall({ result }: Attempt): boolean {
	return result.kind === 'answered' || result.kind === 'failed';
}
