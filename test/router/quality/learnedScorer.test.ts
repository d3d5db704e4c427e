import { ANSWER_FEATURE_NAMES, ASKED_WORD_BUCKETS, readAskedWords } from '../../../router/features/answerFeatures';
import { createLearnedScorerCheck, rateAnswer } from '../../../router/quality/learnedScorer';
import { decodeScorerWeights, encodeScorerWeights, type ScorerWeights } from '../../../router/quality/scorerWeights';
import { shippedScorer } from '../../../router/quality/shippedScorer';
import { analyzed } from '../../support/requests';
import { answerOf, askOf } from '../../support/routing';

const check = createLearnedScorerCheck({ severity: 'counts', weights: shippedScorer() });
const prompt = analyzed('A shop sells 14 pens a day. How many pens does it sell in 6 days?');

describe('Learned Scorer', () => {
	it('scores an answer with a probability and says so without quoting it', async () => {
		const result = await check.run({ ...askOf(answerOf('14 * 6 = 84\n#### 84')), request: prompt });
		expect(result).toMatchObject({ kind: 'score', reason: expect.stringMatching(/^rated p [01]\.\d\d$/) as string });
		expect(result.kind === 'score' && result.score > 0 && result.score < 1).toBe(true);
	});

	it.each(['', ' \n\t'])('has nothing to say of %j', async (text) => {
		expect(await check.run(askOf(answerOf(text)))).toEqual({ kind: 'not_applicable' });
	});

	it('is free, and its weights are part of the policy', () => {
		expect(check).toMatchObject({
			cost: 'free',
			needsLogProbs: false,
			severity: 'counts',
			remedy: 'stronger',
			settings: { weights: shippedScorer().version },
		});
		expect(createLearnedScorerCheck({ severity: 'must_pass', weights: shippedScorer() }).severity).toBe('must_pass');
	});

	it('puts a clean worked answer above one that loops', () => {
		const clean = rateAnswer(prompt, 'In one day it sells 14 pens.\nIn 6 days it sells 14 * 6 = 84 pens.\n#### 84', shippedScorer());
		const loop = rateAnswer(prompt, 'Let us look at the pens again and again. '.repeat(100), shippedScorer());
		expect(clean).toBeGreaterThan(loop + 0.2);
	});

	it('rates the same answer to a plain sum above one to hard mathematics', () => {
		const hard = analyzed(
			'Let $f(x) = \\sqrt{x^2 - 4x + 7}$ be a polynomial. Find the sum of all real numbers $x$ such that $\\log_2(f(x)) \\leq \\frac{3}{2}$.',
		);
		expect(rateAnswer(prompt, 'The answer is 84', shippedScorer())).toBeGreaterThan(
			rateAnswer(hard, 'The answer is 84', shippedScorer()) + 0.2,
		);
	});

	it('rises with a feature of positive weight and falls with a negative one', () => {
		const one = 'Perhaps 84.';
		const none = 'Surely 84.';
		const rise = (weight: number): number =>
			rateAnswer(prompt, one, only('hedging', weight)) - rateAnswer(prompt, none, only('hedging', weight));
		expect(rise(2)).toBeGreaterThan(0);
		expect(rise(-2)).toBeLessThan(0);
		expect(rise(0)).toBe(0);
	});

	it('is σ(bias + words)', () => {
		const asked = readAskedWords(analyzed('sort this'));
		const words = new Int8Array(ASKED_WORD_BUCKETS);
		for (const bucket of asked.buckets) words[bucket] = 50;
		const weights = { ...plain, bias: -0.5, words, wordScale: 0.02 };
		const logit = -0.5 + (2 * 50 * 0.02) / Math.sqrt(2);
		expect(rateAnswer(analyzed('sort this'), 'done', weights)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
	});

	it.each(['a', '7', '{"', '1+1=', '\n', '\u200b', 'the answer is '])('rates 64 KB of %j', async (piece) => {
		const text = piece.repeat(Math.ceil(65_536 / piece.length));
		const result = await check.run({ ...askOf(answerOf(text)), request: analyzed(text) });
		if (result.kind !== 'not_applicable') expect(result.kind === 'score' && Number.isFinite(result.score)).toBe(true);
	});

	it('rates the same twice', () => {
		const rated = [1, 2].map(() => rateAnswer(prompt, '14 * 6 = 84', shippedScorer()));
		expect(rated[1]).toBe(rated[0]);
	});
});

describe('scorer weights', () => {
	it('survive being written and read', () => {
		expect(decodeScorerWeights(encodeScorerWeights(shippedScorer()))).toEqual(shippedScorer());
	});

	it('are refused where they were made for other features', () => {
		const encoded = encodeScorerWeights(shippedScorer());
		expect(() => decodeScorerWeights({ ...encoded, featuresVersion: 'older' })).toThrow('made for features older');
		expect(() => decodeScorerWeights({ ...encoded, features: encoded.features.slice(1) })).toThrow('Train again');
		expect(() => decodeScorerWeights({ ...encoded, words: 'AAAA' })).toThrow('Train again');
	});
});

const plain: ScorerWeights = {
	version: 'test',
	bias: 0,
	features: ANSWER_FEATURE_NAMES.map(() => 0),
	words: new Int8Array(ASKED_WORD_BUCKETS),
	wordScale: 1,
};

function only(name: string, weight: number): ScorerWeights {
	return { ...plain, features: ANSWER_FEATURE_NAMES.map((one) => (one === name ? weight : 0)) };
}
