import { NGRAM_BUCKETS, readFeatures } from '../../../router/features/features';
import { featuresFrom } from '../../../router/features/storedFeatures';
import { riskOf, riskOfStored } from '../../../router/strategies/classifierRisk';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { analyzed } from '../../support/requests';

const weights = shippedWeights();
const prompts = [
	'Prove that there are infinitely many primes.',
	'Translate "good morning" to French.',
	'Write a Python function that adds two numbers, then say what it costs to run.',
	'',
];

function stored(text: string) {
	const request = analyzed(text);
	const { ngrams, count } = readFeatures(request);
	return { ngrams: ngrams.slice(0, count), signals: request.signals };
}

describe('features of what the log kept', () => {
	it.each(prompts)('are those of %j, without its text', (text) => {
		const { ngrams, count, ngramValue, signals } = readFeatures(analyzed(text));
		expect(featuresFrom(stored(text))).toEqual({ ngrams: ngrams.slice(0, count), count, ngramValue, signals });
	});

	it.each(prompts)('give the risk of %j, also where its words are weighed', (text) => {
		const ngrams = Int8Array.from({ length: NGRAM_BUCKETS }, (_, i) => (i % 255) - 127);
		for (const one of [weights, { ...weights, words: { ngrams, wordScale: 0.01, pairScale: 0.02 } }]) {
			expect(riskOfStored(stored(text), one)).toEqual(riskOf(analyzed(text), one));
		}
	});
});
