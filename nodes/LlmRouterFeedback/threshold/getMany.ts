import { DOCUMENTS, readDocument, thresholdDocumentSchema } from '../../../router/ledger/documents';
import { itemOf } from '../items';
import type { Operation } from '../operation';

import { summarizeThreshold } from './summary';

/** One item for each named threshold, once for the run: the input's items ask for nothing of their own. */
export const getThresholds: Operation = async ({ ledger }) => {
	const items = [];
	for (const { name } of await ledger.listDocuments(DOCUMENTS.threshold)) {
		const read = await readDocument(ledger, { kind: DOCUMENTS.threshold, name, schema: thresholdDocumentSchema });
		if (read !== null) items.push(itemOf(summarizeThreshold(read), 0));
	}
	return [items];
};
