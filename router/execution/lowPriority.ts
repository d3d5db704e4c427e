import type { MeteredCall, ModelRequest } from '../calls/client';
import { FAILURE_RULES, type Failure, type FailureKind } from '../calls/failure';
import type { Clock } from '../clock';
import type { Health, ModelHealth } from '../health/health';
import type { Limits, ModelSpec } from '../registry/model';

import { notSent } from './sideCalls';
import { asSideCall } from './sideCallBreaker';

interface LowPriorityDeps {
	readonly health: Health;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** How long one call may wait until its model has room and is well, in ms. */
	readonly patienceMs: number;
}

/** Calls to one model that fail for what passes, such as its rate limit. */
const TRIES = 3;
/** How often to look whether there is room, in ms. */
const LOOK_AGAIN_MS = 250;

/**
 * Calls nobody waits for. They leave half of every rate limit to those somebody waits for, wait out a model's
 * cooldown, and are asked again after a failure that passes: all within their patience. A model that goes on to have
 * no room is not called.
 */
export function withLowPriority(call: MeteredCall, deps: LowPriorityDeps): MeteredCall {
	return {
		embed: (model, texts) => call.embed(model, texts),
		async complete(purpose, request) {
			const endMs = deps.clock.now() + deps.patienceMs;
			for (let tries = 1; ; tries++) {
				if (!(await hasRoom(request, deps, endMs))) {
					return { ok: false, failure: notSent({ kind: deps.signal.aborted ? 'cancelled' : 'full' }), usage: null, limits: null };
				}
				const result = await call.complete(purpose, request);
				if (result.ok || tries === TRIES || !passes(result.failure) || deps.clock.now() >= endMs) return result;
			}
		},
	};
}

/** Whether a call leaves half of each limit free, or all of it is; what is no limit has room. */
export function hasSpareCapacity({ free, freeAtMs }: Pick<ModelHealth, 'free' | 'freeAtMs'>, limits: Limits, tokens: number): boolean {
	const fits = (left: number | null, limit: number | null, taken: number) =>
		left === null || limit === null || left - taken >= Math.min(Math.floor(limit / 2), Math.max(0, limit - taken));
	return (
		freeAtMs === null &&
		fits(free.requests, limits.requestsPerMinute, 1) &&
		fits(free.parallel, limits.parallel, 1) &&
		fits(free.tokens, limits.tokensPerMinute, tokens)
	);
}

/** Why a model will not be well within the patience of such a call, as far as is known; `null`: it will be. */
export function whyDown(model: ModelSpec, { health, clock, patienceMs }: Omit<LowPriorityDeps, 'signal'>): FailureKind | null {
	const nowMs = clock.now();
	const view = health.view(nowMs, null);
	for (const spec of [model, asSideCall(model)]) {
		const known = view.of(spec);
		if (healthyAtMs(known) > nowMs + patienceMs) return known.breaker.kind === 'closed' ? known.coolingFor : 'server_error';
	}
	return null;
}

async function hasRoom(
	{ model, maxOutputTokens }: ModelRequest,
	{ health: known, clock, signal }: LowPriorityDeps,
	endMs: number,
): Promise<boolean> {
	const size = { inputTokens: 0, roomTokens: maxOutputTokens ?? 0, outputLimit: maxOutputTokens };
	for (;;) {
		if (signal.aborted) return false;
		await known.refresh([model], null);
		const nowMs = clock.now();
		const view = known.view(nowMs, null);
		const wellAtMs = Math.max(...[model, asSideCall(model)].map((spec) => healthyAtMs(view.of(spec))));
		// What is down for longer is told at once by the call itself, which does not leave.
		if (wellAtMs > endMs) return true;
		const health = view.of(model, size);
		if (wellAtMs <= nowMs && (health.neverFits || hasSpareCapacity(health, model.limits, size.roomTokens))) return true;
		if (nowMs >= endMs) return false;
		await clock.sleep(wellAtMs > nowMs ? wellAtMs - nowMs : Math.min(LOOK_AGAIN_MS, endMs - nowMs), signal);
	}
}

function healthyAtMs({ coolingUntilMs, breaker }: ModelHealth): number {
	return Math.max(coolingUntilMs ?? 0, breaker.kind === 'closed' ? 0 : breaker.untilMs);
}

function passes({ kind, notSent: unsent }: Failure): boolean {
	return unsent === undefined && FAILURE_RULES[kind].passes;
}
