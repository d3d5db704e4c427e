import { ANSWER_FEATURE_NAMES, readRequestFeatures, readSizeFeatures } from '../../../router/features/answerFeatures';
import type { Question } from '../../../scripts/trainScorer/answers';
import { answerExample, questionExample, scaled, scalingOf, type ScorerExample } from '../../../scripts/trainScorer/examples';
import { fitScorer, fittedLogit } from '../../../scripts/trainScorer/fit';
import { analyzePrompt } from '../../../scripts/train/examples';

const OPEN = ['Qwen2-7B', 'gemma-2-9b', 'Phi-3-mini'];
const request = analyzePrompt(promptOf(1));

describe('answerExample', () => {
	it("has one case, which shares a level with the same model's answers to the same benchmark alone", () => {
		const modelOf = (source: string, model: string) => {
			const { cases } = answerExample({
				question: 'town 1',
				source,
				file: 'sums',
				model,
				request,
				text: 'It is so.',
				right: true,
				part: 'train',
			});
			expect(cases).toHaveLength(1);
			return cases[0]?.model;
		};
		expect(modelOf('sums', 'mixtral-8x7b')).toBe(modelOf('sums', 'mixtral-8x7b'));
		expect(new Set([modelOf('sums', 'mixtral-8x7b'), modelOf('code', 'mixtral-8x7b'), modelOf('sums', OPEN[0] ?? '')]).size).toBe(3);
	});
});

describe('questionExample', () => {
	it('has a case for each open model, with the size of its answer where that is known', () => {
		const example = questionExample(
			questionOf(1, { 'Qwen2-7B': 1, 'gemma-2-9b': 0, 'Phi-3-mini': 1, 'gpt-4o': 0 }, { 'Qwen2-7B': 80, 'gpt-4o': 90 }),
		);
		expect(example?.cases).toEqual([
			{ model: 'Qwen2-7B', right: 1, features: readSizeFeatures(request, 80) },
			{ model: 'gemma-2-9b', right: 0, features: readRequestFeatures(request) },
			{ model: 'Phi-3-mini', right: 1, features: readRequestFeatures(request) },
		]);
	});

	it('is none where fewer than three open models tried', () => {
		expect(questionExample(questionOf(1, { 'Qwen2-7B': 1, 'gemma-2-9b': 0, 'gpt-4o': 0 }, {}))).toBeNull();
	});
});

describe('fitScorer', () => {
	const answers = Array.from({ length: 60 }, (_, i) => answerOf(i, 'mixtral-8x7b', i % 3 !== 0, 'It is so.'));
	const scaling = scalingOf([...answers, answerOf(0, 'mixtral-8x7b', true, 'It is so, and that for a good many reasons.')]);

	it('learns what length says of an answer from answers without a text', () => {
		const questions = Array.from({ length: 60 }, (_, i) => {
			const right = (m: number) => ((i + m) % 2 === 0 ? 1 : 0);
			const pairs = OPEN.map((model, m) => [model, right(m)] as const);
			return questionExample(
				questionOf(i, Object.fromEntries(pairs), Object.fromEntries(pairs.map(([model, score]) => [model, score === 1 ? 20 : 200]))),
			);
		});
		const fitted = fitWith(present(questions));
		expect(fitted.features[ANSWER_FEATURE_NAMES.indexOf('characters')]).toBeLessThan(-0.1);
		const turned = fitWith(
			present(questions).map((question) => ({ ...question, cases: question.cases.map((one) => ({ ...one, right: 1 - one.right })) })),
		);
		expect(turned.features[ANSWER_FEATURE_NAMES.indexOf('characters')]).toBeGreaterThan(0.1);
	});

	it('does not take for a sign what only tells one model from another', () => {
		// The verbose model is always right, the terse one never: that is what the models know, not what length says.
		const level = (model: string) => (model === 'gemma-2-9b' ? { right: 1, chars: 200 } : { right: 0, chars: 20 });
		const questions = Array.from({ length: 60 }, (_, i) =>
			questionExample(
				questionOf(
					i,
					Object.fromEntries(OPEN.map((model) => [model, level(model).right])),
					Object.fromEntries(OPEN.map((model) => [model, level(model).chars])),
				),
			),
		);
		const told = fitWith(present(questions)).features[ANSWER_FEATURE_NAMES.indexOf('characters')] ?? NaN;
		const asOne = present(questions).map((question) => ({ ...question, cases: question.cases.map((one) => ({ ...one, model: 'one' })) }));
		const untold = fitWith(asOne).features[ANSWER_FEATURE_NAMES.indexOf('characters')] ?? NaN;
		expect(Math.abs(told)).toBeLessThan(Math.abs(untold) / 2);
	});

	it('weighs a question the same, however many models tried it', () => {
		const once = present([questionExample(questionOf(1, { 'Qwen2-7B': 1, 'gemma-2-9b': 1, 'Phi-3-mini': 1 }, {}))]).map(asOneModel);
		const twice = once.map((question) => ({ ...question, cases: [...question.cases, ...question.cases] }));
		const [first, second] = [fitWith(once), fitWith(twice)].map((fitted) =>
			fittedLogit(answerOf(1, 'mixtral-8x7b', true, 'It is so.'), fitted, scaling),
		);
		expect(first).toBeCloseTo(second ?? NaN, 3);
		const thrice = fittedLogit(answerOf(1, 'mixtral-8x7b', true, 'It is so.'), fitWith([...once, ...once, ...once]), scaling);
		expect(Math.abs(thrice - (first ?? NaN))).toBeGreaterThan(0.01);
	});

	it('reads a case with a text in full and one without as the mean of what it lacks', () => {
		const [whole] = answerOf(1, 'mixtral-8x7b', true, 'It is so.').cases;
		const [sized] = present([questionExample(questionOf(1, { 'Qwen2-7B': 1, 'gemma-2-9b': 1, 'Phi-3-mini': 1 }, {}))])[0]?.cases ?? [];
		if (whole === undefined || sized === undefined) throw new Error('no case');
		expect(
			scaled(sized, scaling)
				.slice(sized.features.length)
				.every((value) => value === 0),
		).toBe(true);
		expect(whole.features).toHaveLength(ANSWER_FEATURE_NAMES.length);
	});

	function fitWith(questions: readonly ScorerExample[]) {
		return fitScorer([...answers, ...questions], {
			scaling,
			questionWeight: 3,
			penalties: { signals: 30, size: 3, answer: 30, kinds: 60, words: 3 },
		});
	}
});

function asOneModel(question: ScorerExample): ScorerExample {
	return { ...question, cases: question.cases.map((one) => ({ ...one, model: 'one' })) };
}

function present(questions: readonly (ScorerExample | null)[]): ScorerExample[] {
	return questions.filter((question) => question !== null);
}

function answerOf(i: number, model: string, right: boolean, text: string): ScorerExample {
	return answerExample({
		question: `town ${String(i)}`,
		source: 'sums',
		file: 'sums',
		model,
		request: analyzePrompt(promptOf(i)),
		text,
		right,
		part: 'train',
	});
}

function promptOf(i: number): string {
	return `How many boats are in the harbour of town ${String(i)}?`;
}

function questionOf(i: number, scores: Readonly<Record<string, number>>, lengths: Readonly<Record<string, number>>): Question {
	return {
		stem: `town ${String(i)}`,
		part: 'train',
		row: { source: 'sums', task: 'sums', id: `sums/${String(i)}`, prompt: promptOf(i), scores: new Map(Object.entries(scores)) },
		lengths: new Map(Object.entries(lengths)),
	};
}
