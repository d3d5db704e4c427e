import type { CallResult, EmbedResult, MeteredCall } from '../calls/client';
import { type Failure, FAILURE_RULES } from '../calls/failure';
import type { Clock } from '../clock';
import type { Health } from '../health/health';
import type { ModelSpec } from '../registry/model';

import { failureInWords } from '../selection/failureWords';
import { endedByDeadline } from './withDeadline';

export interface SideCallDeps {
	readonly health: Health;
	readonly clock: Clock;
	/** No call outlasts it, by the clock's `now`. `null`: none. */
	readonly deadlineMs: number | null;
	/** Of the request that they serve. */
	readonly decisionId: string;
}

/**
 * The calls of judges, embedders and checks, sparing models that are known to be down: a dead judge must cost the
 * first items their time, not every item. Their own failures are counted apart from those of answers: a
 * judge's short timeout says nothing against the provider as a place for answers. A refused key counts for both.
 */
export function withSideCallBreaker(call: MeteredCall, deps: SideCallDeps): MeteredCall {
	return {
		...call,
		async complete(purpose, request) {
			const failure = downNow(request.model, deps);
			if (failure !== null) return { ok: false, failure, usage: null, limits: null };
			return await trackHealth(request.model, deps, () => call.complete(purpose, request));
		},
		async embed(model, texts) {
			const failure = downNow(model, deps);
			if (failure !== null) return { ok: false, failure };
			return await trackHealth(model, deps, () => call.embed(model, texts));
		},
	};
}

async function trackHealth<Result extends CallResult | EmbedResult>(
	model: ModelSpec,
	{ health, clock, deadlineMs, decisionId }: SideCallDeps,
	send: () => Promise<Result>,
): Promise<Result> {
	const side = asSideCall(model);
	const startedMs = clock.now();
	health.started(side, startedMs);
	const result = await send();
	const nowMs = clock.now();
	const by = { routerId: '', itemId: decisionId };
	if (result.ok) health.answered(side, nowMs - startedMs, nowMs);
	else if (!endedByDeadline(result.failure, nowMs, deadlineMs)) {
		health.failed(side, result.failure, nowMs, by);
		health.gaveUp(side, result.failure, nowMs, by);
	}
	health.released(side, startedMs);
	return result;
}

function downNow(model: ModelSpec, { health, clock }: SideCallDeps): Failure | null {
	const view = health.view(clock.now(), null);
	for (const spec of [model, asSideCall(model)]) {
		const { breaker, coolingFor } = view.of(spec);
		if (breaker.kind !== 'closed') return onCooldown('server_error');
		if (coolingFor !== null) return onCooldown(coolingFor);
	}
	return null;
}

/** Under which a model's failures in side calls are known. */
export function asSideCall(model: ModelSpec): ModelSpec {
	return { ...model, providerId: `${model.providerId} for side calls`, limitsKey: `${model.limitsKey} for side calls` };
}

function onCooldown(kind: Failure['kind']): Failure {
	const message = `on cooldown after an earlier failure (${failureInWords(kind)})`;
	return {
		kind,
		scope: FAILURE_RULES[kind].scope,
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		billed: false,
		retryable: false,
		message,
		summary: message,
	};
}
