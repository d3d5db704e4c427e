import path from 'node:path';

import { DAY_MS } from '../../router/clock';
import { projectRoot } from '../../scripts/lib/paths';
import { fitExponent } from './fit';
import { measureLedger, measurePlain, measureStatements, storeRecords, type Stored } from './ledger';
import { daysFrom, MONTH, monthOf, withLog } from './month';
import { measureReport } from './report';
import { inRounds } from './rounds';
import { sectionOf, type Effort, type Growth, type Section, type Target } from './section';
import { median, ratioOf, spreadOf } from './stats';
import { count, millis, seconds } from './table';
import type { LoopLoad } from './watch';

/** The ledger's worker, as it is built. */
export const WORKER = path.join(projectRoot, 'dist/adapters/ledger/sqliteWorker.js');

/** n8n's other work waits no longer than this, in ms of processor time. */
export const MOST_TURN_MS = 50;

/** Storing decisions next to plain node:sqlite, and how storing and reports grow with the log. */
export async function measureLogs({ short }: Effort): Promise<Section> {
	const records = short ? 2_000 : 10_000;
	const ways = await inRounds(
		{ log: () => measureLedger(WORKER, records), statements: () => measureStatements(records), plain: () => measurePlain(records) },
		{ most: short ? 2 : 5, least: 2, budgetMs: short ? 1_500 : 5_000, warmUp: short ? 0 : 1 },
	);
	const sizes: SizeFound[] = [];
	for (const size of short ? [3_000, 10_000] : [10_000, 30_000, 100_000])
		sizes.push(await measureSize({ size, perMonth: size, stored: short ? 1_000 : 3_000 }));
	const ms = (all: readonly Stored[]) => all.map(({ load }) => load.ms);
	const line = (name: string, all: readonly Stored[]) => {
		const rate = spreadOf(ms(all).map((each) => (1_000 * records) / each));
		const turn = Math.max(...all.map(({ load }) => load.turnCpuMs));
		return [name, count(Math.round(rate.median)), `${count(Math.round(rate.min))} to ${count(Math.round(rate.max))}`, millis(turn)];
	};
	return sectionOf({
		title: 'The log',
		about: `${count(records)} decisions a round, each with three candidates, two attempts and two charges: eight rows and their indexes in the log, one row of JSON in plain node:sqlite. All in WAL mode with the same durability.`,
		tables: [
			{
				head: ['how', 'decisions a second', 'rounds from, to', 'longest turn, processor time'],
				lines: [
					line('the log, in its worker thread', ways.log),
					line('the same statements on the main thread, 500 a transaction', ways.statements),
					line('plain node:sqlite, one row of JSON, 500 a transaction', ways.plain),
				],
			},
			sizesTable(sizes),
		],
		ratios: {
			'log.statements': {
				what: 'time to store next to the same statements on the main thread',
				...ratioOf(ms(ways.log), ms(ways.statements)),
			},
			'log.plain': { what: 'time to store next to one row of JSON in plain node:sqlite', ...ratioOf(ms(ways.log), ms(ways.plain)) },
		},
		growth: growthOf(sizes),
		targets: [storedTarget(1_000 * records, median(ms(ways.log)), Math.max(...ways.log.map(({ load }) => load.turnCpuMs)))],
	});
}

function storedTarget(thousandRecords: number, ms: number, turnCpuMs: number): Target {
	const rate = thousandRecords / ms;
	return {
		what: 'decisions stored a second, longest turn',
		found: `${count(Math.round(rate))}, ${millis(turnCpuMs)}`,
		target: `≥ 5,000, ≤ ${millis(MOST_TURN_MS)}`,
		met: rate >= 5_000 && turnCpuMs <= MOST_TURN_MS,
	};
}

export interface SizeAsk {
	/** Decisions in the log. */
	readonly size: number;
	/** Of them in a month, the last of which is reported. */
	readonly perMonth: number;
	/** Stored on top. */
	readonly stored: number;
}

export interface SizeFound extends SizeAsk {
	readonly report: LoopLoad;
	/** Medians of three times, in decisions a second. */
	readonly storedPerSecond: number;
	readonly storeTurnMs: number;
}

/** A log of so many decisions, made for this. */
export async function measureSize(ask: SizeAsk): Promise<SizeFound> {
	const { size, perMonth, stored } = ask;
	const months = Math.max(1, size / perMonth);
	const decisions = { ...monthOf(size), days: MONTH.days * months };
	return await withLog({ workerPath: WORKER, decisions }, async (ledger) => {
		const fromMs = MONTH.fromMs + Math.round((months - 1) * MONTH.days * DAY_MS);
		const month = { ledger, records: Math.min(size, perMonth), days: daysFrom(fromMs) };
		const reports = [];
		for (let round = 0; round < 3; round++) reports.push((await measureReport(month)).load);
		const loads = [];
		// The first writes to a file that was just made find nothing in memory.
		for (let round = 0; round < 4; round++)
			loads.push((await storeRecords(ledger, stored, { from: round * stored, fromMs: fromMs + MONTH.days * DAY_MS })).load);
		const report = reports.toSorted((a, b) => a.ms - b.ms)[1];
		if (report === undefined) throw new Error('There is no report.');
		return {
			...ask,
			report,
			storedPerSecond: (1_000 * stored) / median(loads.slice(1).map(({ ms }) => ms)),
			storeTurnMs: Math.max(...loads.map(({ turnCpuMs }) => turnCpuMs)),
		};
	});
}

export function sizesTable(sizes: readonly SizeFound[]) {
	return {
		head: [
			'decisions in the log',
			'of the month',
			'report of the month',
			'its longest turn, processor time',
			'decisions stored a second',
			'longest turn',
		],
		lines: sizes.map(({ size, perMonth, report, storedPerSecond, storeTurnMs }) => [
			count(size),
			count(Math.min(size, perMonth)),
			`${seconds(report.ms)} (${seconds(report.cpuMs)} of processor time)`,
			millis(report.turnCpuMs),
			count(Math.round(storedPerSecond)),
			millis(storeTurnMs),
		]),
	};
}

export function growthOf(sizes: readonly SizeFound[]): Growth[] {
	const report = sizes.map(({ size, report: { cpuMs } }) => ({ size, cost: Math.max(0.1, cpuMs) }));
	const store = sizes.map(({ size, storedPerSecond }) => ({ size, cost: 1e6 / storedPerSecond }));
	return [
		{ what: 'report against the log: processor time', unit: 'ms', most: 1.05, ...fitExponent(report) },
		{ what: 'storing against the log: time a decision', unit: 'µs', most: 1.05, ...fitExponent(store) },
	];
}
