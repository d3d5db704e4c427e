import { parseArgs } from 'node:util';

import { shippedScorer } from '../../router/quality/shippedScorer';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { projectRoot } from '../../scripts/lib/paths';
import { DataFolderError, readScorerData, type ScorerData } from '../../scripts/trainScorer/answers';
import { writePage } from '../page';
import { benchLearning } from './adaptive';
import { renderLearning, worseThanShipped } from './adaptiveTable';
import { benchCascade } from './cascade';
import { renderCascade } from './cascadeTable';
import { benchChecks } from './checks';
import { renderCalibration, renderChecks, renderCrossFit } from './checksTable';
import { benchCrossFit } from './crossFit';
import { benchFewLabels } from './fewLabels';
import { renderFewLabels } from './fewLabelsTable';
import { benchOrdering } from './ordering';
import { writeScores } from './orderingRows';
import { renderOrdering } from './orderingTable';
import { shippedClassifier } from './rankedClassifier';

/** Rows of each ladder that the short form replays. */
const SHORT_ROWS = 40;
/** Learning: orders of the stream, and after how many requests it is measured. */
const LEARNING = { seeds: 10, sizes: [500, 2_000] };
const SHORT_LEARNING = { seeds: 2, sizes: [500] };

/** Few labels: how many, and how often they are drawn from each stream. */
const FEW_LABELS = { labels: [50, 100, 250], draws: 10 };
const SHORT_FEW_LABELS = { labels: [100], draws: 1 };

/** Where the command writes to. */
export interface Output {
	readonly print: (text: string) => void;
	readonly complain: (text: string) => void;
	/** The checkout, for `--readme`. */
	readonly root: string;
}

/**
 * `npm run bench:quality -- --data DIR [--only SECTION] [--scores DIR] [--json] [--readme] [--short]`, as bench/README.md
 * says. `--short` takes 2 folds, not 5, 200 resamples, not 2,000, and 2 seeds, not 10. @returns the exit code.
 */
export async function benchQuality(args: readonly string[], output: Output = CONSOLE): Promise<number> {
	const { values } = parseArgs({ args: [...args], options: OPTIONS });
	const { data: folder, only, short } = values;
	if (folder === undefined) return refuse(output, 'Say where the data is: npm run bench:quality -- --data DIR');
	if (only !== undefined && !isSection(only)) return refuse(output, `There is no section ${only}. There are: ${NAMES.join(', ')}.`);
	try {
		if (values.scores !== undefined) writeScores(folder, values.scores, shippedClassifier());
		let data: ScorerData | null = null;
		const options = { folder, short, scorerData: () => (data ??= readScorerData(folder)) };
		const found: Partial<Record<SectionName, Section>> = {};
		for (const name of NAMES) if (only === undefined || only === name) found[name] = await SECTIONS[name](options);
		const sections = Object.values(found);
		const figures = Object.fromEntries(Object.entries(found).map(([name, section]) => [name, section.figures]));
		output.print(values.json ? `${JSON.stringify(figures, null, '\t')}\n` : `${sections.map(({ text }) => text).join('\n\n')}\n`);
		if (values.readme) writePage(output.root, 'ordering', (found.ordering ?? (await SECTIONS.ordering(options))).text);
		return sections.some(({ failed }) => failed) ? 1 : 0;
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		return refuse(output, error.message);
	}
}

const CONSOLE: Output = {
	print: (text) => void process.stdout.write(text),
	complain: (text) => void process.stderr.write(text),
	root: projectRoot,
};

const OPTIONS = {
	data: { type: 'string' },
	only: { type: 'string' },
	scores: { type: 'string' },
	json: { type: 'boolean', default: false },
	readme: { type: 'boolean', default: false },
	short: { type: 'boolean', default: false },
} as const;

interface SectionOptions {
	readonly folder: string;
	readonly short: boolean;
	/** Read once, by the first section that wants it. */
	readonly scorerData: () => ScorerData;
}

interface Section {
	readonly figures: unknown;
	readonly text: string;
	readonly failed: boolean;
}

const SECTIONS = {
	crossFit: async ({ scorerData, short }) => {
		const figures = await benchCrossFit(scorerData(), { folds: short ? 2 : 5, resamples: resamplesOf(short) });
		return { figures, text: `${renderCrossFit(figures)}\n\n${renderCalibration(figures.calibration)}`, failed: false };
	},
	checks: async ({ scorerData, short }) => {
		const figures = await benchChecks(scorerData(), { weights: shippedScorer(), resamples: resamplesOf(short) });
		return { figures, text: `${renderChecks(figures)}\n\n${renderCalibration(figures.calibration)}`, failed: false };
	},
	cascade: async ({ folder, short }) => {
		const figures = await benchCascade(folder, shippedScorer(), short ? SHORT_ROWS : Infinity);
		return { figures, text: renderCascade(figures), failed: false };
	},
	learning: async ({ folder, short }) => {
		const figures = await benchLearning(folder, { ...(short ? SHORT_LEARNING : LEARNING), weights: shippedWeights() });
		return { figures, text: renderLearning(figures), failed: worseThanShipped(figures).length > 0 };
	},
	ordering: async ({ folder, short }) => {
		const figures = await benchOrdering(folder, { classifier: shippedClassifier(), resamples: resamplesOf(short) });
		return { figures, text: renderOrdering(figures), failed: false };
	},
	fewLabels: async ({ folder, short }) => {
		const figures = await benchFewLabels(folder, { ...(short ? SHORT_FEW_LABELS : FEW_LABELS), weights: shippedWeights() });
		return { figures, text: renderFewLabels(figures), failed: figures.some(({ prior, trained, noise }) => trained + noise < prior) };
	},
} satisfies Record<string, (options: SectionOptions) => Promise<Section>>;

type SectionName = keyof typeof SECTIONS;

const NAMES: readonly SectionName[] = ['crossFit', 'checks', 'cascade', 'learning', 'ordering', 'fewLabels'];

function isSection(name: string): name is SectionName {
	return NAMES.some((known) => known === name);
}

function resamplesOf(short: boolean): number {
	return short ? 200 : 2_000;
}

function refuse({ complain }: Output, message: string): number {
	complain(`${message}\n`);
	return 1;
}
