import type { INodeExecutionData } from 'n8n-workflow';

import { allDecisions } from '../../../router/learning/export';
import type { LoggedDecision } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';
import { itemOf } from '../items';
import type { Operation } from '../operation';

import { readFilter, readListOptions } from './filter';

/** One item for each decision found, for each item of the input. */
export const getDecisions: Operation = async ({ ctx, input, ledger }) => {
	const found: INodeExecutionData[] = [];
	for (const index of input.keys()) {
		const filter = readFilter(ctx, index);
		const { withTexts, order } = readListOptions(ctx, index);
		const most = ctx.getNodeParameter('returnAll', index, false) === true ? Infinity : z.number().parse(ctx.getNodeParameter('limit', index, 50));
		let left = most;
		for await (const decision of allDecisions({ ledger, filter, order })) {
			if (left-- <= 0) break;
			found.push(itemOf(plain(decision, withTexts), index));
		}
	}
	return [found];
};

/** As JSON: features are bytes, and texts are shown only where they are asked for. */
function plain({ features: _features, stored, ...decision }: LoggedDecision, withTexts: boolean): INodeExecutionData['json'] {
	return { ...decision, at: new Date(decision.atMs).toISOString(), ...(withTexts && stored !== null && { prompt: stored.prompt, answer: stored.answer }) };
}
