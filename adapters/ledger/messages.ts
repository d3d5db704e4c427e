import type { Tally, TallyQuery } from '../../router/ledger/port';
import type { DecisionRecord } from '../../router/ledger/record';
import type { ReportQuery, ReportFacts } from '../../router/ledger/reportFacts';

import type { FeedbackAnswer, FeedbackRequest } from './feedback/asks';
import type { SessionRequest } from './sessions';

/** A batch of records in the order they came in. Those that cannot be read are passed over. */
export interface Oldest {
	readonly records: readonly DecisionRecord[];
	/** Where the batch ends: ask for what is `after` it. `null`: nothing is left. */
	readonly last: number | null;
}

/** What the ledger asks of its worker. One `write` is one transaction. */
export type WorkerRequest =
	| { readonly kind: 'write'; readonly records: readonly DecisionRecord[] }
	| { readonly kind: 'get'; readonly id: string }
	| { readonly kind: 'count' }
	| { readonly kind: 'tally'; readonly ask: TallyQuery }
	| { readonly kind: 'oldest'; readonly after: number }
	| { readonly kind: 'remove'; readonly ids: readonly string[] }
	| { readonly kind: 'feedback'; readonly ask: FeedbackRequest }
	| { readonly kind: 'session'; readonly ask: SessionRequest }
	/** Leaves no trace of what was forgotten. */
	| { readonly kind: 'scrub' }
	| { readonly kind: 'report'; readonly ask: ReportQuery }
	/** The next part of the report asked for last. */
	| { readonly kind: 'report_part' }
	| { readonly kind: 'close' };

/** What the worker answers. */
export type Reply =
	/** All of the batch is stored, but for the refused. */
	| { readonly kind: 'written'; readonly refused: readonly { readonly index: number; readonly reason: string }[] }
	| { readonly kind: 'found'; readonly record: DecisionRecord | null }
	| { readonly kind: 'counted'; readonly decisions: number }
	| { readonly kind: 'tallied'; readonly tally: Tally }
	| ({ readonly kind: 'oldest' } & Oldest)
	| { readonly kind: 'removed' }
	| { readonly kind: 'feedback'; readonly answer: FeedbackAnswer }
	/** `null`: there is none, or it was written. */
	| { readonly kind: 'session'; readonly text: string | null }
	| { readonly kind: 'scrubbed' }
	/** A part of it, small enough to be copied in one go. */
	| { readonly kind: 'reported'; readonly part: ReportFacts; readonly more: boolean }
	| { readonly kind: 'closed' }
	/** The disk or the file refused the whole of it. */
	| { readonly kind: 'refused'; readonly reason: string }
	/** What was asked cannot be copied to another thread (a function in a record): it was not sent. */
	| { readonly kind: 'unsendable'; readonly reason: string };

export interface Numbered<T> {
	readonly number: number;
	readonly body: T;
}
