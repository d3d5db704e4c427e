import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { codeNode, startWorkflow, type EngineRunOptions } from '../../scripts/lib/engine';
import { tunePrompt, type PromptKind } from '../support/autoTunePrompts';
import { SINK_TYPE } from './killRunner';

/** What the parent hands over, as a JSON file. */
export interface TuneRunnerOptions {
	readonly ask: Pick<EngineRunOptions, 'workflow' | 'credentials'>;
	/** Takes one POST for each item that left the router, and for each run that has ended. */
	readonly sinkUrl: string;
	/** Its number, by which it tells. */
	readonly worker: number;
	/** How far the clock of this process is from the true time, in ms. */
	readonly offMs: number;
	/** The requests are of this stream, from this number on. */
	readonly stream: number;
	readonly from: number;
	readonly kind: PromptKind;
	readonly itemsPerRun: number;
	/** Between two runs, in ms. */
	readonly pauseMs: number;
}

/** Runs the workflow with the built package as in production, over and over, until the process is killed. */
async function runUntilKilled(file: string): Promise<void> {
	const { ask, sinkUrl, worker, offMs, stream, from, kind, itemsPerRun, pauseMs } = JSON.parse(
		readFileSync(file, 'utf8'),
	) as TuneRunnerOptions;
	const trueNow = Date.now.bind(Date);
	Date.now = () => trueNow() + offMs;
	const tell = async (body: object) => void (await fetch(sinkUrl, { method: 'POST', body: JSON.stringify({ worker, ...body }) }));
	const sink = codeNode(async (items) => {
		for (const { json } of items) await tell({ route: json['llmRoute'] });
		return [items];
	});
	for (let next = from; ; next += itemsPerRun) {
		const items = Array.from({ length: itemsPerRun }, (_, n) => ({ json: { text: tunePrompt(stream, next + n, kind) } }));
		const started = await startWorkflow({ ...ask, items, mode: 'trigger', nodeTypes: { [SINK_TYPE]: sink } });
		const done = await started.done;
		const { error } = done;
		if (error && !error.message.includes('Regular expression execution timed out')) throw error;
		await tell({ ran: itemsPerRun, hints: done.hints('Router').map(({ message }) => message) });
		await sleep(pauseMs);
	}
}

runUntilKilled(process.argv[2] ?? '').catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exit(1);
});
