import type { IExecuteFunctions } from 'n8n-workflow';

import type { Erasure, FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { DAY_MS } from '../../../router/clock';
import { budgetKeyHash } from '../../shared/budgetKey';
import { readChoice, readKey, readNumber } from '../../shared/values';
import { failedItem, itemOf, readEach, type Readable } from '../items';
import type { Operation } from '../operation';

const MOST_DAYS = 36_500;

/** Deletes for each item, and says how many. Every item is read before anything is deleted. */
export const deleteDecisions: Operation = async ({ ctx, ledger, nowMs }) => {
	const erasures = await readEach(ctx, (index) => readErasure(ctx, index, nowMs));
	const were = await eraseById(
		ledger,
		erasures.flatMap((one) => ('ids' in one ? one.ids : [])),
	);
	const items = [];
	for (const [index, erasure] of erasures.entries()) {
		if ('problem' in erasure) items.push(failedItem(ctx, index, erasure.problem));
		else if (erasure.kind === 'ids' && erasure.ids.every((id) => were.delete(id)))
			items.push(itemOf({ deleted: erasure.ids.length }, index));
		// One that was not there may still wait for Postgres.
		else items.push(itemOf({ deleted: await ledger.erase(erasure) }, index));
	}
	await ledger.expire(nowMs);
	return [items];
};

/** All at once: whenever something is forgotten, all texts that are kept are written anew. Gives those that were there. */
async function eraseById(ledger: FeedbackLedger, ids: readonly string[]): Promise<Set<string>> {
	const were = new Set((await ledger.modelsOf(ids)).map(({ id }) => id));
	if (were.size > 0) await ledger.erase({ kind: 'ids', ids: [...were] });
	return were;
}

function readErasure(ctx: IExecuteFunctions, index: number, nowMs: number): Readable<Erasure> {
	switch (readChoice('Delete By', ['id', 'subject', 'budgetKey', 'age'] as const, ctx.getNodeParameter('deleteBy', index, 'id'))) {
		case 'id':
			return unlessEmpty('Decision ID', ctx.getNodeParameter('decisionId', index, ''), (id) => ({ kind: 'ids', ids: [id] }));
		case 'subject':
			return unlessEmpty('Subject Key', ctx.getNodeParameter('subjectKey', index, ''), (subjectKey) => ({ kind: 'subject', subjectKey }));
		case 'budgetKey':
			return unlessEmpty('Budget Key', ctx.getNodeParameter('budgetKey', index, ''), (text) => ({
				kind: 'budget_key',
				keyHash: budgetKeyHash(ctx, text),
			}));
		case 'age': {
			const days = readNumber(
				{ label: 'Older Than (Days)', min: 0, max: MOST_DAYS, whole: false },
				ctx.getNodeParameter('olderThanDays', index, 90),
			);
			return { kind: 'older_than', atMs: nowMs - days * DAY_MS };
		}
	}
}

/** An empty value would be a mistake in an expression: nothing may be deleted by it. */
function unlessEmpty(label: string, value: unknown, erasure: (text: string) => Erasure): Readable<Erasure> {
	const text = readKey(label, value);
	return text === '' ? { problem: `${label}: is empty. Say what is to be deleted.` } : erasure(text);
}
