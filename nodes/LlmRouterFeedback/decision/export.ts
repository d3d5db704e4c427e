import { Readable } from 'node:stream';

import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { exportCsv, exportJsonLines } from '../../../router/learning/log/export';
import type { DecisionFilter } from '../../../router/ledger/feedbackPort';
import { readChoice, readKey } from '../../shared/values';
import { failedItem, readEach } from '../items';
import type { Operation } from '../operation';

import { readFilter, readListOptions, type ListOptions } from './filter';

const FORMATS = {
	csv: { name: 'decisions.csv', type: 'text/csv', write: exportCsv },
	jsonl: { name: 'decisions.jsonl', type: 'application/jsonl', write: exportJsonLines },
} as const;

/** One file for each item of the input, written page by page. */
export const exportDecisions: Operation = async ({ ctx, ledger }) => {
	const asked = await readEach(ctx, (index) => readAsk(ctx, index));
	const files: INodeExecutionData[] = [];
	for (const [index, ask] of asked.entries()) {
		if ('problem' in ask) {
			files.push(failedItem(ctx, index, ask.problem));
			continue;
		}
		const { format, field, ...rest } = ask;
		const { name, type, write } = FORMATS[format];
		// Bytes, because n8n joins what it reads as such.
		const bytes = Readable.from(write({ ledger, ...rest }), { objectMode: false });
		files.push({ json: {}, binary: { [field]: await ctx.helpers.prepareBinaryData(bytes, name, type) }, pairedItem: { item: index } });
	}
	return [files];
};

interface Ask extends ListOptions {
	readonly filter: DecisionFilter;
	readonly format: keyof typeof FORMATS;
	/** Where the file is put. */
	readonly field: string;
}

function readAsk(ctx: IExecuteFunctions, index: number): Ask {
	return {
		filter: readFilter(ctx, index),
		format: readChoice('Format', ['csv', 'jsonl'] as const, ctx.getNodeParameter('format', index, 'csv')),
		field: readKey('Put Output File in Field', ctx.getNodeParameter('binaryField', index, 'data')) || 'data',
		...readListOptions(ctx, index),
	};
}
