import type { IExecuteFunctions } from 'n8n-workflow';

import type { Erasure } from '../../../router/ledger/feedbackPort';
import { readChoice, readKey, readNumber } from '../../shared/values';
import { failedItem, itemOf, readEach, type Readable } from '../items';
import type { Operation } from '../operation';

const DAY_MS = 86_400_000;
const MOST_DAYS = 36_500;

/** Deletes for each item, and says how many. Every item is read before anything is deleted. */
export const deleteDecisions: Operation = async ({ ctx, ledger, nowMs }) => {
	const erasures = await readEach(ctx, (index) => readErasure(ctx, index, nowMs));
	const items = [];
	for (const [index, erasure] of erasures.entries()) {
		items.push('problem' in erasure ? failedItem(ctx, index, erasure.problem) : itemOf({ deleted: await ledger.erase(erasure) }, index));
	}
	await ledger.expire(nowMs);
	return [items];
};

function readErasure(ctx: IExecuteFunctions, index: number, nowMs: number): Readable<Erasure> {
	switch (readChoice('Delete By', ['id', 'subject', 'age'] as const, ctx.getNodeParameter('deleteBy', index, 'id'))) {
		case 'id':
			return unlessEmpty('Decision ID', ctx.getNodeParameter('decisionId', index, ''), (id) => ({ kind: 'ids', ids: [id] }));
		case 'subject':
			return unlessEmpty('Subject Key', ctx.getNodeParameter('subjectKey', index, ''), (subjectKey) => ({ kind: 'subject', subjectKey }));
		case 'age': {
			const days = readNumber({ label: 'Older Than (Days)', min: 0, max: MOST_DAYS, whole: false }, ctx.getNodeParameter('olderThanDays', index, 90));
			return { kind: 'older_than', atMs: nowMs - days * DAY_MS };
		}
	}
}

/** An empty value would be a mistake in an expression: nothing may be deleted by it. */
function unlessEmpty(label: string, value: unknown, erasure: (text: string) => Erasure): Readable<Erasure> {
	const text = readKey(label, value);
	return text === '' ? { problem: `${label}: is empty. Say what is to be deleted.` } : erasure(text);
}
