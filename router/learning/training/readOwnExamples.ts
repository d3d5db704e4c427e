import type { FeedbackLedger } from '../../ledger/feedbackPort';

import { type OwnDecision, ownExamplesOf } from './ownExamples';
import type { OwnExample } from './ownExample';

interface OwnExamplesOptions {
	readonly ledger: Pick<FeedbackLedger, 'examples'>;
	/** `null`: of all routers. */
	readonly routerId: string | null;
	/** Only what was judged after this moment, epoch ms; `null`: all. */
	readonly judgedAfterMs: number | null;
	/** Called after each page: lets the event loop turn, and may end it all by throwing. */
	readonly pause: () => Promise<void>;
	/** Default 50,000. */
	readonly most?: number;
}

/** What a log has for training. */
export interface OwnExamplesRead {
	readonly examples: readonly OwnExample[];
	/** Decisions with outcomes and features that say nothing here, and why. */
	readonly unused: Readonly<Record<Extract<OwnDecision, { kind: 'unused' }>['why'] | 'judged_before', number>>;
}

/** Some hundred megabytes of features at most; older decisions say less of what comes next. */
const MOST_DECISIONS = 50_000;
const PAGE = 128;

/** The newest judged decisions, page by page. */
export async function readOwnExamples({
	ledger,
	routerId,
	judgedAfterMs,
	pause,
	most = MOST_DECISIONS,
}: OwnExamplesOptions): Promise<OwnExamplesRead> {
	const examples: OwnExample[] = [];
	const unused = { rated_alone: 0, other_features: 0, no_choice: 0, auto_tune: 0, judged_before: 0 };
	let [after, left]: [string | null, number] = [null, most];
	do {
		const page: Awaited<ReturnType<typeof ledger.examples>> = await ledger.examples({ routerId, limit: Math.min(PAGE, left), after });
		for (const logged of page.examples) {
			const own = ownExamplesOf(logged);
			if (own.kind === 'unused') unused[own.why]++;
			else if (judgedAfterMs !== null && own.judgedAtMs <= judgedAfterMs) unused.judged_before++;
			else examples.push(...own.examples);
		}
		left -= page.examples.length;
		after = page.next;
		await pause();
	} while (after !== null && left > 0);
	return { examples, unused };
}
