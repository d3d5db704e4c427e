import { benchCrossFit, foldsOf } from '../../../bench/quality/crossFit';
import { renderCrossFit } from '../../../bench/quality/checksTable';
import type { GradedAnswer, ScorerData } from '../../../scripts/trainScorer/answers';
import { trainScorer } from '../../../scripts/trainScorer/train';
import { CLOSED, crossFitData, OPEN } from './crossFitData';

const data = crossFitData(120);

describe('benchCrossFit', () => {
	it('trains once per fold on that fold, and says the same twice', async () => {
		const seen: ScorerData[] = [];
		const train = (given: ScorerData) => {
			seen.push(given);
			return trainScorer(given);
		};
		const first = await benchCrossFit(data, { folds: 2, resamples: 20, train });
		expect(seen).toEqual(foldsOf(data, 2).map((fold) => fold.train));
		expect(await benchCrossFit(data, { folds: 2, resamples: 20 })).toEqual(first);
		expect(first).toMatchObject({ folds: 2, answers: 240, questions: 120, resamples: 20 });
	});

	it('rates with the weights of the fold', async () => {
		const weights = trainScorer(foldsOf(data, 2)[0]?.train ?? data).weights;
		const blind = { ...weights, features: weights.features.map(() => 0), words: new Int8Array(weights.words.length) };
		const [all] = (await benchCrossFit(data, { folds: 2, resamples: 2, train: () => ({ weights: blind }) })).groups;
		expect(all?.figures.scorer?.value).toBe(0.5);
		const [trained] = (await benchCrossFit(data, { folds: 2, resamples: 2 })).groups;
		expect(trained?.figures.scorer?.value).toBeGreaterThan(0.9);
	});

	it('finds the direction of length in what it trains on, even where the tested answers say the opposite', async () => {
		const longer = (answer: GradedAnswer): boolean => (answer.model === OPEN ? answer.right : !answer.right);
		const turned = {
			...data,
			answers: data.answers.map((answer) => ({
				...answer,
				text: longer(answer) ? `${answer.text} So it is, as one can see.` : answer.text,
			})),
		};
		const report = await benchCrossFit(turned, { folds: 2, resamples: 2 });
		expect(report.directions.map(({ length }) => length)).toEqual([1, 1]);
		expect(report.groups[0]?.figures.length?.value).toBeLessThan(0.1);
	});

	it('has no rows for models trained on, and shows each source and model', async () => {
		const report = await benchCrossFit(data, { folds: 2, resamples: 2 });
		expect(report.groups.map(({ name }) => name)).toEqual([
			'all, pooled',
			'all, within source',
			'all, within source and model',
			'sums',
			...[...CLOSED].sort(),
		]);
		expect(renderCrossFit(report)).toContain('240 answers to 120 questions');
	});
});
