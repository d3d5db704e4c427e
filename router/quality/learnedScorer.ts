import { readAnswerFeatures, readAskedWords } from '../features/answerFeatures';
import type { AnalyzedRequest } from '../request/request';

import type { Check } from './check';
import type { ScorerWeights } from './scorerWeights';

interface LearnedScorerOptions {
	readonly severity: Check['severity'];
	readonly weights: ScorerWeights;
}

/**
 * Scores an answer with the probability that it is right, read from request and answer alone. No network;
 * linear time. It was trained on sums, mathematics and code puzzles: docs/scorer-card.md says how far to trust it.
 */
export function createLearnedScorerCheck({ severity, weights }: LearnedScorerOptions): Check {
	return {
		name: 'Learned Scorer',
		severity,
		remedy: 'stronger',
		cost: 'free',
		needsLogProbs: false,
		settings: { weights: weights.version },
		run({ request, answer }) {
			if (answer.text.trim() === '') return Promise.resolve({ kind: 'not_applicable' });
			const score = rateAnswer(request, answer.text, weights);
			return Promise.resolve({ kind: 'score', score, reason: `rated p ${score.toFixed(2)}` });
		},
	};
}

/** Probability in (0, 1) that the answer is right; the trainer and the benchmark call it too. */
export function rateAnswer(request: AnalyzedRequest, answer: string, weights: ScorerWeights): number {
	const features = readAnswerFeatures(request, answer);
	const asked = readAskedWords(request);
	let words = 0;
	for (const bucket of asked.buckets) words += weights.words[bucket] ?? 0;
	let logit = weights.bias + words * weights.wordScale * asked.value;
	for (let i = 0; i < features.length; i++) logit += (weights.features[i] ?? 0) * (features[i] ?? 0);
	return 1 / (1 + Math.exp(-logit));
}
