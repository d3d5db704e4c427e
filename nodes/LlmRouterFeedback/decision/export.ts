import { Readable } from 'node:stream';

import { exportCsv, exportJsonLines } from '../../../router/learning/export';
import { z } from '../../../vendor/zod';
import type { Operation } from '../operation';

import { readFilter, readListOptions } from './filter';

const FORMATS = {
	csv: { name: 'decisions.csv', type: 'text/csv', write: exportCsv },
	jsonl: { name: 'decisions.jsonl', type: 'application/jsonl', write: exportJsonLines },
} as const;

/** One file for each item of the input, written page by page. */
export const exportDecisions: Operation = async ({ ctx, input, ledger }) => {
	const files = [];
	for (const index of input.keys()) {
		const ask = { ledger, filter: readFilter(ctx, index), ...readListOptions(ctx, index) };
		const { name, type, write } = FORMATS[z.enum(['csv', 'jsonl']).parse(ctx.getNodeParameter('format', index, 'csv'))];
		const field = z.string().parse(ctx.getNodeParameter('binaryField', index, 'data')).trim() || 'data';
		const file = await ctx.helpers.prepareBinaryData(Readable.from(write(ask), { objectMode: false }), name, type);
		files.push({ json: {}, binary: { [field]: file }, pairedItem: { item: index } });
	}
	return [files];
};
