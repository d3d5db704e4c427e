import type { DecisionRecord } from '../../router/ledger/record';

/** A commit takes as many records as wait, up to these: one message is copied on the main thread in one go. */
export const BATCH_RECORDS = 128;
const BATCH_CHARS = 4_000_000;

/** Returns a function that says of one record after the other whether it still belongs to the batch; the first always does. */
export function batchRoom(): (record: DecisionRecord) => boolean {
	let records = 0;
	let chars = 0;
	return ({ stored }) => {
		records++;
		chars += (stored?.prompt.length ?? 0) + (stored?.answer?.length ?? 0);
		return records === 1 || (records <= BATCH_RECORDS && chars <= BATCH_CHARS);
	};
}
