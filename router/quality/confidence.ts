import type { Check } from './check';

/**
 * How sure the model was of its own words: the geometric mean of its tokens' probabilities, exp(mean log-probability),
 * in [0, 1]. The mean is what vLLM's semantic router gates on too (`avg_logprob`), and as a mean it does not fall
 * with length as the sum does (Gupta et al. 2024, "Language Model Cascades: Token-Level Uncertainty and Beyond").
 * Not the least of them: a name or a number that could have been written otherwise brings any long answer near 0.
 */
export function createConfidenceCheck({ severity }: { readonly severity: Check['severity'] }): Check {
	return {
		name: 'Confidence',
		severity,
		remedy: 'stronger',
		cost: 'free',
		needsLogProbs: true,
		settings: null,
		run({ answer: { logProbs } }) {
			// Many providers report none, whether asked or not: nothing is known then, good or bad.
			if (logProbs === null || logProbs.length === 0) return Promise.resolve({ kind: 'not_applicable' });
			const score = Math.exp(logProbs.reduce((sum, logProb) => sum + logProb, 0) / logProbs.length);
			return Promise.resolve({ kind: 'score', score, reason: `the model was sure of its words to ${score.toFixed(2)}` });
		},
	};
}
