import { WINDOW_MS } from '../health/slidingLog';
import type { Limits, ModelSpec } from '../registry/model';

/** What one item waits at most where the user leaves that to us, rate limits apart. */
export const AUTOMATIC_WAIT_MS = 30_000;
/** A run must end some day. */
const LONGEST_MS = 10 * 60_000;

/** What the items of a run ask of a model that has to serve all of them. */
export interface RunLoad {
	readonly items: number;
	/** Of the largest item, in tokens: the request and what is reserved for its answer. */
	readonly mostTokens: number;
	/** The longest that one call may take. */
	readonly callMs: number;
}

/**
 * How much longer than `AUTOMATIC_WAIT_MS` one item may wait for rate limits: until the model with the tightest ones could
 * have served all items alone, a minute at least (what a provider may ask for that tells us of its limits only by refusing),
 * and together with that wait no longer than 10 minutes.
 */
export function automaticLimitWaitMs(models: readonly ModelSpec[], load: RunLoad): number {
	const neededMs = Math.max(0, ...models.map(({ limits }) => timeFor(load, limits)));
	return Math.max(WINDOW_MS, Math.min(LONGEST_MS, neededMs)) - AUTOMATIC_WAIT_MS;
}

/** Bounds from above: nobody waits longer than until a place is free. */
function timeFor({ items, mostTokens, callMs }: RunLoad, { requestsPerMinute, tokensPerMinute, parallel }: Limits): number {
	const rounds = (atOnce: number) => Math.ceil(items / Math.max(1, atOnce));
	return Math.max(
		requestsPerMinute === null ? 0 : rounds(requestsPerMinute) * WINDOW_MS,
		tokensPerMinute === null ? 0 : rounds(Math.floor(tokensPerMinute / Math.max(1, mostTokens))) * WINDOW_MS,
		parallel === null ? 0 : rounds(parallel) * callMs,
	);
}
