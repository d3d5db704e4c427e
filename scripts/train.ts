import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { projectRoot } from './lib/paths';
import { runTraining, scoreLines, writeOutputs } from './train/run';

main();

/** `npm run train -- --data DIR [--scores FILE]`: FILE gets the held-out rows' scores, for a check with other tools. */
function main(): void {
	const { values } = parseArgs({ options: { data: { type: 'string' }, scores: { type: 'string' } } });
	if (values.data === undefined) {
		process.stderr.write('Say where the data is: npm run train -- --data DIR\n');
		process.exitCode = 1;
		return;
	}
	const run = runTraining(values.data);
	writeOutputs(projectRoot, run);
	if (values.scores !== undefined) writeFileSync(values.scores, scoreLines(run));
	const { chosen } = run.figures;
	process.stdout.write(
		`Weights ${run.weights.version}: held-out log loss ${run.figures.logLoss.toFixed(4)}, ` +
			`default threshold ${chosen.threshold} (${(chosen.cheapShare * 100).toFixed(1)} % cheap, ${(chosen.falseCheap * 100).toFixed(1)} % false-cheap).\n`,
	);
}
