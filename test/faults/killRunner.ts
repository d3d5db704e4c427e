import { readFileSync } from 'node:fs';

import { codeNode, startWorkflow, type EngineRunOptions } from '../../scripts/lib/engine';

/** What the parent hands over, as a JSON file. */
export interface RunnerOptions {
	readonly ask: Pick<EngineRunOptions, 'workflow' | 'items' | 'credentials'>;
	/** Takes one POST for each item that left the router. */
	readonly sinkUrl: string;
	/** Executions under way at once, so that one emits while another stores. */
	readonly parallel: number;
}

/** The sink's node type in the workflow. */
export const SINK_TYPE = 'test.sink';

/** Runs the workflow with the built package over and over, until the process is killed. Argument: the file with the `RunnerAsk`. */
export async function runUntilKilled(file: string): Promise<void> {
	const { ask, sinkUrl, parallel } = JSON.parse(readFileSync(file, 'utf8')) as RunnerOptions;
	const sink = codeNode(async (items) => {
		// One by one: a kill between two leaves the first outside and the second not.
		for (const { json } of items) await fetch(sinkUrl, { method: 'POST', body: JSON.stringify(json['llmRoute']) });
		return [items];
	});
	const keepRunning = async () => {
		for (;;) {
			const started = await startWorkflow({ ...ask, nodeTypes: { [SINK_TYPE]: sink } });
			const { error } = await started.done;
			// n8n gives its own look at the parameters a time limit, which a starved machine may pass before our node begins.
			if (error && !error.message.includes('Regular expression execution timed out')) throw error;
		}
	};
	await Promise.all(Array.from({ length: parallel }, keepRunning));
}

if (require.main === module) {
	runUntilKilled(process.argv[2] ?? '').catch((error: unknown) => {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		process.exit(1);
	});
}
