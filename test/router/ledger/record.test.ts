import { FAILURE_RULES } from '../../../router/calls/failure';
import { decisionRecordSchema, resultKindSchema } from '../../../router/ledger/record';
import { fullRecord } from '../../support/records';

describe('a decision record', () => {
	const record = { ...fullRecord('one'), features: null };

	it('takes a record as it was written', () => {
		expect(decisionRecordSchema.parse(record)).toEqual(record);
	});

	it('keeps three fields of the hardness, and reads none from rows written before there was one', () => {
		const hardness = { version: 'tables-2', demand: -6, difficulty: 0.5 };
		const read = (of: object) => decisionRecordSchema.parse({ ...record, signals: { ...record.signals, ...of } }).signals?.hardness;
		expect(read({ hardness: { ...hardness, text: 'planted', words: ['planted'] } })).toEqual(hardness);
		expect(read({ hardness: null })).toBeNull();
		expect(read({ hardness: undefined })).toBeNull();
	});

	it.each(Object.keys(FAILURE_RULES))('reads back a failed call of kind %s', (failure) => {
		const failed = { kind: 'failed', failure, scope: 'model', httpStatus: 500, retryAfterMs: null, billed: false, message: 'no' };
		const written = { ...record, attempts: [{ ...record.attempts[0], result: failed }] };
		expect(decisionRecordSchema.parse(written)).toEqual(written);
	});

	it('knows the kinds of result by themselves', () => {
		expect(['answered', 'routed', 'fallback', 'cancelled'].filter((kind) => resultKindSchema.safeParse(kind).success)).toHaveLength(4);
		expect(resultKindSchema.safeParse('lost').success).toBe(false);
	});

	it.each([
		['an unknown result', { result: { kind: 'lost' } }],
		['an answer without a model', { result: { kind: 'answered', modelId: null, slot: 1 } }],
		['money that is no whole number', { charges: [{ ...record.charges[0], costNanoUsd: 0.5 }] }],
		['money past the safe integers', { charges: [{ ...record.charges[0], costNanoUsd: Number.MAX_SAFE_INTEGER + 1 }] }],
		['features that are no bytes', { features: { bytes: 'AAAA', expiresAtMs: 1 } }],
		['a failure nobody knows', { attempts: [{ ...record.attempts[0], result: { ...record.attempts[0]?.result, failure: 'odd' } }] }],
		['signals with a part missing', { signals: { ...record.signals, words: undefined } }],
		['a hardness with a part missing', { signals: { ...record.signals, hardness: { version: 'tables-2', demand: 1 } } }],
		['a price without tiers', { candidates: [{ ...record.candidates[0], price: { source: 'row' } }] }],
	])('refuses %s', (_, change) => {
		expect(decisionRecordSchema.safeParse({ ...record, ...change }).success).toBe(false);
	});
});
