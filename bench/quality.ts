import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { shippedScorer } from '../router/quality/shippedScorer';
import { DataFolderError, readScorerData } from '../scripts/trainScorer/answers';
import { benchChecks } from './quality/checks';
import { benchCascade } from './quality/cascade';
import { renderCascade } from './quality/cascadeTable';
import { renderCalibration, renderChecks } from './quality/checksTable';

/** Rows of each ladder that the short form replays. */
const SHORT_ROWS = 40;

main().then(
	() => process.exit(),
	(error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);

/** `npm run bench:quality -- --data DIR [--json FILE] [--short]`: `--short` resamples 200 times, not 2,000. */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { data: { type: 'string' }, json: { type: 'string' }, short: { type: 'boolean', default: false } } });
	if (values.data === undefined) return refuse('Say where the data is: npm run bench:quality -- --data DIR');
	try {
		const data = readScorerData(values.data);
		const checks = await benchChecks(data, { weights: shippedScorer(), resamples: values.short ? 200 : 2_000 });
		process.stdout.write(`${renderChecks(checks)}\n\n${renderCalibration(checks.calibration)}\n`);
		const cascade = await benchCascade(values.data, shippedScorer(), values.short ? SHORT_ROWS : Infinity);
		process.stdout.write(`\n${renderCascade(cascade)}\n`);
		if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ checks, cascade }, null, '\t')}\n`);
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		refuse(error.message);
	}
}

function refuse(message: string): void {
	process.stderr.write(`${message}\n`);
	process.exitCode = 1;
}
