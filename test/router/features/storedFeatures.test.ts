import { readFeatures } from '../../../router/features/features';
import { featuresFrom } from '../../../router/features/storedFeatures';
import { riskFrom, riskOf } from '../../../router/strategies/classifierRisk';
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

describe('featuresFrom', () => {
	it.each(prompts)('gives the features and the risk of %j without its text', (text) => {
		const request = analyzed(text);
		const read = readFeatures(request, weights.knownWords);
		const found = featuresFrom(stored(text), weights.knownWords);
		expect(found).toMatchObject({ count: read.count, ngramValue: read.ngramValue, signals: read.signals });
		expect(Math.abs(found.unknownShare - read.unknownShare)).toBeLessThan(0.05);
		expect(riskFrom(found, request.signals, weights).risk).toBeCloseTo(riskOf(request, weights).risk, 2);
	});

	it('calls strange words unknown, and words of the lists known in every language', () => {
		const nothing = new Uint8Array(weights.knownWords.length);
		expect(featuresFrom(stored('zzqx vvwk bnmq'), nothing).unknownShare).toBe(1);
		expect(featuresFrom(stored('und der die das ist nicht'), nothing).unknownShare).toBe(0);
	});
});
