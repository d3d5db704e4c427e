import { benchCrossFit, foldsOf } from '../../../bench/quality/crossFit';
import { renderCrossFit } from '../../../bench/quality/checksTable';
import type { GradedAnswer, ScorerData } from '../../../scripts/trainScorer/answers';
import { TRAINED_MODELS } from '../../../scripts/trainScorer/openModels';
import { analyzePrompt } from '../../../scripts/train/examples';
import { trainScorer } from '../../../scripts/trainScorer/train';

const OPEN = 'Meta-Llama-3.1-8B-Instruct';
const CLOSED = ['gpt-4o-mini-2024-07-18', 'claude-3-haiku-20240307'];
const data = dataOf(120);

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

/** Made for this test: hedging answers are wrong. */
function dataOf(count: number): ScorerData {
	const numbers = Array.from({ length: count }, (_, i) => i);
	const prompt = (i: number): string => `How many boats are in the harbour of town ${i}?`;
	const part = (i: number) => (i % 10 === 0 ? ('heldOut' as const) : ('train' as const));
	return {
		answers: numbers.flatMap((i) =>
			[OPEN, ...CLOSED].map((model, m) => {
				const right = (i + m) % 3 !== 0;
				const text = right ? `It is surely exactly ${i} boats.` : `Perhaps it is probably ${i} boats.`;
				return {
					question: `town ${i}`,
					source: 'sums',
					file: 'sums',
					model,
					request: analyzePrompt(prompt(i)),
					text,
					right,
					part: part(i),
				};
			}),
		),
		questions: numbers.map((i) => ({
			stem: `town ${i}`,
			part: part(i),
			lengths: new Map<string, number>(),
			row: {
				source: 'sums',
				id: `sums/${i}`,
				prompt: prompt(i),
				scores: new Map([
					['Qwen2-7B', 1],
					['gemma-2-9b', 1],
					['Phi-3-mini', 0],
				]),
			},
		})),
		left: { cut: 0, unmatched: 0 },
	};
}
