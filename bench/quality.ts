import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { shippedScorer } from '../router/quality/shippedScorer';
import { shippedWeights } from '../router/strategies/shippedWeights';
import { DataFolderError, readScorerData } from '../scripts/trainScorer/answers';
import { benchLearning } from './quality/adaptive';
import { renderLearning, worseThanShipped } from './quality/adaptiveTable';
import { benchChecks } from './quality/checks';
import { benchCascade } from './quality/cascade';
import { renderCascade } from './quality/cascadeTable';
import { renderCalibration, renderChecks, renderCrossFit } from './quality/checksTable';
import { benchCrossFit } from './quality/crossFit';

/** Rows of each ladder that the short form replays. */
const SHORT_ROWS = 40;
/** Learning: orders of the stream, and after how many requests it is measured. */
const LEARNING = { seeds: 10, sizes: [500, 2_000] };
const SHORT_LEARNING = { seeds: 2, sizes: [500] };

main().then(
	() => process.exit(),
	(error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);

/**
 * `npm run bench:quality -- --data DIR [--json FILE] [--short]`: `--short` takes 2 folds, not 5, 200 resamples,
 * not 2,000, and 2 seeds, not 10.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { data: { type: 'string' }, json: { type: 'string' }, short: { type: 'boolean', default: false } },
	});
	if (values.data === undefined) return refuse('Say where the data is: npm run bench:quality -- --data DIR');
	try {
		const data = readScorerData(values.data);
		const resamples = values.short ? 200 : 2_000;
		const crossFit = await benchCrossFit(data, { folds: values.short ? 2 : 5, resamples });
		const checks = await benchChecks(data, { weights: shippedScorer(), resamples });
		const cascade = await benchCascade(values.data, shippedScorer(), values.short ? SHORT_ROWS : Infinity);
		const learning = await benchLearning(values.data, { ...(values.short ? SHORT_LEARNING : LEARNING), weights: shippedWeights() });
		const parts = [
			renderCrossFit(crossFit),
			renderCalibration(crossFit.calibration),
			renderChecks(checks),
			renderCalibration(checks.calibration),
			renderCascade(cascade),
			renderLearning(learning),
		];
		process.stdout.write(`${parts.join('\n\n')}\n`);
		if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ crossFit, checks, cascade, learning }, null, '\t')}\n`);
		if (worseThanShipped(learning).length > 0) process.exitCode = 1;
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		refuse(error.message);
	}
}

function refuse(message: string): void {
	process.stderr.write(`${message}\n`);
	process.exitCode = 1;
}
