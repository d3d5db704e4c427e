import { decisionRecordSchema } from '../../../router/ledger/recordSchema';
import { fullRecord } from '../../support/records';

describe('decisionRecordSchema', () => {
	const record = { ...fullRecord('one'), features: null };

	it('takes a record as it was written', () => {
		expect(decisionRecordSchema.parse(record)).toEqual(record);
	});

	it.each([
		['an unknown result', { result: { kind: 'lost' } }],
		['an answer without a model', { result: { kind: 'answered', modelId: null, slot: 1 } }],
		['money that is no whole number', { charges: [{ ...record.charges[0], costNanoUsd: 0.5 }] }],
		['money past the safe integers', { charges: [{ ...record.charges[0], costNanoUsd: Number.MAX_SAFE_INTEGER + 1 }] }],
		['a failure nobody knows', { attempts: [{ ...record.attempts[0], result: { ...record.attempts[0]?.result, failure: 'odd' } }] }],
		['signals with a part missing', { signals: { ...record.signals, words: undefined } }],
		['a price without tiers', { candidates: [{ ...record.candidates[0], price: { source: 'row' } }] }],
	])('refuses %s', (_, change) => {
		expect(decisionRecordSchema.safeParse({ ...record, ...change }).success).toBe(false);
	});
});
