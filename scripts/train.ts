import { parseArgs } from 'node:util';

import { projectRoot } from './lib/paths';
import { runTraining, writeOutputs } from './train/run';

main();

/** `npm run train -- --data DIR`: the benchmark questions are in DIR, the written requests in scripts/train/requests. */
function main(): void {
	const { values } = parseArgs({ options: { data: { type: 'string' } } });
	if (values.data === undefined) {
		process.stderr.write('Say where the data is: npm run train -- --data DIR\n');
		process.exitCode = 1;
		return;
	}
	const run = runTraining(values.data);
	writeOutputs(projectRoot, run);
	const { tables, weights } = run.trained;
	process.stdout.write(`Tables ${tables.version}, weights ${weights.version}, default threshold ${weights.defaultThreshold}.\n`);
}
