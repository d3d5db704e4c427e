import { createConfidenceCheck } from '../../../router/quality/confidence';
import { answerOf, askOf } from '../../support/routing';

const check = createConfidenceCheck({ severity: 'counts' });
const of = (logProbs: readonly number[] | null) => check.run(askOf(answerOf('x', { logProbs })));
const scoreOf = async (logProbs: readonly number[]) => {
	const result = await of(logProbs);
	return result.kind === 'score' ? result.score : NaN;
};

describe('confidence', () => {
	it('is the geometric mean of the tokens’ probabilities', async () => {
		expect(await scoreOf([Math.log(0.9), Math.log(0.4)])).toBeCloseTo(Math.sqrt(0.36));
		expect(await of([0, 0])).toEqual({ kind: 'score', score: 1, reason: 'the model was sure of its words to 1.00' });
	});

	it('does not fall with length, and one unlikely token does not sink a long answer', async () => {
		expect(await scoreOf(Array<number>(1_000).fill(Math.log(0.8)))).toBeCloseTo(0.8);
		expect(await scoreOf([...Array<number>(99).fill(0), Math.log(0.001)])).toBeGreaterThan(0.9);
	});

	it('stays in [0, 1] for tokens a provider calls impossible', async () => {
		expect(await scoreOf([-9_999, -9_999])).toBe(0);
		expect(await scoreOf([-Infinity, 0])).toBe(0);
	});

	it.each([[null], [[]]])('knows nothing without log-probabilities: %j', async (logProbs) => {
		expect(await of(logProbs)).toEqual({ kind: 'not_applicable' });
	});

	it('asks for log-probabilities and for no call', () => {
		expect(check).toMatchObject({ name: 'Confidence', severity: 'counts', needsLogProbs: true, cost: 'free', remedy: 'stronger' });
		expect(createConfidenceCheck({ severity: 'must_pass' }).severity).toBe('must_pass');
	});
});
