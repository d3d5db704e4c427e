import { FAILURE_RULES, type FailureKind } from '../../router/calls/failure';
import type { Breaker } from '../../router/health/breaker';
import type { Cooldown } from '../../router/health/cooldowns';
import type { Sample } from '../../router/health/latency';
import { z } from '../../vendor/zod';

/** A breaker as Redis gives it: times in ms ahead, `null`: none. */
export interface SharedBreaker {
	readonly failures: number;
	readonly openInMs: number | null;
	readonly probeInMs: number | null;
	/** This worker may send the probe. */
	readonly mine: boolean;
}

const ahead = z.string().transform((ms) => (ms === '' ? null : Number(ms)));

export const breakerReply = z
	.tuple([z.number(), ahead, ahead, z.number()])
	.transform(([failures, openInMs, probeInMs, mine]): SharedBreaker => ({ failures, openInMs, probeInMs, mine: mine === 1 }));

const cooling = z.tuple([ahead, z.string(), z.number()]);
const times = z.array(z.tuple([z.coerce.number(), z.coerce.number()]));

/** One entry for each model asked for. */
export const lookReply = z.array(z.tuple([cooling, cooling, breakerReply, times]));
export type Looked = z.infer<typeof lookReply>[number];

/** A worker that has not asked lately must not take a breaker's end for leave to probe. */
const ASK_FIRST_MS = 1_000;

/** In this worker's time. `null`: nothing against the provider. */
export function breakerOf({ failures, openInMs, probeInMs, mine }: SharedBreaker, nowMs: number): Breaker | null {
	if (failures === 0 && openInMs === null) return null;
	if (openInMs === null) return { failures, openUntilMs: 0, probeUntilMs: 0 };
	const openUntilMs = nowMs + openInMs;
	if (openInMs > 0) return { failures, openUntilMs, probeUntilMs: openUntilMs + ASK_FIRST_MS };
	return { failures, openUntilMs, probeUntilMs: mine || probeInMs === null ? 0 : nowMs + probeInMs };
}

export function cooldownOf([inMs, because, inARow]: Looked[0], nowMs: number): Cooldown | null {
	return inMs === null || !isKind(because) ? null : { untilMs: nowMs + inMs, because, inARow };
}

/** Oldest first. */
export function samplesOf(answers: Looked[3], nowMs: number): Sample[] {
	return answers.map(([ageMs, tookMs]) => ({ tookMs, atMs: nowMs - ageMs })).reverse();
}

function isKind(text: string): text is FailureKind {
	return text in FAILURE_RULES;
}
