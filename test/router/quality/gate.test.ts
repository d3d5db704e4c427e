import type { Check, CheckResult } from '../../../router/quality/check';
import { runGate } from '../../../router/quality/gate';
import { answerOf, askOf } from '../../support/routing';

const checkOf = (name: string, result: CheckResult | Error, remedy: Check['remedy'] = 'stronger'): Check => ({
	name,
	severity: 'counts',
	remedy,
	cost: 'free',
	needsLogProbs: false,
	settings: null,
	run: () => (result instanceof Error ? Promise.reject(result) : Promise.resolve(result)),
});
const score = (value: number): CheckResult => ({ kind: 'score', score: value, reason: `scored ${value}` });
const gate = (...checks: Check[]) => runGate(checks, askOf(answerOf()), 0.5);

describe('the gate', () => {
	it('accepts where nothing was checked, without a score', async () => {
		expect(await gate()).toEqual({ verdict: 'accepted', score: null, reasons: [], quoted: [], cutOff: false, onlyEscalates: false });
		expect(await gate(checkOf('a', { kind: 'not_applicable' }))).toMatchObject({ verdict: 'accepted', score: null });
	});

	it('takes the least score present, and accepts from the threshold on', async () => {
		expect(await gate(checkOf('a', score(0.9)), checkOf('b', score(0.5)))).toMatchObject({ verdict: 'accepted', score: 0.5 });
		expect(await gate(checkOf('a', score(0.9)), checkOf('b', score(0.49)))).toEqual({
			verdict: 'rejected',
			score: 0.49,
			reasons: ['b: scored 0.49'],
			quoted: ['b: scored 0.49'],
			cutOff: false,
			onlyEscalates: false,
		});
	});

	it('calls an answer unchecked where a check erred or broke: no zero', async () => {
		const erred = (why: string) => ({
			verdict: 'unchecked',
			score: 0.9,
			reasons: [`b could not judge: ${why}`],
			quoted: [`b could not judge: ${why}`],
			cutOff: false,
			onlyEscalates: false,
		});
		expect(await gate(checkOf('a', score(0.9)), checkOf('b', { kind: 'error', reason: 'no judge' }))).toEqual(erred('no judge'));
		// An exception's message may quote the answer, and reasons are kept.
		expect(await gate(checkOf('a', score(0.9)), checkOf('b', new TypeError('the answer was: 42')))).toEqual(erred('it failed (TypeError)'));
	});

	it('lets a rejection beat an error', async () => {
		expect(await gate(checkOf('a', score(0)), checkOf('b', { kind: 'error', reason: '' }))).toMatchObject({
			verdict: 'rejected',
			score: 0,
		});
	});

	it('rejects what a must-pass check finds nothing good in, however low the bar', async () => {
		const must: Check = { ...checkOf('a', score(0)), severity: 'must_pass' };
		expect(await runGate([must], askOf(answerOf()), 0)).toMatchObject({ verdict: 'rejected', reasons: ['a: scored 0'] });
		expect(await runGate([checkOf('a', score(0))], askOf(answerOf()), 0)).toMatchObject({ verdict: 'accepted' });
	});

	it('rejects where a must-pass check could not judge: nobody has seen the answer pass', async () => {
		const must = (result: CheckResult | Error): Check => ({ ...checkOf('b', result), severity: 'must_pass' });
		for (const broken of [must({ kind: 'error', reason: 'no judge' }), must(new TypeError('a bug'))]) {
			expect(await gate(checkOf('a', score(0.9)), broken)).toMatchObject({
				verdict: 'rejected',
				score: 0.9,
				reasons: [expect.stringMatching(/^b could not judge: /)],
				cutOff: false,
				onlyEscalates: false,
			});
		}
		expect(await gate(must({ kind: 'not_applicable' }))).toMatchObject({ verdict: 'accepted' });
	});

	it('quotes the answer for the item only', async () => {
		const quoting: CheckResult = { kind: 'score', score: 0, reason: 'a sum is wrong', quote: '2 + 2 = 5' };
		expect(await gate(checkOf('a', quoting))).toMatchObject({ reasons: ['a: a sum is wrong'], quoted: ['a: a sum is wrong (2 + 2 = 5)'] });
	});

	it('spares the calls of paid checks where a free one has rejected', async () => {
		const paid = (): Check => ({ ...checkOf('paid', score(1)), cost: 'calls', run: () => Promise.resolve(score((asked += 1) / 10)) });
		let asked = 0;
		expect(await gate(checkOf('a', score(0.4)), paid())).toMatchObject({ score: 0.4 });
		expect(asked).toBe(0);
		expect(await gate(checkOf('a', score(0.6)), paid())).toMatchObject({ verdict: 'rejected', score: 0.1 });
	});

	it('tells whether a rejection only escalates', async () => {
		const doubts: Check = { ...checkOf('doubts', score(0.2)), severity: 'escalates' };
		expect(await gate(doubts, checkOf('a', score(0.9)))).toMatchObject({ verdict: 'rejected', onlyEscalates: true });
		expect(await gate(doubts, checkOf('a', score(0.1)))).toMatchObject({ verdict: 'rejected', onlyEscalates: false });
	});

	it('lets a check that only escalates reject all but the strongest', async () => {
		const doubts: Check = { ...checkOf('doubts', score(0.2)), severity: 'escalates' };
		expect(await gate(doubts)).toMatchObject({ verdict: 'rejected', score: 0.2 });
		const strongest = { ...askOf(answerOf()), isStrongest: true };
		expect(await runGate([doubts], strongest, 0.5)).toMatchObject({ verdict: 'accepted', score: null });
		expect(await runGate([doubts, checkOf('a', score(0.4))], strongest, 0.5)).toMatchObject({ verdict: 'rejected', score: 0.4 });
	});

	it('says cut off only where that check rejected', async () => {
		expect(await gate(checkOf('a', score(0), 'larger_output'))).toMatchObject({ cutOff: true });
		expect(await gate(checkOf('a', score(1), 'larger_output'), checkOf('b', score(0)))).toMatchObject({ cutOff: false });
	});
});
