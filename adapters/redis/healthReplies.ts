import { FAILURE_RULES, type FailureKind } from '../../router/calls/failure';
import { UNKNOWN, type Breaker } from '../../router/health/breaker';
import type { Cooldown } from '../../router/health/cooldowns';
import type { Sample } from '../../router/health/latency';
import { z } from '../../vendor/zod';

/** A breaker as Redis gives it: times in ms ahead, `null`: none. */
export interface SharedBreaker extends Pick<Breaker, 'row' | 'last' | 'opened'> {
	readonly openInMs: number | null;
	readonly probeInMs: number | null;
	/** This worker may send the probe. */
	readonly mine: boolean;
}

const ahead = z.string().transform((ms) => (ms === '' ? null : Number(ms)));
const names = z.string().transform((text) => text.split(',').filter((name) => name !== ''));
const bits = z.string().transform((text) => [...text].map((bit) => bit === '1'));

export const breakerReply = z
	.tuple([names, bits, z.number(), ahead, ahead, z.number()])
	.transform(
		([row, last, opened, openInMs, probeInMs, mine]): SharedBreaker => ({ row, last, opened, openInMs, probeInMs, mine: mine === 1 }),
	);

const cooling = z
	.tuple([ahead, z.string(), z.number(), z.number(), ahead])
	.transform(([inMs, because, inARow, leastInMs, liftedMs]) => ({ inMs, because, inARow, leastInMs, liftedMs }));
const times = z.array(z.tuple([z.coerce.number(), z.coerce.number()]));

/** One entry for each model asked for: its own cooldown, its key's, the asking router's with it, the breaker, answer times. */
export const lookReply = z.array(z.tuple([cooling, cooling, cooling, breakerReply, times]));
export type Looked = z.infer<typeof lookReply>[number];

/** A worker that has not asked lately must not take a breaker's end for leave to probe. */
const ASK_FIRST_MS = 1_000;

/** In this worker's time. */
export function breakerOf({ openInMs, probeInMs, mine, ...rest }: SharedBreaker, nowMs: number): Breaker {
	if (openInMs === null) return rest.last.length === 0 ? UNKNOWN : { ...rest, openUntilMs: 0, probeUntilMs: 0 };
	const openUntilMs = nowMs + openInMs;
	if (openInMs > 0) return { ...rest, openUntilMs, probeUntilMs: openUntilMs + ASK_FIRST_MS };
	return { ...rest, openUntilMs, probeUntilMs: mine || probeInMs === null ? 0 : nowMs + probeInMs };
}

/** `null`: there is none. When it began is known to whoever began it. */
export function cooldownOf({ inMs, because, inARow, leastInMs }: Looked[0], nowMs: number): Cooldown | null {
	if (inMs === null || !isKind(because)) return null;
	return { sinceMs: -Infinity, untilMs: nowMs + inMs, atLeastUntilMs: nowMs + leastInMs, because, inARow };
}

/** Oldest first. */
export function samplesOf(answers: Looked[4], nowMs: number): Sample[] {
	return answers.map(([ageMs, tookMs]) => ({ tookMs, atMs: nowMs - ageMs })).reverse();
}

function isKind(text: string): text is FailureKind {
	return text in FAILURE_RULES;
}
