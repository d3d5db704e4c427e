import { ConfigError } from '../../../router/configError';
import { DOCUMENTS, type ThresholdDocument } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';

/** Keeps it as the newest version; which one that is. @throws ConfigError where others are at it all the time. */
export async function saveThreshold(ledger: FeedbackLedger, name: string, json: ThresholdDocument): Promise<number> {
	const stored = await ledger.putDocument({ kind: DOCUMENTS.threshold, name, json, expectedVersion: null });
	if (stored.kind === 'conflict')
		throw new ConfigError('Name', `is "${name}", which others write to at this moment`, 'Run the node again.');
	return stored.version;
}
