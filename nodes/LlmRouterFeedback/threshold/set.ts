import { itemOf } from '../items';
import type { Operation } from '../operation';
import { numberIn } from '../readLog';

import { readName } from './name';
import { saveThreshold } from './save';

/** Keeps a threshold by name for each item, whatever was measured. Every item is read before anything is written. */
export const setThreshold: Operation = async ({ ctx, input, ledger }) => {
	const asks = input.map((_, index) => ({ name: readName(ctx, index), threshold: numberIn(ctx.getNodeParameter('threshold', index), { label: 'Threshold', from: 0, to: 1 }) }));
	const items = [];
	for (const [index, { name, threshold }] of asks.entries()) {
		const version = await saveThreshold(ledger, name, { threshold, certificate: null });
		items.push(itemOf({ name, version, threshold, certified: false }, index));
	}
	return [items];
};
