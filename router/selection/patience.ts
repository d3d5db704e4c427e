import type { Attempt } from '../calls/attempt';

import type { Situation } from './situation';

type Waiting = Pick<Situation, 'plan' | 'attempts' | 'nowMs'>;

/** What is left for waits of every kind: all time between the calls counts, but for what rate limits may take beyond it. */
export function patienceLeftMs(waiting: Waiting): number {
	const { plan } = waiting;
	return plan.patienceMs - Math.max(0, waitedMs(waiting) - Math.min(limitWaitedMs(waiting), plan.limitWaitMs));
}

/** What is left for waiting for a rate limit. */
export function limitWaitLeftMs(waiting: Waiting): number {
	const { limitWaitMs } = waiting.plan;
	return patienceLeftMs(waiting) + limitWaitMs - Math.min(limitWaitedMs(waiting), limitWaitMs);
}

export function isCall({ result }: Attempt): boolean {
	return result.kind === 'answered' || result.kind === 'failed';
}

function waitedMs({ plan, attempts, nowMs }: Waiting): number {
	let free = plan.startMs;
	let waited = 0;
	for (const attempt of attempts.filter(isCall)) {
		waited += Math.max(0, attempt.startedMs - free);
		free = attempt.checkedMs ?? attempt.endedMs;
	}
	return waited + Math.max(0, nowMs - free);
}

function limitWaitedMs({ plan, attempts }: Waiting): number {
	return attempts.reduce((sum, { queuedMs = 0 }) => sum + queuedMs, plan.limitWaitedMs);
}
