import { parseArgs } from 'node:util';

import { projectRoot } from './lib/paths';
import { DataFolderError } from './trainScorer/answers';
import { runScorerTraining, writeScorer } from './trainScorer/run';

void main();

/** `npm run train:scorer -- --data DIR` */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { data: { type: 'string' } } });
	if (values.data === undefined) return refuse('Say where the data is: npm run train:scorer -- --data DIR');
	try {
		const run = await runScorerTraining(values.data);
		writeScorer(projectRoot, run);
		const all = run.report.groups[0]?.figures.scorer?.value;
		process.stdout.write(
			`Scorer ${run.trained.weights.version}: out-of-fold log loss ${run.trained.logLoss.toFixed(4)}, held-out AUROC ${all?.toFixed(3) ?? '–'} pooled. See docs/scorer-card.md.\n`,
		);
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		refuse(error.message);
	}
}

function refuse(message: string): void {
	process.stderr.write(`${message}\n`);
	process.exitCode = 1;
}
