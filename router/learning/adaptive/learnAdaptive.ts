import type { DecisionPage, FeedbackLedger } from '../../ledger/feedbackPort';
import type { AdaptiveState } from '../../strategies/corrections';

import { adaptiveRowsOf } from './adaptiveRows';
import { createLearner } from './adaptiveState';

/** Newest decisions with outcomes that are learned of; older ones speak of prompts and models of then. */
const MOST_DECISIONS = 20_000;
/** More than the ledger gives at a time. */
const PAGE = 1_000;

interface LearnOptions {
	readonly ledger: Pick<FeedbackLedger, 'decisions'>;
	/** `workflow:node`. */
	readonly routerId: string;
	/** Only what these weights predicted can be held against them. */
	readonly weightsVersion: string;
	/** Default: 20,000. */
	readonly most?: number;
}

/**
 * What the adaptive strategy learns of a router's newest decisions. It reads page by page, so that others have their
 * turn in between. Rejects where the ledger cannot be read.
 */
export async function learnAdaptive({ ledger, routerId, weightsVersion, most = MOST_DECISIONS }: LearnOptions): Promise<AdaptiveState> {
	const learner = createLearner();
	let left = most;
	let after: string | null = null;
	do {
		const page: DecisionPage = await ledger.decisions({
			filter: { routerId, hasOutcome: true },
			order: 'newest',
			limit: Math.min(left, PAGE),
			after,
		});
		for (const decision of page.decisions) {
			if (decision.weightsVersion !== weightsVersion) continue;
			for (const row of adaptiveRowsOf(decision)) learner.add(row);
		}
		left -= page.decisions.length;
		after = page.next;
	} while (after !== null && left > 0);
	return learner.state();
}
