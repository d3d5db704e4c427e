import type { AuditsQuery, FeedbackLedger, LoggedDecision } from '../../../router/ledger/feedbackPort';
import { systemClock } from '../clock';

interface AuditQueueOptions extends Pick<AuditsQuery, 'routerId' | 'drawnBy'> {
	readonly ledger: Pick<FeedbackLedger, 'audits'>;
	/** In the whole run. */
	readonly most: number;
	/** Claimed at a time. Their lease runs from then, so they should be begun soon. */
	readonly atOnce: number;
}

/** Returns a function that gives one decision after the other to audit, to whoever asks; `null`: there is none left. */
export function auditQueue({ ledger, most, atOnce, ...which }: AuditQueueOptions): () => Promise<LoggedDecision | null> {
	const ready: LoggedDecision[] = [];
	let left = most;
	let claiming: Promise<void> | null = null;
	const claim = async () => {
		const limit = Math.min(left, atOnce);
		const claimed = limit === 0 ? [] : await ledger.audits({ ...which, limit, nowMs: systemClock.wall() });
		left = claimed.length === 0 ? 0 : left - claimed.length;
		ready.push(...claimed);
		claiming = null;
	};
	return async () => {
		for (;;) {
			const next = ready.shift();
			if (next !== undefined) return next;
			if (left === 0) return null;
			await (claiming ??= claim());
		}
	};
}
