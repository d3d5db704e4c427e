import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import type { Erasure } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';
import { itemOf } from '../items';
import type { Operation } from '../operation';

const DAY_MS = 86_400_000;

/** Deletes for each item, and says how many. Every item is read before anything is deleted. */
export const deleteDecisions: Operation = async ({ ctx, input, ledger, nowMs }) => {
	const erasures = input.map((_, index) => readErasure(ctx, index, nowMs));
	const items = [];
	for (const [index, erasure] of erasures.entries()) items.push(itemOf({ deleted: await ledger.erase(erasure) }, index));
	await ledger.expire(nowMs);
	return [items];
};

function readErasure(ctx: IExecuteFunctions, index: number, nowMs: number): Erasure {
	switch (z.enum(['id', 'subject', 'age']).parse(ctx.getNodeParameter('deleteBy', index, 'id'))) {
		case 'id':
			return { kind: 'ids', ids: [needed(ctx, index, 'decisionId', 'Decision ID')] };
		case 'subject':
			return { kind: 'subject', subjectKey: needed(ctx, index, 'subjectKey', 'Subject Key') };
		case 'age': {
			const days = z.number().nonnegative().safeParse(ctx.getNodeParameter('olderThanDays', index, 90)).data;
			if (days === undefined) throw new ConfigError('Older Than', 'is no number of days', 'Use a number of at least 0.');
			return { kind: 'older_than', atMs: nowMs - days * DAY_MS };
		}
	}
}

/** An empty value would be a mistake in an expression: nothing may be deleted by it. */
function needed(ctx: IExecuteFunctions, index: number, name: string, label: string): string {
	const value = z.string().catch('').parse(ctx.getNodeParameter(name, index, '')).trim();
	if (value === '') throw new ConfigError(label, `is empty (item ${String(index)})`, 'Say what is to be deleted.');
	return value;
}
