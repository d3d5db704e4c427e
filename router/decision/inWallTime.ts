import type { Attempt } from '../calls/attempt';
import type { ModelHealth } from '../health/health';
import type { Eligibility } from '../selection/eligibility';
import type { RequestTrace } from '../routeTypes';

type Routed = Extract<RequestTrace, { kind: 'routed' }>;
type ToWall = (atMs: number) => number;

/**
 * What is kept and shown of a request, in epoch ms. The engine's own time runs at one pace, so that durations are
 * right however the machine's clock was set meanwhile; what is counted by it is counted before this.
 */
export function inWallTime(routed: Routed, toWall: ToWall): Routed {
	const { execution, states } = routed;
	return {
		...routed,
		decidedAtMs: toWall(routed.decidedAtMs),
		execution: { ...execution, attempts: execution.attempts.map((attempt) => attemptInWallTime(attempt, toWall)) },
		eligibility: ofEach(routed.eligibility, (one) => eligibilityInWallTime(one, toWall)),
		states: ofEach(states, (state) => stateInWallTime(state, toWall)),
	};
}

function ofEach<Key, Value>(map: ReadonlyMap<Key, Value>, change: (value: Value) => Value): Map<Key, Value> {
	const changed = new Map<Key, Value>();
	for (const [key, value] of map) changed.set(key, change(value));
	return changed;
}

function attemptInWallTime({ result, ...attempt }: Attempt, toWall: ToWall): Attempt {
	return {
		...attempt,
		startedMs: toWall(attempt.startedMs),
		endedMs: toWall(attempt.endedMs),
		...(attempt.checkedMs !== undefined && { checkedMs: toWall(attempt.checkedMs) }),
		result: result.kind === 'full' ? { ...result, freeAtMs: toWall(result.freeAtMs) } : result,
	};
}

function eligibilityInWallTime(one: Eligibility, toWall: ToWall): Eligibility {
	return one.kind === 'later' ? { ...one, atMs: toWall(one.atMs) } : one;
}

function stateInWallTime({ freeAtMs, coolingUntilMs, breaker, ...state }: ModelHealth, toWall: ToWall): ModelHealth {
	return {
		...state,
		freeAtMs: freeAtMs === null ? null : toWall(freeAtMs),
		coolingUntilMs: coolingUntilMs === null ? null : toWall(coolingUntilMs),
		breaker: breaker.kind === 'closed' ? breaker : { ...breaker, untilMs: toWall(breaker.untilMs) },
		tryAgainAtMs: toWall(state.tryAgainAtMs),
	};
}
