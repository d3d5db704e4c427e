import { foldsOf } from '../../../bench/quality/crossFit';
import { TRAINED_MODELS } from '../../../scripts/trainScorer/openModels';
import { CLOSED, crossFitData, OPEN } from './crossFitData';

const data = crossFitData(120);

describe('foldsOf', () => {
	const folds = foldsOf(data, 4);

	it('tests on no question it trains on, with or without its answer', () => {
		for (const { train, test } of folds) {
			const trained = new Set([...train.answers.map(({ question }) => question), ...train.questions.map(({ stem }) => stem)]);
			expect(trained.size).toBeGreaterThan(0);
			expect(test.length).toBeGreaterThan(0);
			expect(test.filter(({ question }) => trained.has(question))).toEqual([]);
		}
	});

	it('trains on open models alone and tests on the others alone', () => {
		expect(new Set(folds.flatMap(({ train }) => train.answers.map(({ model }) => model)))).toEqual(new Set([OPEN]));
		expect(folds.flatMap(({ test }) => test.filter(({ model }) => TRAINED_MODELS.has(model)))).toEqual([]);
	});

	it('tests on every answer of a closed model once', () => {
		const tested = folds.flatMap(({ test }) => test);
		expect(new Set(tested)).toEqual(new Set(data.answers.filter(({ model }) => CLOSED.includes(model))));
		expect(tested).toHaveLength(240);
	});

	it('trains on all that is left of a fold, held out before or not', () => {
		for (const { train, test } of folds) {
			expect(train.answers).toHaveLength(120 - test.length / 2);
			expect(train.questions).toHaveLength(120 - test.length / 2);
			expect(new Set([...train.answers, ...train.questions].map(({ part }) => part))).toEqual(new Set(['train']));
		}
	});
});
