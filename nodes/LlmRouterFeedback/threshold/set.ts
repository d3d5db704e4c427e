import { itemOf, madeOfEach } from '../items';
import type { Operation } from '../operation';
import { numberIn } from '../readLog';

import { readName } from './name';
import { saveThreshold } from './save';

/** Keeps a threshold by name for each item, whatever was measured. Every item is read before anything is written. */
export const setThreshold: Operation = async ({ ctx, ledger }) => {
	const items = await madeOfEach({
		ctx,
		read: (index) => ({
			name: readName(ctx, index),
			threshold: numberIn(ctx.getNodeParameter('threshold', index), { label: 'Threshold', from: 0, to: 1 }),
		}),
		async make({ name, threshold }, index) {
			const version = await saveThreshold(ledger, name, { threshold, certificate: null });
			return [itemOf({ name, version, threshold, certified: false }, index)];
		},
	});
	return [items];
};
