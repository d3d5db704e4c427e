import { outcomeSchema, scoreOf, type RatingScale } from '../../../router/ledger/outcome';

describe('a rating', () => {
	it.each<[RatingScale, unknown, number]>([
		['thumbs', 'up', 1],
		['thumbs', '👎', 0],
		['thumbs', true, 1],
		['thumbs', 0, 0],
		['thumbs', ' Thumbs Up ', 1],
		['thumbs', -1, 0],
		['stars', 1, 0],
		['stars', 3, 0.5],
		['stars', '5', 1],
		['stars', '4,5', 0.875],
		['ten', 0, 0],
		['ten', '7', 0.7],
		['ten', 10, 1],
		['percent', '80 %', 0.8],
		['percent', '12.5', 0.125],
		['percent', 100, 1],
		['score', 0.3, 0.3],
		['score', '1', 1],
		['label', 'Good', 1],
		['label', 'bad', 0],
		['label', 'PASS', 1],
		['label', ' incorrect', 0],
		['label', 'passed', 1],
		['label', 'fail', 0],
	])('of %s %j is %d', (scale, value, score) => {
		expect(scoreOf({ scale, value })).toEqual({ kind: 'score', score });
	});

	it.each<[RatingScale, unknown, string]>([
		['stars', 0, 'The rating must be a number of stars from 1 to 5, not 0.'],
		['stars', '6', 'The rating must be a number of stars from 1 to 5, not "6".'],
		['ten', 10.1, 'The rating must be a number from 0 to 10, not 10.1.'],
		['percent', -1, 'The rating must be a percentage from 0 to 100, not -1.'],
		['score', 'high', 'The rating must be a number from 0 to 1, not "high".'],
		['score', Number.NaN, 'The rating must be a number from 0 to 1, not NaN.'],
		['score', '0x1', 'The rating must be a number from 0 to 1, not "0x1".'],
		['score', '', 'The rating must be a number from 0 to 1, not empty.'],
		['score', null, 'The rating must be a number from 0 to 1, not empty.'],
		['score', [1], 'The rating must be a number from 0 to 1, not a list.'],
		['label', 'meh', 'The rating must be a label: good or bad, correct or incorrect, pass or fail, not "meh".'],
		['thumbs', 'x'.repeat(60), `The rating must be thumbs up or thumbs down (up, down, true, false, 1, 0), not "${'x'.repeat(40)}…".`],
	])('of %s %j is refused in words that say the range', (scale, value, message) => {
		expect(scoreOf({ scale, value })).toEqual({ kind: 'invalid', message });
	});
});

describe('outcomeSchema', () => {
	const outcome = {
		decisionId: 'd',
		modelId: 'm',
		atMs: 1,
		score: 0.5,
		source: 's',
		judge: null,
		inclusionProbability: null,
		dedupeKey: 'k',
	};

	it('takes an outcome', () => {
		expect(outcomeSchema.parse(outcome)).toEqual(outcome);
	});

	it.each([
		{ score: 1.01 },
		{ score: -0.1 },
		{ score: Number.NaN },
		{ inclusionProbability: 0 },
		{ decisionId: '' },
		{ dedupeKey: 'x'.repeat(501) },
		{ atMs: Number.POSITIVE_INFINITY },
	])('refuses %j', (change) => {
		expect(outcomeSchema.safeParse({ ...outcome, ...change }).success).toBe(false);
	});
});
