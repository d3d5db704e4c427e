import { filledBuckets } from './hardness';
import { type Figures, figuresOf, type LevelFigures } from './figures';
import type { Order } from './gainCurve';
import { mean } from './metrics';
import { isTelling, LEAST_GAP, type PairFigures } from './pairFigures';
import type { ModelPair } from './pairs';
import { STRONG_KEPT, type Trained } from './train';

/** Set by hand when what ships is trained anew: a clock would make two runs differ. */
export const TRAINED_ON = '2026-11-29';

const SOURCES: ReadonlyMap<string, string> = new Map([
	['llmrouter', 'ulab-uiuc/LLMRouter 4e7a796, data/dcrouter_preprocessed and example_data; MIT; 13 tasks, 9 open models, metric per task'],
	['mmlu_pro', 'TIGER-AI-Lab/MMLU-Pro f418b11, eval_results; Apache-2.0; 12 models, stored prediction against answer'],
	['routellm_gsm8k', 'lm-sys/RouteLLM 0b64fda, evals/gsm8k; Apache-2.0; gpt-4-1106-preview and Mixtral-8x7B, right or wrong'],
	['routellm_mmlu', 'lm-sys/RouteLLM 0b64fda, evals/mmlu; Apache-2.0; the same two models, right or wrong'],
	['zeroeval_crux', 'WildEval/ZeroEval 8c1485e, result_dirs/crux; Apache-2.0; 51 models'],
	['zeroeval_gsm', 'WildEval/ZeroEval 8c1485e, result_dirs/gsm; Apache-2.0; 43 models'],
	['zeroeval_math_l5', 'WildEval/ZeroEval 8c1485e, result_dirs/math-l5; Apache-2.0; 41 models'],
]);

/** The model card, every figure from what was trained. */
export function renderCard(trained: Trained, pairs: ReadonlyMap<string, readonly ModelPair[]>): string {
	const figures = figuresOf(trained, pairs);
	const sections = [
		intro(trained),
		dataSection(trained),
		modelSection(trained),
		writtenSection(figures),
		thresholdSection(trained, figures),
		pairSection(figures),
		weaknesses(figures),
	];
	return `${sections.join('\n\n')}\n`;
}

export function cardPercent(share: number): string {
	return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}

function intro({ tables, weights }: Trained): string {
	return `# Classifier card

For people who ask how far the strategy Classifier can be trusted, and what it was trained on.

Weights \`${weights.version}\` on tables \`${tables.version}\`, trained ${TRAINED_ON} by \`npm run train -- --data DIR\`, which writes this file. Same data, same bytes.

For each model in the list the classifier says how likely its answer is as good as the strongest model's. It reads the last user turn, and calls nobody. Greetings, politeness, signatures and quoted history are set aside first, a short reply is read with what the assistant proposed before it, and the fixed words of a template (and the system message) are read apart from the item.`;
}

function dataSection({ questions, written }: Trained): string {
	const own = written.filter(({ language }) => language !== 'exam');
	const counts = [...new Set(questions.map(({ row }) => row.source))].map((source) => {
		const count = questions.filter(({ row }) => row.source === source).length;
		return `| ${source} | ${count} | ${SOURCES.get(source) ?? 'your own'} |`;
	});
	return `## Trained on

**Written requests**: ${own.length} requests of everyday work in twelve languages, and templates with an easy and a hard item, in \`scripts/train/requests\`. They were written for this, each with the level a careful person would send it to: cheap, middle or strong. No model answered them; the level is the writer's belief. Many of one language have a counterpart in another. ${written.length - own.length} benchmark questions serve as more examples of demanding work, without what was measured of them.

**Benchmark questions**, of which only is used whether stored answers were right, or their score by the task's own metric. No answer of any model was read. Left out: files of answers, scores given by a model as judge (Arena, MT-Bench), and rows marked as contaminated. The questions are not part of this package; the license named is the repository's, and the licenses of the questions themselves differ (some share-alike, that of MATH disputed).

| benchmark | questions | source, license |
| --- | --- | --- |
${counts.join('\n')}`;
}

function modelSection({ tables, weights }: Trained): string {
	return `## Model

Two scores, because neither source teaches both:
- *demand*, from the written requests: a logistic regression over hashed words, pairs of words and pieces of words of both ends of the request (131,072 one-byte weights, ${filledBuckets(tables)} in use) and 31 counts. Each counts alone and by whether it is in what is asked, in the material behind it, or at the end. A request that nothing is known of gets ${tables.bias}, above the middle, so that it goes up; where fewer than half of the words are known, what was learned is doubted, and up to 2 is assumed; a short question with expert or reasoning words gets 1.8 more: a written rule, kept as a prior. Exam questions with options all get 1.
- *difficulty*, from the benchmarks: 150 boosted trees of depth 3 on the 31 counts, and the logarithm of the length. They were taught how much more the strong model gains on a question than usual there, half centered by benchmark.

Together: score = 2 × tanh(demand) + 0.3 × tanh(difficulty ÷ 1.3). What every item of a template is asked alike moves the demand by at most 0.3.

risk = σ(${weights.bias} + ${weights.signals[0] ?? 0} × score) × (1 − r)^${weights.rankPower}, quality = 1 − risk; r is the model's place among its peers, 0 the weakest, 1 the strongest, whose quality is exactly 1. The two numbers were fitted to the benchmarks ("fell short": scoring more than 0.1 below the strongest; both wrong counts as equally good) and, at the same weight, to beliefs about the written requests: the weakest model falls short on 5 % of the cheap ones, 20 % of the middle, 45 % of the strong. **So the number is an order with a rough scale, not a measured probability for your models.** Audits and Calibrate measure it.`;
}

function writtenSection({ levels, middleOfThree }: Figures): string {
	return `## Written requests at the default threshold

By tables that never saw the request, nor its neighbors in the file (five folds). The penalty and the threshold were chosen on the same requests.

| language | requests | cheap to the weakest | strong to the strongest |
| --- | --- | --- | --- |
${levels.map(levelRow).join('\n')}

With three models the middle one gets ${cardPercent(middleOfThree)} of the strong ones.`;
}

function levelRow({ language, count, cheap, strong }: LevelFigures): string {
	return `| ${language} | ${count} | ${cardPercent(cheap)} | ${cardPercent(strong)} |`;
}

function thresholdSection({ weights }: Trained, { points, tasks }: Figures): string {
	const rows = points.map(({ threshold, cheap, strong }) => {
		const mark = threshold === weights.defaultThreshold ? ' (default)' : '';
		return `| ${threshold.toFixed(2)}${mark} | ${cardPercent(cheap)} | ${cardPercent(strong)} |`;
	});
	return `## Default threshold: ${weights.defaultThreshold}

The lowest, in hundredths, at which at least ${cardPercent(STRONG_KEPT)} of the written requests for the strong model go to it.

| threshold | cheap to the weakest | strong to the strongest |
| --- | --- | --- |
${rows.join('\n')}

**What it does not promise**: of ${tasks.tasks.length} benchmark tasks (one subject × one pair of models, 30 questions or more) "90 % of all answers as good as the strong model's" is broken on ${cardPercent(tasks.broken90)}, "95 %" on ${cardPercent(tasks.broken95)}. For a promise about your own work, audit and calibrate.`;
}

function pairSection({ pairs, pooled }: Figures): string {
	const rows = pairs.map((pair) => {
		const { source, strong, weak, rows: count, gap, orders } = pair;
		const [own, length] = isTelling(pair) ? [orders.classifier, orders.length] : [null, null];
		return `| ${source} | ${strong} / ${weak} | ${count} | ${gap.toFixed(3)} | ${apgrText(own)} | ${apgrText(length)} |`;
	});
	const told = pairs.filter(isTelling);
	return `## Per benchmark and pair

APGR as RouteLLM defines it, one point per prompt; chance is 0.500. By trees that never saw the benchmark. For comparison, the same with nothing but the number of words as the score. Where the gap is below ${LEAST_GAP} the figure would be noise, because it is divided by the gap, and is left out.

| benchmark | strong / weak | rows | gap | classifier | length alone |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Mean over the ${told.length} pairs with a figure: classifier ${meanOf(told, 'classifier')}, length alone ${meanOf(told, 'length')}. All rows of all pairs pooled: ${apgrText(pooled.classifier)}, length alone ${apgrText(pooled.length)}.`;
}

function apgrText(order: Order | null): string {
	return order === null ? '–' : order.apgr.toFixed(3);
}

function meanOf(pairs: readonly PairFigures[], by: 'classifier' | 'length'): string {
	return mean(pairs.map((pair) => apgrOf(pair, by))).toFixed(3);
}

/** Of a telling pair: its strong model is better. */
function apgrOf({ orders }: PairFigures, by: 'classifier' | 'length'): number {
	return orders[by]?.apgr ?? NaN;
}

function weaknesses({ pairs }: Figures): string {
	const told = pairs.filter(isTelling);
	const named = (list: readonly PairFigures[]): string =>
		list.map((pair) => `${pair.source} (${pair.strong} / ${pair.weak})`).join('; ') || 'none';
	return `## Known weaknesses

- Across benchmarks it orders requests hardly better than their length does. No better on: ${named(told.filter((pair) => apgrOf(pair, 'classifier') <= apgrOf(pair, 'length')))}.
- Worse than chance on: ${named(told.filter((pair) => apgrOf(pair, 'classifier') < 0.5))}.
- The settings (penalties, number of trees, share of the length) were chosen on the same benchmarks and requests.
- The written requests are few compared with all that people ask. What resembles none of them goes up, which costs money.
- It does not know your models: two far apart get the same number as two close together. Own outcomes are needed for that.
- Where both models were wrong, "as good" means equally wrong.`;
}
