import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import { fullRecord } from './records';

interface Opened {
	readonly ledger: Ledger & { readonly feedback: FeedbackLedger };
}

/** How every ledger keeps budget keys; `open` gives one that is empty before each test. */
export function budgetKeyContract(open: () => Opened): void {
	describe('every ledger: a budget key that may be shown', () => {
		it('stays while texts beside it are forgotten, by time or by an audit: it goes with the decision', async () => {
			const { ledger } = open();
			const { feedback } = ledger;
			const budgetKey = { hash: 'theirs', text: 'somebody' };
			const stored = { prompt: 'P', answer: 'A', expiresAtMs: 1e14 };
			for (const id of ['audited', 'expired']) await ledger.record(fullRecord(id, { stored, features: null, budgetKey }));
			await feedback.recordAudit({ decisionId: 'audited', end: { kind: 'nothing_to_compare' }, charges: [] });
			await feedback.expire(2e14);
			const { decisions } = await feedback.decisions({ filter: {}, order: 'oldest', limit: 10, after: null });
			expect(decisions.map((one) => [one.stored, one.budgetKey])).toEqual([
				[null, budgetKey],
				[null, budgetKey],
			]);
			await ledger.record(fullRecord('of another', { budgetKey: { hash: 'of another', text: null } }));
			expect(await feedback.erase({ kind: 'budget_key', keyHash: 'theirs' })).toBe(2);
			expect((await feedback.modelsOf(['audited', 'expired', 'of another'])).map(({ id }) => id)).toEqual(['of another']);
		});
	});
}
