import { NGRAM_BUCKETS, readFeatures, WORD_BUCKETS } from '../../../router/features/features';
import { analyzed } from '../../support/requests';

function read(text: string): { ngrams: number[]; signals: number[]; value: number } {
	const features = readFeatures(analyzed(text));
	return { ngrams: [...features.ngrams.subarray(0, features.count)], signals: [...features.signals], value: features.ngramValue };
}

describe('readFeatures', () => {
	it('gives the same numbers for the same text, whatever was read between', () => {
		const first = read('Prove that the sum is even.');
		read('Something else entirely, longer and about bread.');
		expect(read('Prove that the sum is even.')).toEqual(first);
	});

	it('keeps to indices that never change: weights on disk depend on them', () => {
		expect(read('Ein Haus').ngrams).toMatchInlineSnapshot(`
[
  25502,
  9637,
  56639,
]
`);
	});

	it('counts each n-gram once, words below the pairs', () => {
		const { ngrams } = read('dog dog dog');
		expect(ngrams).toHaveLength(2);
		expect(ngrams[0]).toBeLessThan(WORD_BUCKETS);
		expect(ngrams[1]).toBeGreaterThanOrEqual(WORD_BUCKETS);
		expect(ngrams[1]).toBeLessThan(NGRAM_BUCKETS);
	});

	it('tells pairs in another order apart, and case and accents not', () => {
		expect(read('dog bites man').ngrams).not.toEqual(read('man bites dog').ngrams);
		expect(read('CAFÉ NOIR').ngrams).toEqual(read('cafe noir').ngrams);
	});
});
