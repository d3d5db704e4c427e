import type { Signals } from '../request/request';

/** What sort of request it is; each request is of exactly one kind. */
export const KINDS = ['image', 'code', 'math', 'structured', 'everyday', 'expert', 'long', 'other'] as const;

export type Kind = (typeof KINDS)[number];

/**
 * Kind of a request, by its signals alone: outcomes are counted by kind, and a log without prompts must give the
 * same kinds again. The first that fits counts: what a model must be able to do comes before what it is about.
 */
export function kindOf(signals: Signals): Kind {
	if (signals.images > 0) return 'image';
	if (signals.hasCode || signals.format === 'code') return 'code';
	if (signals.hasMath) return 'math';
	if (signals.format === 'json' || signals.format === 'table' || signals.hasTable) return 'structured';
	if (isEveryday(signals)) return 'everyday';
	if (signals.domainWords + signals.reasoningWords > 0) return 'expert';
	return signals.words >= LONG_WORDS ? 'long' : 'other';
}

/** A greeting, a translation, a change of format and the like, short and without anything demanding. */
export function isEveryday(signals: Signals): boolean {
	const demanding =
		signals.domainWords + signals.reasoningWords + signals.images > 0 || signals.hasCode || signals.hasMath || signals.format === 'code';
	return signals.routineWords > 0 && !demanding && signals.constraints <= 2 && signals.words <= EVERYDAY_MAX_WORDS;
}

const EVERYDAY_MAX_WORDS = 120;
const LONG_WORDS = 150;
