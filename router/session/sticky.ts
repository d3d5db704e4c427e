import type { Strategy } from '../strategies/strategy';

import type { SessionState } from './sessionState';
import { stick, stickToolStep, type Stuck } from './stick';

export interface StickyOptions {
	readonly inner: Strategy;
	/** Of the conversation that is to be routed; `null`: it is new. */
	readonly state: SessionState | null;
	/** Epoch ms: unlike the clock that durations are measured with, the same for all workers and after a restart. */
	readonly wallMs: () => number;
	/** Told how the conversation moved, for `nextState`. Not told where the strategy fails. */
	readonly onStuck: (stuck: Stuck) => void;
}

/**
 * A strategy that stays with a conversation's model, for one call of one conversation. It is the inner one in all that
 * records and policies name; for a tool step that one is not asked, so it costs nothing.
 */
export function createStickyStrategy({ inner, state, wallMs, onStuck }: StickyOptions): Strategy {
	return {
		...inner,
		...(inner.notices !== undefined && { notices: () => inner.notices?.() ?? [] }),
		rank: async (options) => {
			const { request, models, threshold } = options;
			const facts = { state, request, models, threshold, nowMs: wallMs() };
			const stuck = stickToolStep(facts) ?? stick({ ...facts, ranking: await inner.rank(options) });
			onStuck(stuck);
			return stuck.ranking;
		},
	};
}
