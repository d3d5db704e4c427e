import type { Attempt } from '../calls/attempt';
import type { Clock } from '../clock';
import type { Health } from '../health/health';
import type { Limiter } from '../health/limiter';
import type { ModelId, ModelSpec } from '../registry/model';
import { downstreamFailure } from '../selection/downstream';
import { callSize } from '../selection/eligibility';
import { nextStep } from '../selection/nextStep';

import { CANCELLED, currentPlan, mayReach, modelOf, waited, type ExecuteOptions, type Execution } from './execute';

interface ChooseOptions extends Pick<ExecuteOptions, 'plan' | 'budget' | 'strongest' | 'by'> {
	/** The item came back from this decision: these models failed downstream. */
	readonly reEntry: { readonly decisionId: string; readonly failed: readonly ModelId[] } | null;
	readonly health: Health;
	readonly limiter: Limiter;
	readonly clock: Clock;
	readonly signal: AbortSignal;
}

/** Ends with a model instead of an answer. */
export type Choice = Omit<Execution, 'end'> & {
	readonly end: Execution['end'] | { readonly kind: 'routed'; readonly modelId: ModelId; readonly degraded: boolean };
};

/**
 * Route Only: the first model that may serve; after a re-entry, the next after those that failed. The call that
 * follows downstream counts in the model's limits, though nobody here sees when it ends.
 */
export async function choose(options: ChooseOptions): Promise<Choice> {
	const { budget, by, plan, clock, health, signal, strongest } = options;
	const attempts = failedBefore(options, clock.now());
	let limitWaitedMs = 0;
	for (;;) {
		const nowMs = clock.now();
		const step = nextStep(
			currentPlan({ plan: waited(plan, limitWaitedMs), budget, strongest }, attempts, nowMs),
			attempts,
			health.view(nowMs, by.routerId),
			nowMs,
		);
		if (step.kind !== 'call') return { attempts, end: step };
		if (signal.aborted) return { attempts, end: CANCELLED };
		const { modelId, degraded, waitMs, why } = step;
		if (waitMs > 0) {
			await clock.sleep(waitMs, signal);
			if (step.forLimit) limitWaitedMs += clock.now() - nowMs;
			continue;
		}
		const model = modelOf(plan, step);
		if (!(await mayReach(options, model))) continue;
		const placed = await takePlace(options, model, step.queueMs);
		if (placed.kind === 'lease') {
			health.sent(model, by);
			return { attempts, end: { kind: 'routed', modelId, degraded } };
		}
		if (placed.kind === 'cancelled') continue;
		const endedMs = clock.now();
		attempts.push({
			modelId,
			why,
			startedMs: nowMs,
			endedMs,
			omitted: [],
			...(step.queueMs > 0 && { queuedMs: endedMs - nowMs }),
			result: placed,
		});
	}
}

function failedBefore({ by, plan, health, reEntry }: ChooseOptions, nowMs: number): Attempt[] {
	const failed = plan.models.find(({ id }) => id === reEntry?.failed.at(-1));
	if (failed !== undefined && reEntry !== null) {
		health.gaveUp(failed, downstreamFailure(), nowMs, { ...by, itemId: reEntry.decisionId });
	}
	return (reEntry?.failed ?? []).map((modelId, index): Attempt => {
		const why = index === 0 ? 'first' : 'fallback';
		return { modelId, why, startedMs: nowMs, endedMs: nowMs, omitted: [], result: { kind: 'failed', failure: downstreamFailure() } };
	});
}

async function takePlace({ plan, limiter, signal }: ChooseOptions, model: ModelSpec, patienceMs: number): ReturnType<Limiter['acquire']> {
	const acquired = await limiter.acquire({ model, size: callSize(plan, model), patienceMs, signal });
	if (acquired.kind === 'lease') limiter.settle(acquired.lease, { kind: 'unknown' });
	return acquired;
}
