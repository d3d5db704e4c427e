import { readFeatures } from '../../../../router/features/features';
import { cheapSharesOf } from '../../../../router/learning/training/cheapShares';
import { atOnce } from '../../../../router/learning/slices';
import type { OwnExample } from '../../../../router/learning/training/ownExample';
import { riskOf, qualityAt } from '../../../../router/strategies/classifierRisk';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { analyzed } from '../../../support/requests';

const weights = shippedWeights();
const easy = 'Hello!';
const hard = 'Prove that there are infinitely many primes.';

function example(text: string, over: Partial<OwnExample> = {}): OwnExample {
	const request = analyzed(text);
	const { ngrams, count } = readFeatures(request);
	return {
		decisionId: text,
		atMs: 0,
		ngrams: ngrams.slice(0, count),
		signals: request.signals,
		r: 0,
		models: 2,
		asGood: 1,
		weight: 1,
		...over,
	};
}
const shares = (examples: readonly OwnExample[], threshold = 0.76) => atOnce(cheapSharesOf(examples, () => weights, threshold));

describe('cheapSharesOf', () => {
	it('weighs what would have been answered cheaply, and of it what was worse', () => {
		expect(shares([])).toEqual({ cheap: 0, falseCheap: 0 });
		expect(shares([example(easy), example(hard, { asGood: 0 })])).toEqual({ cheap: 0.5, falseCheap: 0 });
		expect(shares([example(easy, { asGood: 0.5 }), example(hard, { weight: 3 })])).toEqual({ cheap: 0.25, falseCheap: 0.125 });
	});

	it('counts a loss only where the compared model would have answered, and a drawn one for all that might have been', () => {
		const { risk } = riskOf(analyzed(hard), weights);
		// The middle one of three reaches it, the weakest does not.
		const threshold = qualityAt(risk, 0.5, weights.rankPower);
		expect(
			shares(
				[example(hard, { models: 3, r: 0.5, asGood: 0, weight: 2 }), example(hard, { models: 3, r: 0, asGood: 0, weight: 2 })],
				threshold,
			),
		).toEqual({ cheap: 1, falseCheap: 1 });
	});
});
