import type { Limits } from '../../router/registry/model';
import type { Free, Load } from '../../router/health/slidingLog';

/** What stood in Redis at its last answer: calls and tokens in the window, calls under way. */
export interface SharedUsage {
	readonly requests: number;
	readonly tokens: number;
	readonly parallel: number;
}

/** An estimate, between two answers of Redis, of what the other workers have taken of one model's limits. */
export interface OthersView {
	/** @param own this worker's part of what stands. @param fullUntilMs epoch ms; `null`: the place was there. */
	update(standing: SharedUsage, own: SharedUsage, nowMs: number, full: { readonly untilMs: number; readonly tokens: number } | null): void;
	/** When this load fits beside theirs, in epoch ms; `null`: now. */
	freeAt(limits: Limits, load: Load, own: SharedUsage, nowMs: number): number | null;
	/** @param free what this worker's own calls leave. */
	free(free: Free, nowMs: number): Free;
}

const NOBODY: SharedUsage = { requests: 0, tokens: 0, parallel: 0 };

/** Takes their calls as spread evenly over the window: they leave it at the pace they came. */
export function createOthersView(windowMs: number): OthersView {
	let others = NOBODY;
	let atMs = -Infinity;
	let full: { readonly untilMs: number; readonly tokens: number } | null = null;
	const left = (amount: number, nowMs: number) => Math.round(amount * Math.max(0, 1 - (nowMs - atMs) / windowMs));
	const fitsAt = (limit: number | null, taken: number, own: number, load: number, nowMs: number) => {
		if (limit === null || taken === 0) return nowMs;
		const room = Math.max(0, limit - own - load);
		return left(taken, nowMs) <= room ? nowMs : atMs + windowMs * (1 - room / taken);
	};
	return {
		update(standing, own, nowMs, fullNow) {
			others = {
				requests: Math.max(0, standing.requests - own.requests),
				tokens: Math.max(0, standing.tokens - own.tokens),
				parallel: Math.max(0, standing.parallel - own.parallel),
			};
			atMs = nowMs;
			full = fullNow;
		},
		freeAt(limits, load, own, nowMs) {
			const untilMs = Math.max(
				fitsAt(limits.requestsPerMinute, others.requests, own.requests, load.requests, nowMs),
				fitsAt(limits.tokensPerMinute, others.tokens, own.tokens, load.tokens, nowMs),
				full !== null && load.tokens >= full.tokens ? full.untilMs : nowMs,
			);
			return untilMs > nowMs ? untilMs : null;
		},
		free(free, nowMs) {
			const beside = (own: number | null, taken: number) => (own === null ? null : Math.max(0, own - left(taken, nowMs)));
			return {
				requests: beside(free.requests, others.requests),
				tokens: beside(free.tokens, others.tokens),
				parallel: beside(free.parallel, others.parallel),
			};
		},
	};
}
