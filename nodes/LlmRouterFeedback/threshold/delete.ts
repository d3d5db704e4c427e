import { DOCUMENTS } from '../../../router/ledger/documents';
import { itemOf, madeOfEach } from '../items';
import type { Operation } from '../operation';

import { noThreshold, readName } from './name';

/**
 * Forgets a named threshold with all its versions, for each item. Nodes that read it go on with their own. All are
 * looked up before the first is forgotten.
 */
export const deleteThreshold: Operation = async ({ ctx, ledger }) => {
	const known = new Set((await ledger.listDocuments(DOCUMENTS.threshold)).map(({ name }) => name));
	const items = await madeOfEach({
		ctx,
		read(index) {
			const name = readName(ctx, index);
			if (!known.has(name)) throw noThreshold(name);
			return { name };
		},
		make: async ({ name }, index) => [itemOf({ name, deleted: await ledger.deleteDocument(DOCUMENTS.threshold, name) }, index)],
	});
	return [items];
};
