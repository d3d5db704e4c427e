import { ConfigError } from '../../../router/configError';
import { DOCUMENTS } from '../../../router/ledger/documents';
import { itemOf } from '../items';
import type { Operation } from '../operation';

import { readName } from './name';

/** Forgets a named threshold with all its versions, for each item. Nodes that read it go on with their own. */
export const deleteThreshold: Operation = async ({ ctx, input, ledger }) => {
	const names = input.map((_, index) => readName(ctx, index));
	const items = [];
	for (const [index, name] of names.entries()) {
		const deleted = await ledger.deleteDocument(DOCUMENTS.threshold, name);
		// An item before may have asked for the same.
		if (!deleted && !names.slice(0, index).includes(name)) throw new ConfigError('Name', `is "${name}", and there is no such threshold`, 'Threshold: Get Many lists them.');
		items.push(itemOf({ name, deleted }, index));
	}
	return [items];
};
