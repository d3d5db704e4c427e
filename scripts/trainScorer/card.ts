import { renderCalibration, renderChecks, renderCrossFit } from '../../bench/quality/checksTable';
import type { ChecksReport } from '../../bench/quality/checks';
import type { CrossFitReport } from '../../bench/quality/crossFit';
import type { GroupReport } from '../../bench/quality/groups';
import { ANSWER_FEATURE_NAMES } from '../../router/features/answerFeatures';
import type { Part } from '../train/split';
import type { ScorerData } from './answers';
import { TRAINED_MODELS } from './openModels';
import type { TrainedScorer } from './train';

/** What the card is written from. */
export interface ScorerRun {
	readonly data: ScorerData;
	readonly trained: TrainedScorer;
	readonly report: ChecksReport;
	readonly crossFit: CrossFitReport;
}

/** Set by hand when the weights that ship are trained anew: a clock would make two runs differ. */
const TRAINED_ON = '2026-11-25';

const SOURCES: ReadonlyMap<string, string> = new Map([
	['gsm8k', 'lm-sys/RouteLLM 0b64fda, evals/gsm8k; Apache-2.0; sums in words'],
	['zeroeval_crux', 'WildEval/ZeroEval 8c1485e, result_dirs/crux; Apache-2.0; what a Python function returns (CRUXEval-O)'],
	['zeroeval_gsm', 'WildEval/ZeroEval 8c1485e, result_dirs/gsm; Apache-2.0; sums in words, questions as in gsm8k'],
	['zeroeval_math-l5', 'WildEval/ZeroEval 8c1485e, result_dirs/math-l5; Apache-2.0; competition mathematics (MATH level 5)'],
]);

/** The model card, every figure from the run. */
export function renderScorerCard({ data, trained, report, crossFit }: ScorerRun): string {
	return (
		[
			intro(trained),
			dataSection(data),
			modelSection(trained),
			crossFitSection(crossFit),
			heldOutSection(report),
			calibrationSection(report),
			weaknesses(crossFit),
		].join('\n\n') + '\n'
	);
}

function intro({ weights }: TrainedScorer): string {
	return `# Scorer card

For people who ask how far the quality check Learned Scorer can be trusted, and what it was trained on.

Weights \`${weights.version}\`, trained ${TRAINED_ON} by \`npm run train:scorer -- --data DIR\`, which writes this file. Same data, same bytes.

The Learned Scorer is a quality check: it reads a request and one answer to it, and gives the probability that the answer is right. It calls nobody and knows nothing of the subject; it goes by signs, such as sums that do not come out, a result that no step leads to, or a question of a kind that small models get wrong.`;
}

function dataSection({ answers, questions, left }: ScorerData): string {
	const count = (source: string, model: string, held: boolean): number =>
		answers.filter((one) => one.source === source && one.model === model && (one.part === 'heldOut') === held).length;
	const pairs = [...new Set(answers.map(({ source, model }) => `${source}\n${model}`))].sort().map((pair) => pair.split('\n'));
	const rows = pairs.map(([source = '', model = '']) => {
		const trained = TRAINED_MODELS.has(model) ? String(count(source, model, false)) : 'never';
		return `| ${source} | ${model} | ${trained} | ${count(source, model, true)} | ${SOURCES.get(source) ?? 'your own'} |`;
	});
	return `## Data

Stored answers of language models, graded right or wrong by the benchmark they belong to. Trained on answers of open models alone (${[...TRAINED_MODELS].join(', ')}); the closed models, whose terms forbid training on what they write, are for testing. Besides, the questions themselves, with which open models got them right and how many characters each answer had, teach what is hard and what length says of any model's answer; of those answers no text is read. Questions and answers are not part of this package. The licence named is the repository's; those of the questions differ (that of MATH is disputed).

Questions are split by a hash of their longest sentence over all files together, as for the classifier (${sizesOf(questions)}), so no question is on two sides, whatever benchmark it is in. Left out: ${left.cut} answers whose stored text was cut at 6,000 characters, nearly all of them wrong, and ${left.unmatched} answers to questions marked as contaminated.

| benchmark | model | trained on | held out | source, licence |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

function sizesOf(questions: ScorerData['questions']): string {
	const count = (...parts: Part[]): number => questions.filter(({ part }) => parts.includes(part)).length;
	return `${count('train', 'calibrate')} questions to train on and ${count('heldOut')} held out`;
}

function modelSection({ weights, sizes, penalties, logLoss }: TrainedScorer): string {
	const ranked = ANSWER_FEATURE_NAMES.map((name, i) => ({ name, weight: weights.features[i] ?? 0 })).filter(
		({ name }) => !name.startsWith('request: '),
	);
	const list = (order: (a: { weight: number }, b: { weight: number }) => number): string =>
		[...ranked]
			.sort(order)
			.slice(0, 6)
			.map(({ name, weight }) => `${name} (${weight.toFixed(1)})`)
			.join(', ');
	return `## Model

p = σ(w·x + b); x: ${ANSWER_FEATURE_NAMES.length} numbers read from request and answer, and the hashed words of the request (${weights.words.length} one-byte weights). Logistic regression with L2 penalties (in examples: ${Object.entries(
		penalties,
	)
		.map(([name, value]) => `${name} ${value}`)
		.join(
			', ',
		)}) on ${sizes.answers} answers and ${sizes.questions} questions with the lengths and results of many answers and the text of none. Penalties were chosen and logits rescaled (Platt) on predictions for questions that the fit had not seen, in five folds; log loss there ${logLoss.toFixed(4)}. How often each model is right, for answers with a text per benchmark, is fitted too and thrown away: that one model is bad at code says nothing of the next. "code:" and "math:" are slopes for requests of that kind only.

Weighs most for an answer: ${list((a, b) => b.weight - a.weight)}. Against it: ${list((a, b) => a.weight - b.weight)}. Features overlap, so one weight alone says little.`;
}

function crossFitSection(crossFit: CrossFitReport): string {
	return `## Figures for models and questions never trained on

The recipe is trained anew for each fold, so these figures are of the recipe, with many more answers than the held-out ones, and of models nothing was fitted to. \`npm run bench:quality\` prints them too.

${renderCrossFit(crossFit)}

"Pooled" compares answers across benchmarks, so it also rewards knowing which benchmark a question is from: sums are mostly answered right, competition mathematics mostly wrong. A user whose requests are all of one kind gets what "within source" says, and with a single cheap model what "within source and model" says.

${renderCalibration(crossFit.calibration)}`;
}

function heldOutSection(report: ChecksReport): string {
	return `## Held-out figures of the weights that ship

Few questions, so wide intervals.

${renderChecks(report)}`;
}

function calibrationSection({ calibration }: ChecksReport): string {
	return `## How far the shipped weights' p is a probability

${renderCalibration(calibration)}`;
}

function weaknesses({ groups }: CrossFitReport): string {
	const unproven = groups.filter((group) => !isAboveZero(group, 'scorer − length')).map(({ name }) => name);
	const below = groups.filter(({ figures }) => (figures['scorer − length']?.value ?? 0) < 0).map(({ name }) => name);
	const belowChance = groups.filter(({ figures }) => (figures.scorer?.value ?? 0.5) < 0.5).map(({ name }) => name);
	return `## Known weaknesses

- Not proven better than the answer's length alone (the interval of the difference reaches zero): ${unproven.join('; ') || 'none'}.
- Below length alone: ${below.join('; ') || 'none'}. Worse than chance: ${belowChance.join('; ') || 'none'}.
- It knows how two small open models write. On models it never saw it orders answers less well, and p is too low for stronger ones. Raise or lower *Minimum Score* by what you see, or leave the check at "counts".
- It cannot see a wrong fact. A fluent, short, wrong answer gets a high p.
- Sums, competition mathematics and small Python functions, in English, are all it was trained and measured on. Open writing, extraction, advice, conversations and other languages were not measured.
- Many of the answers are JSON with the fields reasoning and answer, because the benchmark asked for that outside the stored prompt. Answers of another build are rated with less ground.
- Answers that ran on past 6,000 characters are left out of training and figures. Where the output limit ended one, Not Cut Off rejects it.
- What was looked at: no closed model's answer entered a fit. That all benchmarks share one level was settled, for an earlier recipe, with closed models' answers to questions not held out in view. What is new in this recipe (lengths of many open models' answers, the form of the result, a level for each model and benchmark, how much questions weigh) was chosen on open models' answers to questions left out of the fit; the idea of the levels came after the closed models' figures of the recipe without them were seen, so those of this one are not wholly untouched. The figures for models and questions never trained on were seen for three recipes: the earlier one (scorer − length pooled 0.051 [0.028, 0.074], within source 0.061 [0.031, 0.093]), one without these levels (0.044 [0.020, 0.068] and 0.068 [0.038, 0.098]) and this one; the held-out figures for six.
- Few wrong answers are held out for some rows above, so their intervals are wide.`;
}

function isAboveZero({ figures }: GroupReport, figure: 'scorer − length'): boolean {
	return (figures[figure]?.from ?? 0) > 0;
}
