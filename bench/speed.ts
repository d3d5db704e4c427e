import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { projectRoot } from '../scripts/lib/paths';
import { measureAnswering, type AnsweringSpeed } from './speed/answering';
import { measureDecisions, type DecisionTiming } from './speed/decision';
import { measureLedger } from './speed/ledger';
import { ledgerRows } from './speed/ledgerRows';
import { measureAdaptive, measureCalibration, measureTraining } from './speed/learning';
import { measureLoading } from './speed/loading';
import { measureMemory, type MemoryUse } from './speed/memory';
import { withMonth } from './speed/month';
import { measureOutcomes } from './speed/outcomes';
import { measureReport } from './speed/report';
import { measureRouteOnly, type RouteOnlySpeed } from './speed/routeOnly';
import { beSlowProvider, PROVIDER, startSlowProvider } from './speed/slowProvider';
import { atMost, count, megabytes, micros, millis, renderRows, seconds, type SpeedRow } from './speed/table';

const ANSWERS_AFTER_MS = 100;

if (process.argv.includes(PROVIDER)) beSlowProvider(process.argv);
else {
	main().then(
		() => process.exit(),
		(error: unknown) => {
			process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
			process.exit(1);
		},
	);
}

/**
 * `npm run bench:speed [-- --json FILE] [--short]`: what the node costs beside doing without it. `--short` only
 * shows that everything runs: its figures are of few items.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { json: { type: 'string' }, short: { type: 'boolean', default: false } } });
	const { short } = values;
	const provider = await startSlowProvider(ANSWERS_AFTER_MS);
	try {
		const { baseUrl } = provider;
		const loading = measureLoading(short ? 1 : 5);
		const answering = await measureAnswering({
			baseUrl,
			answersAfterMs: ANSWERS_AFTER_MS,
			items: short ? 100 : 1_000,
			parallel: 50,
			rounds: short ? 1 : 5,
		});
		const routeOnly = await measureRouteOnly({ items: short ? 100 : 1_000, rounds: short ? 1 : 5 });
		const memory = await measureMemory(baseUrl, { rounds: short ? 4 : 20, items: short ? 50 : 500 });
		const decisions = measureDecisions(short ? 100 : 2_000);
		const worker = path.join(projectRoot, 'dist/adapters/ledger/sqliteWorker.js');
		const ledger = await measureLedger(worker, short ? 1_000 : 30_000);
		const feedback = await measureFeedback(worker, short);
		const rows = [
			...answeringRows(answering),
			routeOnlyRow(routeOnly),
			memoryRow(memory),
			...loadingRows(loading),
			...decisionRows(decisions),
			...ledgerRows({ ledger, ...feedback }),
		];
		process.stdout.write(
			`${renderRows(rows)}\n\nNode ${process.versions.node}, ${String(cpus().length)} cores${short ? ', short form: the figures say little' : ''}.\n`,
		);
		if (values.json !== undefined)
			writeFileSync(
				values.json,
				`${JSON.stringify({ short, rows, loading, answering, routeOnly, memory, decisions, ledger, ...feedback }, null, '\t')}\n`,
			);
	} finally {
		provider.stop();
	}
}

/** What LLM Router Feedback does, and Adaptive behind a run. One ledger serves for reports and learning: to fill it takes longest. */
async function measureFeedback(workerPath: string, short: boolean) {
	const outcomes = await measureOutcomes(workerPath, short ? 2_000 : 50_000);
	const training = await measureTraining(workerPath, 2_000);
	const ofMonth = await withMonth({ workerPath, records: short ? 50_000 : 1_000_000 }, async (month) => {
		const report = await measureReport(month);
		const adaptive = await measureAdaptive(month, 20_000);
		const calibration = await measureCalibration(month, 100_000);
		return { report, adaptive, calibration };
	});
	return { outcomes, training, ...ofMonth };
}

function answeringRows({
	items,
	parallel,
	nodeMs,
	bareMs,
	nodeCpuMs,
	bareCpuMs,
	idealMs,
	nodeDelayP99Ms,
	bareDelayP99Ms,
}: AnsweringSpeed): SpeedRow[] {
	const what = `${count(items)} items, ${String(parallel)} at once, provider answers after ${String(ANSWERS_AFTER_MS)} ms`;
	return [
		{
			what,
			measured: seconds(nodeMs),
			beside: `${seconds(bareMs)} bare loop`,
			...atMost(nodeMs / bareMs, 1.15, '≤ 1.15 × the bare loop'),
			ratio: nodeMs / bareMs,
		},
		{ what: 'the same', measured: seconds(nodeMs), beside: `${seconds(idealMs)} ideal`, ratio: nodeMs / idealMs, target: '', met: null },
		{
			what: 'processor time of it',
			measured: seconds(nodeCpuMs),
			beside: `${seconds(bareCpuMs)} bare loop`,
			ratio: nodeCpuMs / bareCpuMs,
			target: '',
			met: null,
		},
		{
			what: 'event loop late meanwhile, 99th percentile',
			measured: millis(nodeDelayP99Ms),
			beside: `${millis(bareDelayP99Ms)} bare loop`,
			ratio: nodeDelayP99Ms / bareDelayP99Ms,
			...atMost(nodeDelayP99Ms, 50, '≤ 50 ms'),
		},
	];
}

function routeOnlyRow({ items, nodeMs, switchMs }: RouteOnlySpeed): SpeedRow {
	const row = { what: `Route Only, ${count(items)} items`, measured: millis(nodeMs) };
	if (switchMs === null) return { ...row, beside: 'n8n is not installed, so no Switch', ratio: null, target: '≤ 2 × Switch', met: null };
	return { ...row, beside: `${millis(switchMs)} n8n's Switch`, ratio: nodeMs / switchMs, ...atMost(nodeMs / switchMs, 2, '≤ 2 × Switch') };
}

/** A heap that grows by less than this over ten executions of hundreds of items keeps none of them. */
const FLAT_MB = 1;

function memoryRow({ rounds, items, heapMb, grownMb }: MemoryUse): SpeedRow {
	const what = `heap after ${String(rounds)} executions of ${count(items)} items`;
	return {
		what,
		measured: megabytes(heapMb.at(-1) ?? NaN),
		beside: `${grownMb >= 0 ? '+' : '−'}${megabytes(Math.abs(grownMb))} over the last half`,
		ratio: null,
		...atMost(grownMb, FLAT_MB, `grows by ≤ ${megabytes(FLAT_MB)}`),
	};
}

function loadingRows({ start, firstUse }: ReturnType<typeof measureLoading>): SpeedRow[] {
	return [
		{
			what: "added to n8n's start",
			measured: millis(start.ms),
			beside: megabytes(start.heapMb),
			ratio: null,
			target: '≤ 50 ms, ≤ 5 MB',
			met: start.ms <= 50 && start.heapMb <= 5,
		},
		{
			what: 'loaded by the first execution',
			measured: millis(firstUse.ms),
			beside: megabytes(firstUse.heapMb),
			ratio: null,
			target: '',
			met: null,
		},
	];
}

function decisionRows(decisions: readonly DecisionTiming[]): SpeedRow[] {
	return decisions.map(({ chars, classifierMicros, rulesMicros, tokensMicros, partsMicros }) => {
		const what = `signals, rank and choice, ${count(chars)} characters`;
		const row = {
			what,
			measured: `${micros(classifierMicros)} classifier, ${micros(rulesMicros)} ten rules, ${micros(partsMicros)} in two parts`,
			beside: `${micros(tokensMicros)} token estimate`,
			ratio: null,
		};
		if (chars !== 2_000) return { ...row, target: '', met: null };
		return { ...row, target: '≤ 50 µs, tokens ≤ 100 µs', met: Math.max(classifierMicros, rulesMicros) <= 50 && tokensMicros <= 100 };
	});
}
